"""Locking: what was typed is kept, the keys are gone, and the same person comes back to the same place."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit

from ehr_desk.desk import Desk
from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.pages.today.page import TodayPage
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.vault import DiskFull
from tests.clinical_forms.filled import told
from tests.end_to_end.hands import Hands
from tests.support.clinic import add_client, passphrase_of
from tests.support.writing import write

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


def ground(hands: Hands, place: str) -> str:
    """The colour a button of the rail is painted on, beside its icon."""
    picture = hands.view.rail.button(place).grab().toImage()
    return picture.pixelColor(picture.width() // 8, picture.height() // 2).name()


def test_the_rail_shows_where_one_is_after_unlocking(hands: Hands) -> None:
    hands.unlock("therapist")
    note_being_typed(hands)
    before = {place: ground(hands, place) for place in ("today", "caseload")}
    assert before["today"] != before["caseload"]
    hands.lock()
    hands.unlock("therapist")
    hands.editor()
    assert {place: ground(hands, place) for place in ("today", "caseload")} == before


def test_the_scrolled_page_the_field_and_the_place_in_its_text_are_there_again(hands: Hands) -> None:
    hands.unlock("therapist")
    editor = note_being_typed(hands)
    last = editor.form.stops()[-1]
    plan = editor.form.field("plan").stops()[0]
    assert isinstance(plan, QTextEdit)
    hands.come_forward()
    last.setFocus()
    plan.setFocus()
    QTest.keyClicks(plan, "Ride one stop more.")
    for _ in range(5):
        QTest.keyClick(plan, Qt.Key.Key_Left)
    area = next(one for one in editor.findChildren(PageScroll) if one.isAncestorOf(plan))
    before, cursor = area.verticalScrollBar().value(), plan.textCursor().position()
    assert before > 0
    hands.window.away.left.emit()
    hands.wait(lambda: hands.window.view is None)
    hands.unlock("therapist")
    again = hands.editor()
    field = again.form.field("plan").stops()[0]
    assert isinstance(field, QTextEdit)
    hands.wait(lambda: hands.window.focusWidget() is field)
    assert field.textCursor().position() == cursor
    found = next(one for one in again.findChildren(PageScroll) if one.isAncestorOf(field))
    hands.wait(lambda: found.verticalScrollBar().value() == before)


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


def test_the_last_minute_is_told_above_every_page_until_somebody_touches_a_key(hands: Hands) -> None:
    hands.unlock("therapist")
    hands.clinic.clock.advance(timedelta(minutes=9, seconds=20))
    hands.window.idle.tick()
    assert hands.view.warnings.soon.isVisible()
    assert "locks itself in 40 s" in hands.view.warnings.soon.accessibleName()
    QTest.keyClick(hands.window.windowHandle(), Qt.Key.Key_Shift)
    assert not hands.view.warnings.soon.isVisible()
    assert hands.window.idle.seconds_left() == 600


def test_a_locked_screen_locks_the_desk_and_keeps_what_was_typed(hands: Hands) -> None:
    hands.unlock("therapist")
    draft_id = note_being_typed(hands).draft_id
    hands.window.away.left.emit()
    hands.wait(lambda: hands.window.view is None)
    assert "with the screen" in hands.gate.panel.messages.accessibleName()
    hands.unlock("therapist")
    assert hands.editor().draft_id == draft_id
    assert hands.editor().form.answers()["data"] == TYPED


def test_an_entry_that_was_read_is_shown_again(hands: Hands) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None
    client = add_client(desk)
    (entry_id,) = write(desk, "absence", client).entry_ids
    hands.view.open_entry(entry_id)
    hands.wait(lambda: hands.caseload.entry_shown() == entry_id)
    hands.lock()
    hands.unlock("therapist")
    hands.wait(lambda: hands.caseload.entry_shown() == entry_id)


def test_what_the_desk_copied_is_gone_after_locking(hands: Hands) -> None:
    hands.unlock("therapist")
    QApplication.clipboard().setText("Marisol Vega-Ortiz")
    hands.lock()
    assert QApplication.clipboard().text() == ""


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
    hands.lock()
    kept = hands.clinic.desk("therapist")
    try:
        assert kept.drafts.one(draft_id).answers["data"] == TYPED
    finally:
        kept.lock()


def test_a_desk_that_cannot_save_covers_itself_instead_of_locking_and_locks_once_it_can(hands: Hands) -> None:
    hands.unlock("therapist")
    editor = note_being_typed(hands)

    def full(*_what: object) -> str:
        raise DiskFull

    really, editor.saver._save = editor.saver._save, full
    for _ in range(2):  # however often the time runs out
        hands.clinic.clock.advance(timedelta(minutes=11))
        hands.window.idle.tick()
        hands.wait(lambda: hands.view.privacy.on)
        QApplication.processEvents()
        assert hands.window.view is not None
        assert editor.saver.unsaved

    editor.saver._save = really
    hands.clinic.clock.advance(timedelta(minutes=11))
    hands.window.idle.tick()
    hands.wait(lambda: hands.window.view is None)
    hands.unlock("therapist")
    assert hands.editor().form.answers()["data"] == TYPED


def test_a_screen_that_locks_while_somebody_unlocks_leaves_the_desk_locked(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ehr_desk import desk as desks

    opened: list[Desk] = []
    inside, go_on, really = threading.Event(), threading.Event(), desks.unlock

    def slow(*given: Any, **named: Any) -> Desk:
        inside.set()
        go_on.wait(60)
        opened.append(really(*given, **named))
        return opened[0]

    monkeypatch.setattr(desks, "unlock", slow)
    hands.type_passphrase("therapist")
    hands.wait(inside.is_set)
    hands.window.away.left.emit()
    go_on.set()
    hands.wait(lambda: bool(opened) and opened[0].sitting.locked)
    assert hands.window.view is None
    assert "so it stays locked" in hands.gate.panel.messages.accessibleName()
    monkeypatch.setattr(desks, "unlock", really)
    hands.unlock("therapist")


def test_a_signature_under_way_cannot_be_cancelled_and_the_desk_locks_after_it(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None
    client = add_client(desk)
    write(desk, "admission", client)
    hands.view.start("phq9", client.id)
    editor = hands.editor()
    hands.fill(editor.form, told("phq9"))
    go_on, inside = threading.Event(), threading.Event()
    store = desk.signing._store

    def slow(ready: Any) -> Any:
        inside.set()
        go_on.wait(30)
        return store(ready)

    monkeypatch.setattr(desk.signing, "_store", slow)
    editor.sign()
    dialog = hands.dialog(SignDialog)
    QTest.keyClicks(dialog.passphrase.line, passphrase_of("therapist"))
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    hands.wait(inside.is_set)
    assert not dialog.cancel.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    hands.window.lock()
    assert dialog.isVisible()
    go_on.set()
    hands.wait(lambda: hands.window.view is None)
    hands.unlock("therapist")
    assert hands.window.desk is not None
    assert "phq9" in [one.form_id for one in hands.window.desk.charts.timeline(client.id)]
