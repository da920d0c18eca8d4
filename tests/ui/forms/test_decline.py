"""A question that the client declines, by key and by mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary, declined
from ehr_desk.ui.forms.decline import DeclinableField
from ehr_desk.ui.forms.entry_view import entry_sections
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.theme import Theme
from tests.clinical_forms.filled import PHQ9
from tests.ui.support import plain_links, show_active

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot) -> FormEditor:
    form = FormLibrary.load(forms_dir()).get("phq9")
    made = FormEditor(form, PHQ9, plain_links(), theme, clock=clock, ids=ids)
    qtbot.addWidget(made)
    made.resize(900, 2400)
    show_active(made, qtbot)
    return made


def _field(editor: FormEditor, item: str) -> DeclinableField:
    found = editor.field(item)
    assert isinstance(found, DeclinableField)
    return found


def _key(editor: FormEditor, item: str, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
    editor.focus_item(item)
    focus = editor.window().focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)


def test_one_key_declines_and_takes_back(editor: FormEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.changed):
        _key(editor, "phq9_4", Qt.Key.Key_D)
    assert editor.answers()["phq9_4"] == declined()
    assert "Prorated from 8 of 9" in editor.score_text("phq9")
    assert "declined to answer" in _field(editor, "phq9_4").stops()[0].accessibleName()

    _key(editor, "phq9_4", Qt.Key.Key_D)
    assert editor.answers()["phq9_4"] == PHQ9["phq9_4"]


def test_a_digit_is_the_points_of_an_answer_as_on_the_paper_list(editor: FormEditor) -> None:
    chosen = {}
    for digit in "0123":
        editor.focus_item("phq9_9")
        focus = editor.window().focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, digit)
        chosen[digit] = editor.answers()["phq9_9"]
    assert list(chosen.values()) == ["Not at all", "Several days", "More than half the days", "Nearly every day"]


def test_an_answer_takes_the_mark_away_and_the_mark_the_answer(editor: FormEditor) -> None:
    field = _field(editor, "phq9_4")
    QTest.mouseClick(field.mark, Qt.MouseButton.LeftButton)
    assert field.value() == declined()
    _key(editor, "phq9_4", Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
    assert (field.is_declined, editor.answers()["phq9_4"]) == (False, "Not at all")


def test_a_declined_safety_question_opens_the_safety_questions(editor: FormEditor) -> None:
    editor.set_answers({**PHQ9, "phq9_9": "Not at all"})
    assert not editor.field("safety_action").isVisible()
    _key(editor, "phq9_9", Qt.Key.Key_D)
    assert editor.field("safety_action").isVisible()


def test_all_that_is_still_open_is_declined_at_once(editor: FormEditor) -> None:
    editor.set_answers({"phq9_1": "Several days"})
    _key(editor, "phq9_2", Qt.Key.Key_D, CTRL | SHIFT)
    answers = editor.answers()
    assert answers["phq9_1"] == "Several days"
    assert all(answers[f"phq9_{at}"] == declined() for at in range(2, 10))
    assert editor.field("declined_why").isVisible()


def test_declined_answers_come_back_as_they_went_in_and_are_read_as_such(editor: FormEditor) -> None:
    answers = {**PHQ9, "phq9_4": declined()}
    editor.set_answers(answers)
    assert editor.answers() == answers
    lines = {line.item: line.answer for section in entry_sections(editor.form, answers) for line in section.lines}
    assert lines["phq9_4"] == "Declined to answer"
