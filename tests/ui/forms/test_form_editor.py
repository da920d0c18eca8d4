from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary, normalise
from ehr_desk.ui.forms.entry_view import entry_sections
from ehr_desk.ui.forms.fields import NoteField, TextField
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.forms.rows_field import RowsField
from ehr_desk.ui.theme import Theme
from tests.clinical_forms.filled import FILLED
from tests.ui.support import ANSWERS, accessible_name, every_type, plain_links, show_active, shown_stops, walk


@pytest.fixture
def editor(tmp_path: Path, theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot) -> FormEditor:
    made = FormEditor(every_type(tmp_path), {}, plain_links(), theme, clock=clock, ids=ids)
    qtbot.addWidget(made)
    made.resize(900, 2400)
    show_active(made, qtbot)
    return made


def test_the_form_of_these_tests_has_every_type_and_its_answers_are_canonical(tmp_path: Path) -> None:
    form = every_type(tmp_path)
    assert normalise(form, ANSWERS) == ANSWERS


def test_answers_come_back_as_they_went_in(editor: FormEditor) -> None:
    editor.set_answers(ANSWERS)
    assert editor.answers() == ANSWERS


def test_loading_answers_is_no_change_by_a_person(editor: FormEditor, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(editor.changed):
        editor.set_answers(ANSWERS)


def test_an_empty_form_has_no_answers_at_all(editor: FormEditor) -> None:
    assert editor.answers() == {}


def test_answers_of_an_unknown_item_are_kept(editor: FormEditor) -> None:
    editor.set_answers({"line": "x", "from_an_older_form": [1, 2]})
    assert editor.answers() == {"line": "x", "from_an_older_form": [1, 2]}


def test_typing_tells_the_item_that_changed(editor: FormEditor, qtbot: QtBot) -> None:
    field = editor.field("line")
    assert isinstance(field, TextField)
    with qtbot.waitSignals([editor.changed, editor.edited]):
        QTest.keyClicks(field.line, "a")
    assert editor.answers() == {"line": "a"}


def test_a_condition_shows_and_hides_its_item_at_once_and_keeps_what_was_typed(editor: FormEditor) -> None:
    editor.set_answers({"agree": False, "why_not": "Later"})
    assert editor.field("why_not").isVisible()
    yes = editor.findChild(QWidget, "item.agree").button("Yes")  # type: ignore[union-attr]
    QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert not editor.field("why_not").isVisible()
    assert editor.answers() == {"agree": True, "why_not": "Later"}


def test_a_condition_inside_a_row_sees_its_own_row(editor: FormEditor) -> None:
    editor.set_answers(ANSWERS)
    assert not editor._block("a1/severe_how").isHidden()  # type: ignore[union-attr]
    assert editor._block("a2/severe_how").isHidden()  # type: ignore[union-attr]


def test_the_score_says_what_is_missing_and_then_its_band(editor: FormEditor) -> None:
    assert "2 of 2" in editor.score_text("total")
    editor.set_answers({"q1": "Some days", "q2": "Every day"})
    assert editor.score_text("total").startswith("Total 3 of 4 high")


def test_a_date_that_is_none_is_kept_and_named_by_the_check(editor: FormEditor, qtbot: QtBot) -> None:
    line = editor.findChild(QLineEdit, "item.day")
    assert line is not None
    QTest.keyClicks(line, "32 Foo")
    assert editor.answers()["day"] == "32 Foo"
    texts = [finding.text for finding in editor.show_findings() if finding.item == "day"]
    assert texts
    assert texts[0] in editor._block("day").findings_text()  # type: ignore[union-attr]


def test_findings_stand_below_their_field_and_go_when_it_is_answered(editor: FormEditor, qtbot: QtBot) -> None:
    found = editor.show_findings()
    assert {one.item for one in found if one.level == "must"} >= {"day", "line"}
    block = editor._block("line")
    assert block is not None
    assert "One line" in block.findings_text()
    field = editor.field("line")
    assert isinstance(field, TextField)
    assert "One line" in field.line.accessibleDescription()
    QTest.keyClicks(field.line, "done")
    assert block.findings_text() == ""


def test_jumping_to_a_finding_puts_the_focus_into_its_field(editor: FormEditor) -> None:
    assert editor.focus_item("line")
    assert QApplication.focusWidget() is editor.findChild(QLineEdit, "item.line")
    assert not editor.focus_item("why_not")
    assert not editor.focus_item("no_such_item")


def test_tab_visits_the_fields_in_the_order_of_the_form(editor: FormEditor) -> None:
    stops = [stop for stop in editor.stops() if stop.isVisible() and stop.isEnabled()]
    declared = [stop.objectName() for stop in stops]
    assert walk(editor, stops[0], len(stops)) == declared
    assert declared[:3] == ["item.day", "item.at", "item.moment"]


def test_tab_follows_a_row_that_was_added_in_the_middle(editor: FormEditor) -> None:
    editor.set_answers(ANSWERS)
    rows = editor.field("allergies")
    assert isinstance(rows, RowsField)
    rows.add(at=1)
    stops = [stop for stop in editor.stops() if stop.isVisible() and stop.isEnabled()]
    assert walk(editor, stops[0], len(stops)) == [stop.objectName() for stop in stops]


def test_every_field_has_a_name_of_its_own(editor: FormEditor) -> None:
    editor.set_answers(ANSWERS)
    names = Counter(accessible_name(stop) for stop in shown_stops(editor))
    assert "" not in names
    assert [name for name, count in names.items() if count > 1] == []


def test_every_field_has_an_object_name_after_its_item(editor: FormEditor) -> None:
    assert editor.findChild(QWidget, "item.line") is not None
    editor.set_answers(ANSWERS)
    assert editor.findChild(QWidget, "item.a1/substance") is not None


def test_a_needed_field_says_so_to_screen_readers(editor: FormEditor) -> None:
    line = editor.findChild(QLineEdit, "item.line")
    assert line is not None
    assert line.accessibleDescription().startswith("Needed.")


def test_read_only_keeps_the_answers_and_takes_no_typing(editor: FormEditor, qtbot: QtBot) -> None:
    editor.set_answers(ANSWERS)
    editor.set_read_only(True)
    field = editor.field("line")
    assert isinstance(field, TextField)
    QTest.keyClicks(field.line, "more")
    assert editor.answers() == ANSWERS
    rows = editor.field("allergies")
    assert isinstance(rows, RowsField)
    assert not rows.add_button.isVisible()


def test_carried_text_is_marked_until_somebody_touches_it(
    tmp_path: Path, theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot
) -> None:
    carried = frozenset({"story"})
    editor = FormEditor(every_type(tmp_path), ANSWERS, plain_links(), theme, clock=clock, ids=ids, carried=carried)
    qtbot.addWidget(editor)
    field = editor.field("story")
    assert isinstance(field, NoteField)
    assert field.edit.property("carried")
    QTest.keyClicks(field.edit, "x")
    assert not field.edit.property("carried")


def test_setting_an_item_from_outside_is_told_as_a_change(editor: FormEditor, qtbot: QtBot) -> None:
    links = [{"objective_id": "o1", "progress": "met", "evidence": ""}]
    with qtbot.waitSignal(editor.changed):
        editor.set_item("served", links)
    assert editor.answers()["served"] == links


@pytest.mark.parametrize(
    ("form_id", "table", "number"),
    [("consent_revocation", "revocations", "consent_id"), ("plan_review", "reviews", "objective_id")],
)
def test_rows_of_the_record_stay_as_they_are_and_their_numbers_are_kept_but_not_shown(
    form_id: str, table: str, number: str, theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot
) -> None:
    form = FormLibrary.load(forms_dir()).get(form_id)
    answers = normalise(form, FILLED[form_id])
    editor = FormEditor(form, answers, plain_links(), theme, clock=clock, ids=ids)
    qtbot.addWidget(editor)
    show_active(editor, qtbot)
    rows = editor.field(table)
    assert isinstance(rows, RowsField)
    assert not any(act.isVisible() for act in (rows.add_button, *rows.rows[0].acts))
    rows.remove(rows.rows[0])
    rows.add_after(rows.rows[0])
    assert editor.answers() == answers
    secret = answers[table][0][number]
    assert all(secret not in line.text() for line in editor.findChildren(QLineEdit))
    assert secret not in str(entry_sections(form, answers))
    rows.set_read_only(True)
    rows.set_read_only(False)
    assert rows.add_button.isHidden()
    rows.set_value(None)
    assert rows.none.isVisible()


@pytest.mark.parametrize("form_id", [form.id for form in FormLibrary.load(forms_dir()).all()])
def test_every_form_that_ships_opens_with_names_and_a_tab_order(
    form_id: str, theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot
) -> None:
    form = FormLibrary.load(forms_dir()).get(form_id)
    editor = FormEditor(form, {}, plain_links(), theme, clock=clock, ids=ids)
    qtbot.addWidget(editor)
    editor.resize(720, 900)
    editor.show()
    names = Counter(accessible_name(stop) for stop in shown_stops(editor))
    assert "" not in names
    assert [name for name, count in names.items() if count > 1] == []
    assert editor.answers() == {}
    for child in editor.findChildren(QWidget):
        if child.isVisible() and isinstance(child, QLineEdit):
            assert child.width() >= child.minimumSizeHint().width(), child.objectName()
