"""The gate: unlocking, recovery, one's own passphrase, and which record it is. Where none can be unlocked, the pages of
``records`` stand before the desk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal

from ehr_desk.common.errors import UserError
from ehr_desk.ui.pages.first_run.page import FirstRunPage
from ehr_desk.ui.pages.first_run.presenter import holds_record, usual_folder
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.recovery.page import RecoveryPage
from ehr_desk.ui.pages.recovery.presenter import RecoveryPresenter
from ehr_desk.ui.pages.restore.page import RestorePage
from ehr_desk.ui.pages.unlock.clock import ClockPage
from ehr_desk.ui.pages.unlock.own_passphrase import OwnPassphrasePage
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.pages.unlock.presenter import PREVIOUS_REMEDY, PREVIOUS_TEXT
from ehr_desk.ui.pages.unlock.unreadable import UnreadablePage
from ehr_desk.ui.runner import SyncRunner, TaskRunner
from ehr_desk.ui.shell.doorbell import Doorbell, ring
from ehr_desk.ui.shell.leaving import LastBackup
from ehr_desk.ui.shell.parts import Parts
from ehr_desk.ui.shell.records import RecordPages
from ehr_desk.ui.shell.stage import Stage
from ehr_desk.vault import AlreadyOpen, VaultFile
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.standing import left_aside, waits_for_name

if TYPE_CHECKING:
    from ehr_desk.desk import Desk
    from ehr_desk.vault.factors import Factor
    from ehr_desk.vault.recovery_sitting import RecoverySitting


_LOCKED = "The desk is locked."
_WITH_SCREEN = "The screen was locked while the desk was being unlocked, so it stays locked."
_NO_BACKUP = "The desk is locked. Its last backup could not be made: see Backups once it is open."
_BACKING_UP = "A backup that is due is being made. Whoever unlocks now waits until it is done."


class Gate(QObject):
    """``passed`` carries the desk that somebody unlocked, once they may sit down at it."""

    passed = Signal(object)

    def __init__(
        self, parts: Parts, stage: Stage, runner: Callable[[], TaskRunner | SyncRunner], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._stage = stage
        self._runner = runner
        self._last_person = self._second_backups = ""
        self._arrived: list[Desk | RecoverySitting] = []
        self._going: list[LastBackup] = []
        self._sticks: dict[str, Path] = {}
        self.folder = usual_folder()
        self.bell = Doorbell(self)
        self._records = RecordPages(parts, stage, runner, self)
        self._records.begin_asked.connect(self.begin)
        self._records.another_asked.connect(self._another)
        self._records.restored.connect(self._restored)
        self._records.created.connect(self._created)

    def begin(self, folder: Path | None) -> None:
        """Show the unlock screen of a record, or the first run where there never was one."""
        stands = folder is not None and holds_record(folder)
        aside = left_aside(folder) if folder is not None and not stands else None
        if folder is not None and (aside or waits_for_name(folder)):
            self._records.interrupted(folder, aside)
        elif folder is not None and stands:
            self._unlock(folder)
        elif folder is not None and str(folder.resolve()) == self._parts.preferences.read().vault:
            self.folder = folder
            self._records.missing(folder)
        else:
            self._records.first_run(folder)

    def again(self, text: str = "") -> None:
        """The desk was locked: the unlock screen of the same record, with the person who sat there."""
        self._unlock(self.folder, text=text)

    def see_off(self, desk: Desk, text: str, *, backup: bool) -> None:
        """The unlock screen at once, while the last ``backup`` of a sitting is still made; its keys go when that is
        done, and at once where there is none. On the lane that unlocks, so whoever unlocks meanwhile waits for it."""
        last = LastBackup(desk, backup=backup)
        self._going.append(last)
        if backup:
            self._unlock(self.folder, text=text or _LOCKED, remedy=_BACKING_UP)
        else:
            self._unlock(self.folder, text=text)
        page = self._stage.currentWidget()

        def gone(text: str, remedy: str = "") -> None:
            if last in self._going:
                self._going.remove(last)
            if isinstance(page, UnlockPage) and shiboken6.isValid(page):
                page.say(text, remedy) if text else page.panel.messages.clear()

        self._runner().submit_paper(
            last.make,
            context=self,
            on_ok=lambda _nothing: gone(text),
            on_error=lambda error: gone(_NO_BACKUP, words_of(error)[0]),
        )

    @property
    def backs_up(self) -> bool:
        """Whether the last backup of a sitting is still being made."""
        return any(last.backup for last in self._going)

    def person_left(self) -> None:
        """The screen was locked, or the computer goes to sleep: what is open here closes, and a last backup is given
        up. Not on the lane that waits for it, and not here: closing waits for a copy under way."""
        for last in self._going:
            self._runner().submit_keeping(last.give_up, context=self)
        page = self._stage.currentWidget()
        if isinstance(page, RecoveryPage | RestorePage | OwnPassphrasePage | ClockPage | UnlockPage):
            page.person_left()

    def lock_all(self) -> None:
        """End everything that holds keys here, also a last backup that had not begun."""
        while self._going:
            self._going.pop().give_up()
        self.lock_arrived()

    def lock_arrived(self) -> None:
        """End what was opened and sits at no desk: an unlock that came while the window closed, a recovery."""
        while self._arrived:
            self._arrived.pop().lock()

    # Unlocking ----------------------------------------------------------------------------------------------------

    def _unlock(self, folder: Path, *, text: str = "", remedy: str = "", previous: bool = False) -> None:
        """The unlock screen of a record, or what helps where its key file cannot be read. ``previous`` opens with the
        copy of the key file, which is offered there."""
        try:
            vault = VaultFile(folder, self._parts.kdf, previous=previous)
        except UserError as error:
            self._unreadable(folder, error, previous=not previous and HeaderFile(folder).has_previous)
            return
        self.folder = folder
        self.bell.hang(folder)
        page = UnlockPage(
            self._parts.theme,
            self._runner(),
            vault,
            self._opener(folder, previous=previous),
            staff_id=self._last_person,
            choose_file=self._parts.choose_file,
            sticks=self._sticks,
        )
        page.unlocked.connect(self._unlocked)
        page.given_up.connect(lambda: self._given_up(_WITH_SCREEN))
        page.another_record.connect(self._another)
        page.recovery_asked.connect(lambda: self._recovery(vault))
        page.previous_asked.connect(lambda: self._unlock(folder, previous=True))
        page.restore_asked.connect(lambda damaged: self._records.restore(folder, damaged=damaged))
        self._stage.put(page)
        if text:
            page.say(text, remedy)
        elif previous:
            page.say(PREVIOUS_TEXT, PREVIOUS_REMEDY)

    def _opener(self, folder: Path, *, previous: bool) -> Callable[[str, str, Sequence[Factor]], Desk]:
        parts = self._parts

        def open_desk(staff_id: str, passphrase: str, factors: Sequence[Factor]) -> Desk:
            from ehr_desk.desk import unlock

            desk = unlock(
                folder,
                staff_id,
                passphrase,
                clock=parts.clock,
                ids=parts.ids,
                kdf=parts.kdf,
                previous_header=previous,
                factors=factors,
                witnesses=parts.witnesses,
            )
            self._arrived.append(desk)
            with contextlib.suppress(UserError):  # no reason to keep anybody out
                self._second_backups = desk.backups.settings().second_folder
            return desk

        return open_desk

    def _unlocked(self, desk: Desk) -> None:
        """Let somebody in, after an answer to a clock that is behind, and a passphrase of their own for a given one."""
        if desk.sitting.behind is not None:
            clock_page = ClockPage(self._parts.theme, self._runner(), desk)
            clock_page.done.connect(lambda: self._unlocked(desk))
            clock_page.given_up.connect(self._given_up)
            self._stage.put(clock_page)
            return
        if not desk.sitting.provisional:
            self._let_in(desk)
            return
        page = OwnPassphrasePage(self._parts.theme, self._runner(), desk)
        page.done.connect(lambda: self._let_in(desk))
        page.given_up.connect(self._given_up)
        self._stage.put(page)

    def _let_in(self, desk: Desk) -> None:
        self._arrived.remove(desk)
        self._last_person = desk.me.id
        # A record that was restored has no second folder yet: the one of before may hold what is needed next.
        second = self._second_backups or self._parts.preferences.read().second_backups
        self._parts.preferences.keep(vault=str(self.folder.resolve()), second_backups=second)
        self.passed.emit(desk)

    def _given_up(self, text: str = "") -> None:
        self.lock_arrived()
        self.again(text)

    # Other ways in ------------------------------------------------------------------------------------------------

    def _unreadable(self, folder: Path, error: UserError, *, previous: bool) -> None:
        page = UnreadablePage(self._parts.theme, error, previous=previous)
        page.restore_asked.connect(lambda: self._records.restore(folder, damaged=True))
        page.previous_asked.connect(lambda: self._unlock(folder, previous=True))
        page.another_record.connect(self._another)
        self.folder = folder
        self._stage.put(page)

    def _recovery(self, vault: VaultFile) -> None:
        parts = self._parts
        presenter = RecoveryPresenter(vault.folder, parts.clock, parts.ids, parts.kdf, previous_header=vault.previous)
        page = RecoveryPage(
            parts.theme, self._runner(), vault.clinic_name, presenter, parts.choose_file, parts.choose_folder
        )
        page.opened.connect(self._arrived.append)

        def finished(text: str, remedy: str) -> None:
            self.lock_arrived()
            # Opening with the copy of the key file made it the key file.
            previous = vault.previous and not page.was_opened
            self._unlock(vault.folder, text=text, remedy=remedy, previous=previous)

        page.finished.connect(finished)
        self._stage.put(page)

    def _restored(self, folder: Path, text: str, remedy: str) -> None:
        self._unlock(folder, text=text, remedy=remedy)

    def _created(self, folder: Path, login: str) -> None:
        people = VaultFile(folder, self._parts.kdf).people
        self._last_person = next((one.staff_id for one in people if one.login == login), "")
        remedy = "Unlock it with your passphrase."
        if len(people) == 1:
            remedy = "Unlock it with your passphrase, then add your staff."
        self._unlock(folder, text="The record is ready.", remedy=remedy)

    def _another(self) -> None:
        chosen = self._parts.choose_folder("Open a record")
        if chosen is None:
            return
        if holds_record(chosen) and chosen.resolve() != self.folder.resolve() and ring(chosen):
            self._fail(AlreadyOpen())
        else:
            self.begin(chosen)

    def _fail(self, error: UserError) -> None:
        page = self._stage.currentWidget()
        if isinstance(page, UnlockPage | FirstRunPage):
            page.panel.fail(error.message, error.remedy)
