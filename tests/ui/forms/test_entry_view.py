from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ehr_desk.ui.forms.entry_view import EntryRead, EntryView, entry_sections, score_chips
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.chip import Chip, ChipText
from tests.ui.support import ANSWERS, every_type

SEAL = "Signed by Dana Reyes, LCADC, 21 Nov 2026 10:58 EST. Meaning: I am the author of this entry."


def test_an_entry_reads_by_section_in_the_order_of_the_form(tmp_path: Path) -> None:
    sections = entry_sections(every_type(tmp_path), ANSWERS, {"o1": "Use the delay plan"})
    assert [section.heading for section in sections] == ["First part", "Second part", "Rows", "Links", "Scores"]
    lines = {line.question: line.answer for section in sections for line in section.lines}
    assert lines["Day"] == "21 Nov 2026"
    assert lines["Moment"] == "20 Nov 2026 09:30"
    assert lines["Agree"] == "No"
    assert lines["Count"] == "3 times"
    assert lines["Several"] == "One, Three"
    assert lines["Objectives served"] == "Use the delay plan: some progress, Log kept"
    assert lines["Total"] == "3 of 4, high"


def test_what_the_form_hides_is_not_read(tmp_path: Path) -> None:
    answers = {**ANSWERS, "agree": True}
    questions = [line.question for one in entry_sections(every_type(tmp_path), answers) for line in one.lines]
    assert "Why not" not in questions


def test_the_band_of_a_score_is_a_chip(tmp_path: Path) -> None:
    assert score_chips(every_type(tmp_path), ANSWERS) == (ChipText("Total 3: high", "danger"),)


def test_a_signed_entry_shows_its_seal_and_what_became_of_it(tmp_path: Path, theme: Theme, qtbot: QtBot) -> None:
    chips = (ChipText("Amended", "info"), ChipText("Entered in error", "danger"), ChipText("Co-sign pending", "review"))
    sections = entry_sections(every_type(tmp_path), ANSWERS)
    view = EntryView(theme, EntryRead("DAP note", "21 Nov 2026", sections, chips, (SEAL,), ("Attended 50 minutes.",)))
    qtbot.addWidget(view)
    view.show()
    assert {chip.text() for chip in view.findChildren(Chip)} == {"Amended", "Entered in error", "Co-sign pending"}
    assert SEAL in {label.text() for label in view.findChildren(QLabel)}
    assert "One line: One line of words" in view.text()
    assert "Attended 50 minutes." in view.text()
    with qtbot.waitSignal(view.verify_asked):
        view.verify.click()


def test_markup_in_an_answer_stays_text(tmp_path: Path, theme: Theme, qtbot: QtBot) -> None:
    sections = entry_sections(every_type(tmp_path), {"line": "<b>bold</b>"})
    view = EntryView(theme, EntryRead("DAP note", "", sections))
    qtbot.addWidget(view)
    assert "<b>bold</b>" in {label.text() for label in view.findChildren(QLabel)}
