"""The phrase library in the plan editor: offered by keyboard, put in highlighted, never over what is written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import load_form
from ehr_desk.ui.dialogs.palette import PaletteDialog
from ehr_desk.ui.forms.phrases import ALL, Need, Shelf, needed
from ehr_desk.ui.forms.plan_editor import PlanEditor, read_shelf
from ehr_desk.ui.theme import Theme
from tests.ui.forms.test_plan_editor import PLAN
from tests.ui.support import plain_links, show_active

NEED = Need(
    "Generalized anxiety disorder", "mental health", "F41.1", "Diagnosis on record since 1 Oct 2026.", "Diagnosis"
)


@pytest.fixture
def editor(theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot) -> PlanEditor:
    form = load_form(forms_dir() / "treatment_plan.toml")
    made = PlanEditor(form, PLAN, plain_links(), theme, clock=clock, ids=ids)
    made.needs = (NEED,)
    qtbot.addWidget(made)
    made.resize(1000, 3000)
    show_active(made, qtbot)
    return made


def offered(qtbot: QtBot) -> PaletteDialog:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, PaletteDialog) and one.isVisible())


def line(editor: PlanEditor, place: str) -> QLineEdit:
    found = editor.findChild(QLineEdit, f"item.{place}")
    assert found is not None
    return found


def test_ctrl_space_offers_objectives_for_the_diagnosis_of_the_problem_first(editor: PlanEditor, qtbot: QtBot) -> None:
    assert editor.focus_item("p1/g1/o2/objective_text")
    dialog = offered(qtbot)
    assert dialog.rows()[0].hint.startswith("Alcohol")
    QTest.keyClicks(dialog.line, "craving call")
    assert dialog.rows()[0].text == "Call a named person before acting on a craving of 6 or more"
    dialog.close()


def test_an_objective_comes_below_with_its_measure_target_and_date_and_the_baseline_to_fill_in(
    editor: PlanEditor, clock: SettableClock, qtbot: QtBot
) -> None:
    assert editor.focus_item("p1/g1/o2/objective_text")
    dialog = offered(qtbot)
    QTest.keyClicks(dialog.line, "craving call")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    rows = editor.answers()["problems"][0]["goals"][0]["objectives"]
    assert [row["_id"] for row in rows[:2]] == ["o1", "o2"]
    new = rows[2]
    assert new["objective_text"] == "Call a named person before acting on a craving of 6 or more"
    assert new["target"] == "8 of 10 cravings"
    assert date.fromisoformat(new["target_date"]) == clock.today() + timedelta(weeks=6)
    assert "baseline" not in new
    assert QApplication.focusWidget() is line(editor, f"p1/g1/{new['_id']}/baseline")


def test_what_was_put_in_is_highlighted_until_somebody_touches_it(editor: PlanEditor, qtbot: QtBot) -> None:
    editor.focus_item("p1/g1/o1/i1/intervention_text")
    dialog = offered(qtbot)
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    new = editor.answers()["problems"][0]["goals"][0]["objectives"][0]["interventions"][1]
    text = line(editor, f"p1/g1/o1/{new['_id']}/intervention_text")
    assert text.property("carried") is True
    assert line(editor, "p1/g1/o1/i1/intervention_text").property("carried") is not True
    QTest.keyClicks(text, "!")
    assert text.property("carried") is False


def test_an_empty_row_is_filled_and_what_is_written_stays(editor: PlanEditor) -> None:
    problem = editor.outline().rows[1]
    goals = editor.level(problem, "goals")
    empty = goals.add({"_id": "g9"})
    shelf = read_shelf()
    chosen = shelf.groups("goals", "F10.20", "evenings")["Fits F10.20"][0]
    assert editor.insert(goals, empty, chosen) is empty
    assert len(goals.rows) == 1
    assert editor.insert(goals, empty, chosen) is not empty
    assert len(goals.rows) == 2


def test_a_problem_can_be_a_need_from_the_record_with_its_evidence(editor: PlanEditor, qtbot: QtBot) -> None:
    button = next(one for one in editor.findChildren(QPushButton) if one.accessibleName() == "Choose a problem")
    button.click()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PaletteDialog) and one.isVisible())
    assert dialog.rows()[0].text == "Generalized anxiety disorder (F41.1)"
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    added = editor.answers()["problems"][2]
    assert (added["problem_code"], added["problem_kind"]) == ("F41.1", "mental health")
    assert added["problem_evidence"] == NEED.evidence
    assert needed(editor.needs, ["F41.1"], "") == []


def test_words_are_looked_for_in_every_part_of_a_phrase() -> None:
    shelf = read_shelf()
    assert shelf.fault == ""
    assert list(shelf.groups("objectives", "", "")) == [ALL]
    found = shelf.groups("objectives", "F10.20", "pill box")["Fits F10.20"]
    assert [one.text for one in found] == ["Take the prescribed medication for alcohol use each day"]
    assert Shelf().groups("goals", "F10", "") == {}


def test_a_file_that_cannot_be_used_is_named_where_the_phrases_are(editor: PlanEditor) -> None:
    editor.shelf = Shelf(read_shelf().library, 'mine.toml, line 3: "colour" is not known. Remove it.')
    dialog = editor.offer(editor.outline())
    words = [one.text() for one in dialog.findChildren(QLabel)]
    assert any("mine.toml, line 3" in one for one in words)
    assert dialog.rows()
    dialog.close()


def test_nothing_is_offered_where_the_plan_can_only_be_read(editor: PlanEditor) -> None:
    editor.set_read_only(True)
    editor.focus_item("p1/g1/o1/objective_text")
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, PaletteDialog) and one.isVisible()]
