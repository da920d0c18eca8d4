"""Writing a note on the screen: nothing typed is lost, and signing says what is missing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.ui.forms.tables import SourcesField
from ehr_desk.ui.pages.base import DRAFTS, Changed
from ehr_desk.ui.runner import TaskRunner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.numbered_combo import NumberedCombo
from tests.support.clinic import passphrase_of
from tests.ui.pages.chart.fixtures import Sit
from tests.ui.pages.chart.making import PageWindow, begin
from tests.ui.pages.editor.writing import begun, editor_of, note, sign_dialog


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
