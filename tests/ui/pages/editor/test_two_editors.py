"""One draft opened twice: no older text takes the place of a newer one, and what is typed is in one of two drafts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.common.errors import UserError
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.pages.editor.draft_pane import BESIDE
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.runner import TaskRunner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.note_edit import NoteEdit
from tests.ui.pages.chart.fixtures import Sit
from tests.ui.pages.chart.making import PageWindow, begin
from tests.ui.pages.editor.writing import begun, editor_of, note


@pytest.fixture
def runner() -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.shutdown()


def text_of(window: PageWindow, draft_id: str) -> str:
    return str(window.desk.drafts.one(draft_id).answers["data"])


def broken(editor: EditorPane, times: int) -> None:
    """Let the next saves of an editor fail, as on a full disk."""
    real, left = editor.saver._save, [times]

    def save(answers: Any) -> str:
        left[0] -= 1
        if left[0] >= 0:
            raise UserError("The disk is full.", "Free some space.")
        return real(answers)

    editor.saver._save = save


def opened(window: PageWindow, draft_id: str, qtbot: QtBot) -> EditorPane:
    window.open_draft(draft_id)
    qtbot.waitUntil(lambda: window.page.chart.editor is not None, timeout=5000)
    return editor_of(window)


def test_a_draft_that_is_opened_again_while_the_writer_is_busy_shows_what_was_typed_last(
    sit: Sit, client: ClientRow, theme: Theme, qtbot: QtBot, runner: TaskRunner
) -> None:
    desk = sit("therapist")
    window = PageWindow(desk, theme, runner)
    qtbot.addWidget(window)
    window.show()
    draft = begin(desk, "dap_note", client)
    editor = opened(window, draft.id, qtbot)
    free = threading.Event()
    runner.submit_write(free.wait, context=window)
    note(editor, "data").insertPlainText("FIRST. ")
    editor.left.emit()
    window.open_draft(draft.id)
    free.set()
    qtbot.waitUntil(lambda: window.page.chart.editor is not None, timeout=5000)
    again = editor_of(window)
    assert "FIRST." in note(again, "data").toPlainText()
    note(again, "data").insertPlainText("SECOND. ")
    again.flush()
    qtbot.waitUntil(lambda: not again.saver.unsaved, timeout=5000)
    assert "FIRST." in text_of(window, draft.id)
    assert "SECOND." in text_of(window, draft.id)


def test_an_editor_that_could_not_save_is_given_back_with_its_text_and_no_second_one_is_made(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client)
    draft_id = editor.draft_id
    broken(editor, 1)
    note(editor, "data").insertPlainText("OLD. ")
    editor.left.emit()
    window.open_draft(draft_id)
    assert editor_of(window) is editor
    assert editor.isVisibleTo(window)
    note(editor, "data").insertPlainText("NEW. ")
    editor.flush()
    assert "OLD." in text_of(window, draft_id)
    assert "NEW." in text_of(window, draft_id)
    assert not any(saver.unsaved for saver in window.findChildren(Autosave))


def test_an_editor_left_after_a_failed_save_goes_once_the_save_succeeds(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client)
    broken(editor, 1)
    note(editor, "data").insertPlainText("OLD. ")
    editor.left.emit()
    assert editor.saver.unsaved
    with qtbot.waitSignal(editor.destroyed, timeout=3000):
        editor.saver._retry.timeout.emit()
    assert "OLD." in text_of(window, window.desk.drafts.mine()[0].id)


def test_an_editor_whose_draft_was_discarded_elsewhere_stops_trying_and_says_so(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client)
    broken(editor, 1)
    note(editor, "data").insertPlainText("OLD. ")
    editor.left.emit()
    window.desk.drafts.discard(editor.draft_id)
    with qtbot.waitSignal(editor.destroyed, timeout=3000):
        editor.saver._retry.timeout.emit()
    assert not any(saver.unsaved for saver in window.findChildren(Autosave))
    assert "no longer there" in window.toasts[-1][0]


def test_an_older_text_never_takes_the_place_of_a_newer_one_and_both_are_kept(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client)
    draft_id, drafts = editor.draft_id, window.desk.drafts
    there = drafts.one(draft_id)
    drafts.save(draft_id, {**there.answers, "data": "Written in another place."})
    qtbot.keyClicks(note(editor, "data"), "Typed here. ")
    editor.flush()
    assert text_of(window, draft_id) == "Written in another place."
    assert editor.draft_id != draft_id
    assert "Typed here." in text_of(window, editor.draft_id)
    assert BESIDE[0] in editor.bar.accessibleName()
    qtbot.keyClicks(note(editor, "data"), "And more. ")
    editor.flush()
    assert "And more." in text_of(window, editor.draft_id)
    assert len([one for one in drafts.mine() if one.form_id == "dap_note"]) == 2


def test_what_is_typed_while_a_summary_is_assembled_again_stays(
    sit: Sit, client: ClientRow, theme: Theme, qtbot: QtBot, runner: TaskRunner
) -> None:
    desk = sit("case manager")
    window = PageWindow(desk, theme, runner)
    qtbot.addWidget(window)
    window.show()
    draft = begin(desk, "progress_summary", client, keep=True)
    editor = opened(window, draft.id, qtbot)
    readers: set[str] = set()
    real, free = editor.form.answers, threading.Event()

    def answers() -> dict[str, Any]:
        readers.add(threading.current_thread().name)
        return real()

    editor.form.answers = answers  # type: ignore[method-assign]
    runner.submit_write(free.wait, context=window)
    field = [one for one in editor.form.findChildren(NoteEdit) if one.isVisible() and not one.isReadOnly()][-1]
    editor.assemble()
    field.setFocus()
    qtbot.keyClicks(field, "TYPED MEANWHILE ")
    free.set()
    qtbot.waitUntil(lambda: bool(window.toasts), timeout=5000)
    editor.flush()
    qtbot.waitUntil(lambda: not editor.saver.unsaved, timeout=5000)
    assert "TYPED MEANWHILE" in field.toPlainText()
    assert "TYPED MEANWHILE" in str(desk.drafts.one(draft.id).answers)
    assert readers == {threading.main_thread().name}


def test_a_discard_that_fails_loses_nothing_that_was_typed(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    editor = begun(window, client)
    real = window.desk.drafts.discard

    def full(_draft_id: str) -> None:
        raise UserError("The disk is full.", "Free some space.")

    broken(editor, 1)
    note(editor, "data").insertPlainText("KEPT. ")
    editor.flush()
    window.desk.drafts.discard = full  # type: ignore[method-assign,assignment]
    editor.discard()
    assert editor.frame.isEnabled()
    assert "disk is full" in editor.bar.accessibleName()
    window.desk.drafts.discard = real  # type: ignore[method-assign]
    note(editor, "data").insertPlainText("AND THIS. ")
    editor.flush()
    assert "KEPT." in text_of(window, editor.draft_id)
    assert "AND THIS." in text_of(window, editor.draft_id)
    editor.discard()
    assert window.page.chart.editor is None
