"""Sealed notes through the window: written, read, shared, and what a colleague sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sealed.rows import SealedLine, Shelf
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk, unlock
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.pages.chart import sealed_words
from ehr_desk.ui.pages.chart.sealed_dialogs import ReadersDialog, SealDialog
from ehr_desk.ui.pages.chart.sealed_tab import SealedTab
from ehr_desk.ui.runner import Job, OnError, OnOk, SyncRunner
from ehr_desk.ui.theme import Theme
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.chart.fixtures import Sit
from tests.ui.pages.chart.making import PageWindow

SAID = "the kite over the frozen lake"


def sealed_tab(window: PageWindow, client: ClientRow) -> SealedTab:
    window.open_chart(client.id, "sealed")
    shown = window.page.chart.center.currentWidget()
    assert isinstance(shown, SealedTab)
    return shown


def answer(tab: SealedTab, words: str) -> SealDialog:
    dialog = next(one for one in tab.findChildren(SealDialog) if one.isVisible())
    dialog.own.line.setText(words)
    dialog.try_go()
    return dialog


def write(tab: SealedTab, words: str) -> None:
    tab.start("psychotherapy_note")
    assert tab.sheet.editor is not None
    tab.sheet.editor.set_item("conversation", words)
    tab.sheet.flush()
    assert tab.sheet.mark.isVisible()
    assert tab.sheet.mark.text().startswith("Saved ")
    tab.sheet.sign()
    answer(tab, passphrase_of("therapist"))


def cells(tab: SealedTab) -> list[str]:
    return [str(row.cells[1]) for row in tab.list.table.rows.rows()]


def test_a_note_is_written_signed_and_read_again(window: PageWindow, client: ClientRow, desk: Desk) -> None:
    tab = sealed_tab(window, client)
    assert not tab.starts[0].isVisible(), "nothing is open before the passphrase"
    tab.ask_open()
    assert "does not open the record" in answer(tab, "not this one at all").messages.accessibleName()
    answer(tab, passphrase_of("therapist"))
    assert "no custodian's sheet" in tab.list.notice.text()
    tab.start("psychotherapy_note")
    tab.sheet.sign()
    assert not [one for one in tab.findChildren(SealDialog) if one.isVisible()], "what is missing is said first"
    tab.sheet.discard()
    write(tab, SAID)
    assert cells(tab) == ["Psychotherapy note"]
    tab.read(desk.sealed.shelf(client.id).lines[0].id)
    assert tab.sheet.editor is not None
    assert tab.sheet.editor.answers()["conversation"] == SAID
    tab.sheet.back()
    tab.put_away()
    tab.read(desk.sealed.shelf(client.id).lines[0].id)
    assert "Open your sealed notes first" in tab.bar.accessibleName()
    assert SAID not in window.page.chart.header.accessibleName()


class LateRunner(SyncRunner):
    """Does everything at once and, while ``held``, tells what came of it later, as from a busy worker."""

    def __init__(self) -> None:
        super().__init__()
        self.held = False
        self._waiting: list[Callable[[], object]] = []

    def submit_read(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None:
        def told(found: object) -> None:
            if on_ok is not None:
                self._waiting.append(partial(on_ok, found))
                if not self.held:
                    self.release()

        super().submit_read(job, context=context, on_ok=told, on_error=on_error)

    submit_write = submit_read

    def release(self) -> None:
        while self._waiting:
            self._waiting.pop(0)()


def test_a_note_that_was_being_read_when_the_notes_were_put_away_is_not_shown(
    desk: Desk, client: ClientRow, theme: Theme, qtbot: QtBot
) -> None:
    late = LateRunner()
    window = PageWindow(desk, theme, late)
    qtbot.addWidget(window)
    window.show()
    window.page.enter()
    tab = sealed_tab(window, client)
    tab.ask_open()
    answer(tab, passphrase_of("therapist"))
    write(tab, SAID)
    tab.start("psychotherapy_note")
    tab.sheet.back()
    (draft,) = desk.sealed.shelf(client.id).drafts
    note = desk.sealed.shelf(client.id).lines[0].id
    for read in (partial(tab.read, note), partial(tab.list.continued.emit, draft), tab._read):
        assert cells(tab) == ["Psychotherapy note"]
        late.held = True
        read()
        tab.put_away()
        late.held = False
        late.release()
        assert tab.sheet.editor is None
        assert tab.stack.currentWidget() is tab.list
        assert cells(tab) == [sealed_words.SESSION]
        tab.ask_open()
        answer(tab, passphrase_of("therapist"))


def test_a_sealed_draft_that_cannot_be_discarded_stays_open_with_what_was_typed(
    window: PageWindow, client: ClientRow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_draft_id: str) -> None:
        raise UserError("The disk is full.", "Free some space.")

    tab = sealed_tab(window, client)
    tab.ask_open()
    answer(tab, passphrase_of("therapist"))
    tab.start("psychotherapy_note")
    assert tab.sheet.editor is not None
    tab.sheet.editor.set_item("conversation", SAID)
    with monkeypatch.context() as patched:
        patched.setattr(desk.sealed, "discard", full)
        tab.sheet.discard()
    assert "disk is full" in tab.bar.accessibleName()
    assert tab.sheet.editor is not None
    assert tab.sheet.editor.isEnabled()
    assert tab.sheet.editor.answers()["conversation"] == SAID
    assert tab.sheet.saver is not None
    assert not tab.sheet.saver.unsaved
    tab.sheet.discard()
    assert tab.sheet.editor is None


def test_ones_own_note_is_added_to_and_marked_as_entered_in_error(
    window: PageWindow, client: ClientRow, desk: Desk
) -> None:
    tab = sealed_tab(window, client)
    tab.ask_open()
    answer(tab, passphrase_of("therapist"))
    write(tab, SAID)
    note = desk.sealed.shelf(client.id).lines[0].id
    for button, item, listed in (
        (tab.sheet.add_button, "added_text", "Psychotherapy note, amended"),
        (tab.sheet.error_button, "error_reason", "Psychotherapy note, entered in error"),
    ):
        tab.read(note)
        assert button.isVisible()
        button.click()
        tab.sheet.sign()
        assert not [one for one in tab.findChildren(SealDialog) if one.isVisible()], "what is missing is said first"
        assert tab.sheet.editor is not None
        tab.sheet.editor.set_item(item, "another lake")
        tab.sheet.back()
        tab.read(note)
        button.click()
        assert tab.sheet.editor is not None
        assert tab.sheet.editor.answers()[item] == "another lake", "what was typed before goes on"
        tab.sheet.sign()
        answer(tab, passphrase_of("therapist"))
        assert cells(tab) == [listed]
    tab.read(note)
    assert not tab.sheet.add_button.isVisible(), "nothing is added to what is in error"
    assert tab.sheet.state.text().endswith("entered in error")
    assert len(tab.findChildren(FormEditor)) == 3
    assert any(one.text().startswith("Marked as entered in error, signed") for one in tab.findChildren(QLabel))
    tab.sheet.back()
    tab.put_away()
    assert cells(tab) == ["A session took place"]


def test_what_is_typed_is_kept_and_continued(window: PageWindow, client: ClientRow) -> None:
    tab = sealed_tab(window, client)
    tab.ask_open()
    answer(tab, passphrase_of("therapist"))
    tab.start("sud_counseling_note")
    assert tab.sheet.editor is not None
    tab.sheet.editor.set_item("conversation", SAID)
    window.page.chart.flush()
    tab.sheet.back()
    tab.put_away()
    tab.ask_open()
    answer(tab, passphrase_of("therapist"))
    made = tab.findChild(QPushButton, "seal.continue")
    assert made is not None
    made.click()
    assert tab.sheet.editor is not None
    assert tab.sheet.editor.answers()["conversation"] == SAID
    tab.sheet.back()


def test_a_colleague_is_let_in_and_out_again(window: PageWindow, client: ClientRow, desk: Desk) -> None:
    tab = sealed_tab(window, client)
    tab.ask_open()
    answer(tab, passphrase_of("therapist"))
    write(tab, SAID)
    supervisor = next(row for row in desk.staff.all() if row.role == "supervisor")
    for expected in ((supervisor.id,), ()):
        tab.ask_readers()
        dialog = next(one for one in tab.findChildren(ReadersDialog) if one.isVisible())
        dialog.person.set_value(supervisor.id)
        dialog.person.activated.emit(dialog.person.currentIndex())
        assert ("until you end it" in dialog.subtitle.text()) is bool(expected)
        answer(tab, passphrase_of("therapist"))
        assert desk.sealed.shelf(client.id).readers == expected


def test_an_author_is_asked_whether_a_new_sheet_opens_their_notes_and_nothing_opens_before_the_yes(
    sit: Sit, client: ClientRow, theme: Theme, qtbot: QtBot
) -> None:
    sit("administrator").sealed.make_custodian(passphrase_of("administrator"))
    window = PageWindow(sit("therapist"), theme)
    qtbot.addWidget(window)
    window.show()
    window.page.enter()
    tab = sealed_tab(window, client)
    tab.ask_open()
    answer(tab, passphrase_of("therapist"))
    write(tab, SAID)
    said = tab.list.notice.text()
    assert "made a custodian's sheet on" in said
    assert "only if you agree. Until then: if you forget your passphrase, your sealed notes are lost" in said
    tab.list.agree.click()
    dialog = answer(tab, passphrase_of("therapist"))
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert "An administrator who kept a copy of its code could read your notes" in said
    assert not tab.list.agree.isVisible()
    assert "You agreed on" in tab.list.notice.text()
    tab.list.no_more.click()
    answer(tab, passphrase_of("therapist"))
    assert not tab.list.no_more.isVisible()
    assert tab.list.agree.isVisible()
    assert "only if you agree" in tab.list.notice.text()


def test_an_author_with_new_keys_is_told_what_stays_readable_to_whom_they_let_go(
    sit: Sit, clinic: TestClinic, client: ClientRow, theme: Theme, qtbot: QtBot
) -> None:
    own, dana_id, sam_id = passphrase_of("therapist"), clinic.staff_ids["therapist"], clinic.staff_ids["supervisor"]
    sit("administrator").sealed.make_custodian(passphrase_of("administrator"))
    sealed = sit("therapist").sealed
    opened = sealed.open(own)
    draft = sealed.start(opened, "psychotherapy_note", client.id)
    sealed.sign(opened, sealed.save(opened, draft, {**draft.answers, "conversation": SAID}), own)
    sealed.grant(own, sam_id)
    sealed.agree_to_sheet(own)
    new = "five entirely invented new words"
    sit("administrator").staff.grant(dana_id, new, own_passphrase=passphrase_of("administrator"))
    sit("administrator").lock()
    desk = unlock(clinic.folder, dana_id, new, clock=clinic.clock, ids=clinic.ids, kdf=clinic.kdf)
    own = "another passphrase of Dana's own"
    desk.sitting.change_passphrase(new, own)
    window = PageWindow(desk, theme)
    qtbot.addWidget(window)
    window.show()
    window.page.enter()
    tab = sealed_tab(window, client)
    tab.ask_open()
    answer(tab, own)
    tab.ask_readers()
    dialog = next(one for one in tab.findChildren(ReadersDialog) if one.isVisible())
    dialog.person.set_value(sam_id)
    answer(tab, own)
    assert "1 note from before your new keys stays readable to Sam" in tab.bar.accessibleName()
    tab.list.no_more.click()
    assert "stay open to it" in " ".join(one.text() for one in answer(tab, own).findChildren(QLabel))
    assert "1 note from before your new keys stays open to the custodian's sheet" in tab.bar.accessibleName()
    desk.lock()


def test_a_colleague_sees_that_a_session_took_place_and_no_more(clinic_day: datetime) -> None:
    line = SealedLine("note-1", "staff-1", "Dana Whitlock, LPCC-S", clinic_day.date(), clinic_day)
    shelf = Shelf((line,), (), (), sheet=None, custodian_used=())
    (row,) = sealed_words.table_rows(shelf, {}, UTC)
    assert row.cells[:3] == ("8 Dec 2026", "A session took place", "Dana Whitlock, LPCC-S")


@pytest.fixture
def clinic_day() -> datetime:
    return datetime(2026, 12, 8, 15, 52, tzinfo=UTC)
