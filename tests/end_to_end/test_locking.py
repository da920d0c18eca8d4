"""Locking: what was typed is kept, the keys are gone, and the same person comes back to the same place."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtTest import QTest

from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.pages.today.page import TodayPage
from ehr_desk.vault import DiskFull
from tests.end_to_end.hands import Hands
from tests.support.clinic import add_client

TYPED = "Typed just before somebody locked the desk."


def note_being_typed(hands: Hands) -> EditorPane:
    """A note of a new client with words that nobody saved yet."""
    desk = hands.window.desk
    assert desk is not None
    client = add_client(desk)
    hands.view.start("dap_note", client.id)
    editor = hands.editor()
    data = editor.form.field("data").stops()[0]
    data.setFocus()
    QTest.keyClicks(data, TYPED)
    assert editor.saver.unsaved
    return editor


def test_locking_keeps_what_was_typed_and_unlocking_comes_back_to_it(hands: Hands) -> None:
    hands.unlock("therapist")
    draft_id = note_being_typed(hands).draft_id
    desk = hands.window.desk
    assert desk is not None
    hands.lock()
    assert desk.sitting.locked
    assert hands.window.desk is None
    assert hands.window.windowTitle() == "EHR Desk"

    hands.unlock("therapist")
    editor = hands.editor()
    assert editor.draft_id == draft_id
    assert editor.form.answers()["data"] == TYPED
    assert hands.view.rail.current() == "caseload"


def test_somebody_else_who_unlocks_sees_only_their_own_drafts_and_place(hands: Hands) -> None:
    hands.unlock("therapist")
    note_being_typed(hands)
    hands.lock()
    hands.unlock("supervisor")
    assert hands.view.rail.current() == "today"
    today = hands.view.page("today")
    assert isinstance(today, TodayPage)
    hands.wait(lambda: not today.skeleton.isVisible() and today.header.facts.text())
    assert today.drafts.rows == []
    desk = hands.window.desk
    assert desk is not None
    assert desk.drafts.mine() == []


def test_an_unattended_desk_locks_itself_and_says_why(hands: Hands) -> None:
    hands.unlock("therapist")
    draft_id = note_being_typed(hands).draft_id
    hands.clinic.clock.advance(timedelta(minutes=9, seconds=30))
    hands.window.idle.tick()
    assert hands.view.status.text().endswith("auto-lock in 30 s")
    hands.clinic.clock.advance(timedelta(minutes=1))
    hands.window.idle.tick()
    hands.wait(lambda: hands.window.view is None)
    assert "locked itself" in hands.gate.panel.messages.accessibleName()
    hands.unlock("therapist")
    assert hands.editor().draft_id == draft_id
    assert hands.editor().form.answers()["data"] == TYPED


def test_closing_the_window_keeps_what_was_typed_and_locks(hands: Hands) -> None:
    hands.unlock("therapist")
    draft_id = note_being_typed(hands).draft_id
    desk = hands.window.desk
    assert desk is not None
    hands.window.close()
    assert desk.sitting.locked
    again = hands.clinic.desk("therapist")
    try:
        assert again.drafts.one(draft_id).answers["data"] == TYPED
    finally:
        again.lock()


def test_a_full_disk_keeps_the_desk_open_until_the_typing_is_saved(hands: Hands) -> None:
    hands.unlock("therapist")
    editor = note_being_typed(hands)
    draft_id = editor.draft_id

    def full(*_what: object) -> str:
        raise DiskFull

    really, editor.saver._save = editor.saver._save, full
    hands.window.lock()
    assert hands.window.view is not None
    assert "could not be saved" in hands.view.toast_text()
    hands.wait(lambda: editor.mark.text().startswith("Not saved, trying again"))

    editor.saver._save = really
    hands.wait(lambda: not editor.saver.unsaved)
    hands.window.lock()
    hands.wait(lambda: hands.window.view is None)
    kept = hands.clinic.desk("therapist")
    try:
        assert kept.drafts.one(draft_id).answers["data"] == TYPED
    finally:
        kept.lock()
