"""Writing a note on the screen: nothing typed is lost, the plan stands beside it, signing says what is missing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.forms.tables import SourcesField
from ehr_desk.ui.forms.thread_panel import ObjectiveCard
from ehr_desk.ui.pages.base import DRAFTS, Changed
from ehr_desk.ui.pages.editor.amended import AmendedEntry
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.runner import TaskRunner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.numbered_combo import NumberedCombo
from ehr_desk.ui.widgets.scroll import PageScroll
from tests.support.clinic import passphrase_of
from tests.ui.pages.chart.fixtures import Sit
from tests.ui.pages.chart.making import PageWindow, begin


def editor_of(window: PageWindow) -> EditorPane:
    found = window.page.chart.editor
    assert found is not None
    return found


def begun(window: PageWindow, client: ClientRow, form_id: str = "dap_note", **changes: Any) -> EditorPane:
    draft = begin(window.desk, form_id, client, **changes)
    window.open_draft(draft.id)
    return editor_of(window)


def note(editor: EditorPane, item: str) -> NoteEdit:
    found = editor.form.findChild(NoteEdit, f"item.{item}")
    assert isinstance(found, NoteEdit)
    return found


def cards(editor: EditorPane) -> set[str]:
    """The objectives beside the note."""
    assert editor.side is not None
    column = editor.side.panel.layout()
    assert column is not None
    items = [column.itemAt(at) for at in range(column.count())]
    shown = [item.widget() for item in items if item is not None]
    return {one.row.id for one in shown if isinstance(one, ObjectiveCard)}


def sign_dialog() -> SignDialog | None:
    return next(
        (one for one in QApplication.topLevelWidgets() if isinstance(one, SignDialog) and one.isVisible()), None
    )


def test_what_is_typed_is_in_the_vault_after_a_pause(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    editor = begun(window, client)
    qtbot.keyClicks(note(editor, "plan"), " Bring the diary.")
    assert editor.mark.text() == "Not saved yet"
    with qtbot.waitSignal(editor.saver.state, check_params_cb=lambda state, _: state == "saved", timeout=3000):
        pass
    assert "Bring the diary." in window.desk.drafts.one(editor.draft_id).answers["plan"]
    assert editor.mark.text() == "Saved 15:52"


def test_leaving_the_page_hands_over_what_was_just_typed(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    editor = begun(window, client)
    qtbot.keyClicks(note(editor, "data"), "Slept well. ")
    window.page.leave()
    assert "Slept well." in window.desk.drafts.one(editor.draft_id).answers["data"]


def test_another_chart_can_be_opened_while_typing_and_nothing_is_lost(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client)
    draft_id = editor.draft_id
    qtbot.keyClicks(note(editor, "data"), "Called the sponsor. ")
    other = next(one for one in window.desk.clients.all() if one.id != client.id)
    window.open_chart(other.id)
    assert window.page.chart.editor is None
    assert "Called the sponsor." in window.desk.drafts.one(draft_id).answers["data"]


def test_a_save_that_fails_says_so_and_succeeds_later(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    editor = begun(window, client)
    real, broken = editor.saver._save, [True]

    def save(answers: Any) -> str:
        if broken[0]:
            raise UserError("The disk is full.", "Free some space.")
        return real(answers)

    editor.saver._save = save
    qtbot.keyClicks(note(editor, "data"), "Kept. ")
    editor.flush()
    assert editor.mark.text() == "Not saved, trying again: The disk is full"
    broken[0] = False
    editor.flush()
    assert editor.mark.text().startswith("Saved")
    assert "Kept." in window.desk.drafts.one(editor.draft_id).answers["data"]


def test_ticking_an_objective_links_it_to_the_note_and_counts_the_goals(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client, objectives_served=[])
    assert editor.side is not None
    assert editor.side.count.text() == "0 of 2 goals linked"
    editor.side.focus_thread()
    box = QApplication.focusWidget()
    assert box is not None
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert editor.side.count.text() == "1 of 2 goals linked"
    editor.flush()
    (link,) = window.desk.drafts.one(editor.draft_id).answers["objectives_served"]
    assert link["objective_id"]


def test_while_signing_looks_through_the_note_no_field_takes_the_keys(
    window: PageWindow, client: ClientRow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = begun(window, client, plan="")
    asked: list[Callable[[], object]] = []
    read = window.runner.submit_read
    monkeypatch.setattr(window.runner, "submit_read", lambda *job, **ways: asked.append(lambda: read(*job, **ways)))
    editor.go.setFocus()
    qtbot.keyClick(editor.go, Qt.Key.Key_Space)
    qtbot.keyClick(editor.go, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is editor.go
    (look,) = asked
    look()
    assert QApplication.focusWidget() is note(editor, "plan")
    qtbot.mouseClick(editor.go, Qt.MouseButton.LeftButton)
    assert len(asked) > 1  # it can be pressed again


def test_signing_an_incomplete_note_says_what_is_missing_and_goes_there(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client)
    editor.form.set_item("plan", None)
    qtbot.keyClick(note(editor, "data"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sign_dialog() is None
    assert [one.target for one in editor.bar.messages() if one.level == "must"] == ["plan"]
    assert QApplication.focusWidget() is note(editor, "plan")
    qtbot.keyClicks(note(editor, "plan"), "Exposure once more.")
    editor.flush()
    assert not [one for one in editor.bar.messages() if one.level == "must"]


def test_a_missing_objective_leads_to_the_plan_beside_the_note(window: PageWindow, client: ClientRow) -> None:
    editor = begun(window, client, objectives_served=[])
    editor.sign()
    assert any("objective" in one.text.lower() for one in editor.bar.messages())
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName().startswith("objective.")


def test_a_wrong_passphrase_is_told_in_the_dialog_and_the_right_one_signs(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client, data="A new week with news of its own, told at length.", response="Wept; stayed.")
    draft_id = editor.draft_id
    editor.sign()
    dialog = sign_dialog()
    assert dialog is not None
    qtbot.keyClicks(dialog.passphrase.line, "not the passphrase")
    qtbot.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.messages.isVisible()
    assert window.desk.drafts.one(draft_id).id == draft_id
    qtbot.keyClicks(dialog.passphrase.line, passphrase_of("therapist"))
    qtbot.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    assert sign_dialog() is None
    assert window.toasts[-1][0] == "Signed"
    assert window.page.chart.editor is None
    assert draft_id not in [one.id for one in window.desk.drafts.mine()]
    assert window.desk.charts.timeline(client.id, category="note")[0].form_id in ("dap_note", "progress_summary")


def test_a_discarded_draft_comes_back_with_undo(window: PageWindow, client: ClientRow) -> None:
    editor = begun(window, client)
    draft_id = editor.draft_id
    editor.discard()
    assert window.page.chart.editor is None
    text, undo = window.toasts[-1]
    assert text == "Draft discarded"
    assert undo is not None
    undo()
    assert editor_of(window).draft_id == draft_id


def test_a_draft_signed_elsewhere_leaves_the_editor(window: PageWindow, client: ClientRow) -> None:
    editor = begun(window, client)
    window.desk.signing.sign([editor.draft_id], passphrase_of("therapist"))
    window.changed(Changed.of(DRAFTS, clients=[client.id]))
    assert window.page.chart.editor is None


def test_what_is_mended_leaves_the_list_of_what_is_missing_at_once(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client, objectives_served=[], assessment="")
    editor.sign()
    missing = {one.target for one in editor.bar.messages()}
    assert {"assessment", "objectives_served"} <= missing
    qtbot.keyClicks(note(editor, "assessment"), "B")
    assert "assessment" not in {one.target for one in editor.bar.messages()}
    assert "objectives_served" in {one.target for one in editor.bar.messages()}
    assert editor.side is not None
    editor.side.focus_thread()
    box = QApplication.focusWidget()
    assert box is not None
    qtbot.keyClick(box, Qt.Key.Key_Space)
    editor.flush()
    said = [one.text for one in editor.bar.messages()]
    assert not any("no objective" in one for one in said)
    combo = editor.side.findChild(NumberedCombo)
    assert combo is not None
    word = combo.itemText(0).partition(":")[0]
    assert any(f"Missing: {word} (" in one for one in said), said


def test_the_last_note_the_scores_and_the_medications_stand_beside_the_note(
    window: PageWindow, client: ClientRow
) -> None:
    editor = begun(window, client)
    assert editor.side is not None
    said = " ".join(one.text() for one in editor.side.findChildren(QWidget) if hasattr(one, "text") and one.isVisible())
    assert "PHQ-9:" in said
    assert "DOSE 100 mg" in said
    assert "Last individual note (DAP)" in said


def test_the_day_and_the_times_are_read_whole_beside_the_title_or_below_it(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    window.resize(1196, 772)  # the desk at 1280 x 800
    editor = begun(window, client, start_time="12:30", end_time="13:20")
    facts, chip = editor.facts, editor.frame.findChild(Chip)
    assert chip is not None
    assert facts.text().endswith("12:30–13:20")

    def whole(*, below: bool) -> bool:
        under = facts.geometry().top() > chip.geometry().bottom()
        return under == below and facts.width() >= facts.sizeHint().width()

    qtbot.waitUntil(lambda: whole(below=False))
    editor.toggle_last_note()
    qtbot.waitUntil(lambda: whole(below=True))
    editor.toggle_last_note()
    qtbot.waitUntil(lambda: whole(below=False))


def test_the_note_beside_stays_within_its_panel_however_long_the_name_of_a_field_is(
    window: PageWindow, client: ClientRow
) -> None:
    editor = begun(window, client, "dual_diagnosis_note")
    editor.toggle_last_note()
    assert editor.last_note is not None
    use = next(one for one in editor.last_note.findChildren(QPushButton) if one.toolTip().startswith("Use in"))
    assert use.text().endswith("…")
    area = editor.last_note.findChild(PageScroll)
    assert area is not None
    content = area.widget()
    assert content is not None
    assert content.minimumSizeHint().width() <= editor.last_note.width()


def test_a_summary_opens_at_its_top_shows_its_sources_and_is_assembled_again_without_losing_edits(
    sit: Sit, client: ClientRow, theme: Theme, qtbot: QtBot
) -> None:
    desk = sit("case manager")
    window = PageWindow(desk, theme)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.start("progress_summary", client_id=client.id)
    editor = editor_of(window)
    bar, other = editor.frame.area.verticalScrollBar(), QLineEdit()
    assert (bar.value(), bar.maximum() > 0) == (0, True)
    qtbot.addWidget(other)
    other.show()
    for one in (other, window):  # away to another window, and back again
        one.activateWindow()
        qtbot.waitUntil(one.isActiveWindow)
    assert bar.value() == 0
    editor.focus_first()
    assert bar.value() > 0
    assert any(field.value() for field in editor.form.findChildren(SourcesField))
    note(editor, "course").replace_text("In my own words.")
    editor.assemble()
    assert note(editor, "course").text() == "In my own words."
    editor.preview()
    preview = window.page.chart.center.currentWidget()
    assert preview is not None
    assert preview.viewer.document.pageCount() > 0  # type: ignore[attr-defined]
    preview.leave.click()  # type: ignore[attr-defined]
    assert window.page.chart.center.currentWidget() is editor


def test_an_addendum_is_written_beside_the_entry_it_belongs_to(
    window: PageWindow, desk: Desk, client: ClientRow
) -> None:
    entry_id = next(one.entry_id for one in desk.charts.timeline(client.id) if one.form_id == "dap_note")
    window.open_entry(entry_id)
    entry = window.page.chart.entry
    assert entry is not None
    entry.add_addendum()
    beside = editor_of(window).findChild(QWidget, "editor.amended")
    assert beside is not None
    assert beside.accessibleName() == "The entry as signed: Individual note (DAP)"


def test_the_objectives_of_a_corrected_note_can_be_corrected_beside_what_was_signed(
    window: PageWindow, client: ClientRow
) -> None:
    entry = window.desk.charts.last(client.id, "dap_note")
    assert entry is not None
    draft = window.desk.amending.start(entry.view.line.entry_id, "correction", reason="The wrong objective.")
    window.open_draft(draft.id)
    editor = editor_of(window)
    assert editor.side is not None
    assert editor.findChild(AmendedEntry) is not None
    (served,) = [one["objective_id"] for one in editor.side.links()]
    other = next(
        one.objective_id
        for one in window.desk.charts.state(client.id)["objectives"]
        if one.is_open and one.objective_id != served
    )
    for objective_id in (served, other):
        editor.side.panel.card(objective_id).box.click()
    assert [one["objective_id"] for one in editor.answers()["objectives_served"]] == [other]


def test_a_session_of_an_earlier_day_is_written_with_the_plan_of_that_day(
    window: PageWindow, client: ClientRow
) -> None:
    editor = begun(window, client)
    assert editor.side is not None
    ticked = editor.side.links()
    assert ticked
    (adopted,) = {plan.adopted_on for plan in window.desk.charts.state(client.id)["plan"]}
    editor.form.set_item("session_date", (adopted - timedelta(days=1)).isoformat())
    assert cards(editor) == {one["objective_id"] for one in ticked}
    assert editor.side.links() == ticked  # what was ticked stays until somebody takes it out
    editor.form.set_item("session_date", adopted.isoformat())
    assert len(cards(editor)) > len(ticked)


def test_where_the_plan_of_another_day_cannot_be_read_no_other_days_stands_in_for_it(
    window: PageWindow, client: ClientRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = begun(window, client)
    assert editor.side is not None
    ticked = editor.side.links()
    (adopted,) = {plan.adopted_on for plan in window.desk.charts.state(client.id)["plan"]}

    def broken(*_given: object) -> None:
        raise UserError("The plan of that day cannot be read.", "Try again.")

    with monkeypatch.context() as gone:
        gone.setattr(window.desk.charts, "rows_on", broken)
        editor.form.set_item("session_date", adopted.isoformat())
    assert cards(editor) == {one["objective_id"] for one in ticked}
    assert editor.side.links() == ticked
    assert any("The plan of that day cannot be read" in one.text() for one in editor.findChildren(QLabel))
    editor.form.set_item("session_date", (adopted + timedelta(days=1)).isoformat())
    assert len(cards(editor)) > len(ticked)


def test_with_the_real_runner_typing_is_saved_on_the_writer_thread(
    desk: Desk, client: ClientRow, theme: Theme, qtbot: QtBot
) -> None:
    runner = TaskRunner()
    window = PageWindow(desk, theme, runner)
    qtbot.addWidget(window)
    window.show()
    draft = begin(desk, "dap_note", client)
    window.open_draft(draft.id)
    qtbot.waitUntil(lambda: window.page.chart.editor is not None, timeout=5000)
    editor = editor_of(window)
    seen: list[str] = []
    real = editor.saver._save

    def save(answers: Any) -> str:
        seen.append(threading.current_thread().name)
        return real(answers)

    editor.saver._save = save
    qtbot.keyClicks(note(editor, "data"), "Typed. ")
    window.page.leave()
    runner.finish_writes()
    assert seen == ["desk-writer"]
    assert "Typed." in desk.drafts.one(draft.id).answers["data"]
    runner.shutdown()


def test_every_part_of_the_editor_that_takes_the_focus_has_a_name(window: PageWindow, client: ClientRow) -> None:
    for form_id in ("dap_note", "treatment_plan", "family_session"):
        editor = begun(window, client, form_id)
        for widget in editor.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                found = QAccessible.queryAccessibleInterface(widget)
                assert found.text(QAccessible.Text.Name), (form_id, type(widget).__name__, widget.objectName())


def test_a_missing_answer_is_named_with_its_section_and_an_empty_admission_keeps_its_room(
    window: PageWindow, desk: Desk
) -> None:
    other = next(one for one in desk.clients.all() if one.family_name == "Brennan")
    draft = desk.drafts.start("admission", client_id=other.id)
    window.resize(1366, 768)
    window.open_draft(draft.id)
    editor = editor_of(window)
    editor.sign()
    told = [one.text for one in editor.bar.messages()]
    assert len(told) > 20
    assert "Missing in Episode: Level of care." in told
    assert editor.bar.sizeHint().height() < 260
