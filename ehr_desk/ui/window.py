"""The one window: the gate (first run, unlock) and the open desk, and the way from one to the other.

Nothing here loads the record's parts: the database engine and the paper libraries are imported by the job that
unlocks, on the paper thread.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget, QWidget

from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.ui.actions import Actions
from ehr_desk.ui.choosing import ChooseFile, choose_file
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.dialogs.keys import KeysDialog
from ehr_desk.ui.dialogs.palette import PaletteDialog
from ehr_desk.ui.pages.backup.schedule import BackupSchedule
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.pages.first_run.page import ChooseFolder, FirstRunPage, PrintText
from ehr_desk.ui.pages.first_run.presenter import FirstRunPresenter, folder_for_new, holds_record, usual_folder
from ehr_desk.ui.pages.recovery.page import RecoveryPage
from ehr_desk.ui.pages.recovery.presenter import RecoveryPresenter
from ehr_desk.ui.pages.settings.stamp_schedule import StampSchedule
from ehr_desk.ui.pages.unlock.own_passphrase import OwnPassphrasePage
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.pages.unlock.presenter import PREVIOUS_REMEDY, PREVIOUS_TEXT
from ehr_desk.ui.pages.unlock.unreadable import UnreadablePage
from ehr_desk.ui.runner import SyncRunner, TaskRunner
from ehr_desk.ui.shell.acts import actions_for
from ehr_desk.ui.shell.away import Away
from ehr_desk.ui.shell.clipboard import ClipboardGuard
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.doorbell import Doorbell, ring
from ehr_desk.ui.shell.finding import CLIENT_GROUP, ClientFinder, providers
from ehr_desk.ui.shell.idle import TICK_MS, IdleClock
from ehr_desk.ui.shell.pages import SETTINGS, TODAY
from ehr_desk.ui.shell.places import Place
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.shell.screen import KeptScreen
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.vault import AlreadyOpen, KdfLimits, VaultFile
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.witness import Witnesses

if TYPE_CHECKING:
    from ehr_desk.desk import Desk
    from ehr_desk.vault.factors import Factor
    from ehr_desk.vault.recovery_sitting import RecoverySitting

NAME = "EHR Desk"
_SMALLEST = (1000, 640)
_USUAL = (1440, 900)
_AGAIN_MS, _COVERED_MS = 1_000, 15_000


@dataclass(frozen=True)
class Parts:
    """What the window is built from. ``choose_...`` and ``print_text`` ask the system; tests answer themselves."""

    theme: Theme
    clock: Clock
    ids: Ids
    preferences: PreferencesFile
    choose_folder: ChooseFolder
    print_text: PrintText
    kdf: KdfLimits = KdfLimits()  # noqa: RUF009 - frozen
    make_runner: Callable[[QWidget], TaskRunner | SyncRunner] = TaskRunner
    tick_ms: int = TICK_MS
    choose_file: ChooseFile = choose_file
    witnesses: Witnesses | None = None


class DeskWindow(QMainWindow):
    """Call :meth:`begin` once. ``seated`` when somebody unlocked, ``left`` when the desk was locked."""

    seated = Signal()
    left = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self._folder = usual_folder()
        self._last_person = ""
        self._places: dict[str, Place] = {}
        self._arrived: list[Desk | RecoverySitting] = []
        self._sticks: dict[str, Path] = {}
        self._told_unsaved = False
        self._step: Callable[[], None] | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._try_again)
        self._desk: Desk | None = None
        self.view: DeskView | None = None
        self._schedules: tuple[BackupSchedule | StampSchedule, ...] = ()
        self.actions_of_desk: Actions | None = None
        self._finder: ClientFinder | None = None
        self.screen_kept = KeptScreen(parts.theme, parts.preferences, self)
        self._runner: TaskRunner | SyncRunner | None = None
        application = QCoreApplication.instance()
        if application is None:
            raise RuntimeError("the window needs an application")
        minutes = self.screen_kept.idle_minutes
        self.idle = IdleClock(application, parts.clock, minutes, tick_ms=parts.tick_ms, parent=self)
        self.idle.expired.connect(self._idle_lock)
        self.screen_kept.idle_changed.connect(self.idle.set_minutes)
        self.away = Away(self)
        self.away.left.connect(self._away_lock)
        self.clipboard = ClipboardGuard(QApplication.clipboard(), self)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.bell = Doorbell(self)
        self.bell.rang.connect(self.come_forward)
        self.setWindowTitle(NAME)
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)

    # The gate -----------------------------------------------------------------------------------------------------

    def begin(self, folder: Path | None) -> None:
        """Show the gate of a record, or the first run where there is none."""
        if folder is not None and holds_record(folder):
            self.show_unlock(folder)
        else:
            self.show_first_run(folder)

    def show_unlock(
        self, folder: Path, *, staff_id: str = "", text: str = "", remedy: str = "", previous: bool = False
    ) -> None:
        """The unlock screen of a record; falls back to the first run where the record cannot be read. ``previous``
        opens with the copy of the key file, which is offered where the key file itself cannot be read."""
        try:
            vault = VaultFile(folder, self._parts.kdf, previous=previous)
        except UserError as error:
            if not previous and HeaderFile(folder).has_previous:
                self._show_unreadable(folder, error)
                return
            self.show_first_run(None)
            page = self.shown()
            if isinstance(page, FirstRunPage):
                page.panel.fail(error.message, error.remedy)
            return
        self._folder = folder
        self.bell.hang(folder)
        page = UnlockPage(
            self._parts.theme,
            self._runner_now(),
            vault,
            self._opener(folder, previous=previous),
            staff_id=staff_id or self._last_person,
            choose_file=self._parts.choose_file,
            sticks=self._sticks,
        )
        page.unlocked.connect(self._sit)
        page.another_record.connect(self._another)
        page.recovery_asked.connect(lambda: self._show_recovery(vault))
        page.previous_asked.connect(lambda: self.show_unlock(folder, previous=True))
        self._show(page)
        if text:
            page.say(text, remedy)
        elif previous:
            page.say(PREVIOUS_TEXT, PREVIOUS_REMEDY)

    def _show_unreadable(self, folder: Path, error: UserError) -> None:
        page = UnreadablePage(self._parts.theme, error)
        page.previous_asked.connect(lambda: self.show_unlock(folder, previous=True))
        page.another_record.connect(self._another)
        self._folder = folder
        self._show(page)

    def _show_recovery(self, vault: VaultFile) -> None:
        parts = self._parts
        presenter = RecoveryPresenter(vault.folder, parts.clock, parts.kdf, previous_header=vault.previous)
        page = RecoveryPage(parts.theme, self._runner_now(), vault.clinic_name, presenter, parts.choose_file)
        page.opened.connect(self._arrived.append)

        def finished(text: str, remedy: str) -> None:
            self._lock_arrived()
            # Opening with the copy of the key file made it the key file.
            previous = vault.previous and not page.was_opened
            self.show_unlock(vault.folder, text=text, remedy=remedy, previous=previous)

        page.finished.connect(finished)
        self._show(page)

    def show_first_run(self, folder: Path | None) -> None:
        """The first run; ``folder`` is where the record would go."""
        parts = self._parts
        where = folder_for_new(folder) if folder is not None else usual_folder()
        presenter = FirstRunPresenter(where, parts.clock, parts.ids, parts.kdf)
        page = FirstRunPage(parts.theme, self._runner_now(), presenter, parts.choose_folder, parts.print_text)
        page.created.connect(self._created)
        page.open_existing.connect(self._another)
        self._show(page)

    def shown(self) -> QWidget | None:
        """The first run, the unlock screen or the open desk."""
        return self._stack.currentWidget()

    def come_forward(self) -> None:
        """Another program asked for this record: show this window."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # The desk -----------------------------------------------------------------------------------------------------

    @property
    def desk(self) -> Desk | None:
        """The open desk, None while it is locked."""
        return self._desk

    def lock(self) -> None:
        """Lock now: typing is saved, pages are gone, keys are dropped."""
        self._end("")

    def show_palette(self) -> None:
        """Find a client or an act."""
        if self.view is None or self._finder is None or self.actions_of_desk is None:
            return
        view, actions = self.view, self.actions_of_desk
        dialog = PaletteDialog(self._parts.theme, providers(self._finder, actions), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def chosen(group: str, key: str) -> None:
            if group == CLIENT_GROUP:
                view.searched("palette")
                view.open_chart(key)
            else:
                actions.trigger(key)

        dialog.chosen.connect(chosen)
        dialog.open()

    def show_keys(self) -> None:
        """Show the keys of this moment."""
        if self.actions_of_desk is not None:
            dialog = KeysDialog(self._parts.theme, self.actions_of_desk, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.view is not None:
            self._end("", gate=False)
        if self.view is not None:
            event.ignore()
            return
        self.idle.stop()
        self._again.stop()
        self.bell.take_down()
        self._drop_runner()
        super().closeEvent(event)

    # Inside -------------------------------------------------------------------------------------------------------

    def _opener(self, folder: Path, *, previous: bool = False) -> Callable[[str, str, Sequence[Factor]], Desk]:
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
            return desk

        return open_desk

    def _sit(self, desk: Desk) -> None:
        """Sit down; whoever got their passphrase from somebody else sets their own first."""
        if not desk.sitting.provisional:
            self._sit_down(desk)
            return
        page = OwnPassphrasePage(self._parts.theme, self._runner_now(), desk)
        page.done.connect(lambda: self._sit_down(desk))
        page.given_up.connect(self._back_to_gate)
        self._show(page)

    def _back_to_gate(self) -> None:
        self._lock_arrived()
        self.show_unlock(self._folder)

    def _sit_down(self, desk: Desk) -> None:
        self._arrived.remove(desk)
        self._desk = desk
        self._last_person = desk.me.id
        self._parts.preferences.keep(vault=str(self._folder.resolve()))
        view = DeskView(desk, self._runner_now(), self._parts.theme, self.screen_kept)
        view.titled.connect(self._titled)
        view.lock_asked.connect(self.lock)
        view.status.set_person(desk.me.signature_name, desk.sitting.clinic_name)
        view.warn_of_history()
        self._schedules = (BackupSchedule(view, view), StampSchedule(view, view))
        self.view = view
        self.actions_of_desk = actions_for(view, self._parts.theme, self, self.screen_kept)
        self._finder = ClientFinder(view, allowed=view.permits("read charts"), parent=view)
        view.wrote.connect(self._finder.on_changed)
        view.went.connect(self._went)
        self.idle.left.connect(self._idle_left)
        self._show(view)
        self.idle.start()
        self.clipboard.start()
        view.go(self._places.get(desk.me.id) or Place(TODAY if view.has(TODAY) else SETTINGS))
        self.seated.emit()

    def _went(self, place: Place) -> None:
        if self._finder is not None:
            self._finder.opened(place.client_id)

    def _end(self, text: str, *, gate: bool = True, asked: bool = True, backup: bool = True) -> None:
        """End the sitting; ``asked`` when a person did. ``backup`` when there is time to make an overdue one."""
        view, desk, runner = self.view, self._desk, self._runner
        if view is None or desk is None or runner is None:
            return
        self._close_dialogs()
        if _working():
            if gate:  # a signature or a change of keys under way is finished first
                self._later(_AGAIN_MS, partial(self._end, text, asked=asked, backup=backup))
            return
        if not self._typing_kept(view, runner, asked=asked):
            if not asked:
                self._later(_COVERED_MS, partial(self._end_if_covered, view, text, backup=backup))
            return
        self._again.stop()
        self.idle.stop()
        self.idle.left.disconnect(self._idle_left)
        self.clipboard.stop()
        for schedule in self._schedules:
            schedule.stop()
        self._schedules = ()
        place = view.place()
        if place is not None:
            self._places[desk.me.id] = place
        self.view = self.actions_of_desk = self._finder = self._desk = None
        self._drop(view)
        try:
            self._drop_runner()
            if backup:
                self._back_up_if_overdue(desk)
        finally:  # whatever a backup meets, the keys are dropped
            desk.lock()
        self.setWindowTitle(NAME)
        if gate:
            self.show_unlock(self._folder, staff_id=self._last_person, text=text)
        self.left.emit()

    def _later(self, milliseconds: int, step: Callable[[], None]) -> None:
        """Try again after a while; only the last try that was asked for counts."""
        self._step = step
        self._again.start(milliseconds)

    def _try_again(self) -> None:
        step, self._step = self._step, None
        if step is not None:
            step()

    def _end_if_covered(self, view: DeskView, text: str, *, backup: bool) -> None:
        """Try to lock once more, unless somebody came back and lifted the cover."""
        if self.view is view and view.privacy.on:
            self._end(text, asked=False, backup=backup)

    def _back_up_if_overdue(self, desk: Desk) -> None:
        """The last chance before the keys are gone. A failure is remembered with the record and shown there."""
        with contextlib.suppress(UserError, OSError):
            if not desk.backups.state().overdue:
                return
            words = "An overdue backup is being made. The desk is locked when it is done."
            self._show(EmptyState(self._parts.theme, "archive", words))
            self.repaint()
            desk.backups.make()

    def _typing_kept(self, view: DeskView, runner: TaskRunner | SyncRunner, *, asked: bool) -> bool:
        """Save everything typed. Where that fails the desk stays open and says so; a person who insists may leave.

        Nobody insists when the desk would lock by itself: it covers what it shows and tries again.
        """
        view.flush()
        runner.finish_writes()
        # The answers of these writes are on their way to this thread: hear them before judging.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall)
        if not any(saver.unsaved for saver in view.findChildren(Autosave)):
            self._told_unsaved = False
            return True
        if not asked:
            if not view.privacy.on:
                view.privacy.toggle()
                view.toast("What you typed last could not be saved yet, so the desk is covered instead of locked.")
            self.idle.start()
            return False
        told, self._told_unsaved = self._told_unsaved, True
        if not told:
            self.idle.start()
            view.toast("What you typed last could not be saved. See the note; locking or closing again loses it.")
        return told

    def _idle_left(self, seconds: int) -> None:
        if self.view is None or self._desk is None:
            return
        self.view.set_left(seconds)
        self._desk.sitting.heartbeat()

    def _idle_lock(self) -> None:
        minutes = self.screen_kept.idle_minutes
        self._lock_by_itself(f"The desk locked itself after {minutes} minutes without a touch. What you typed is kept.")

    def _away_lock(self) -> None:
        # Before a computer sleeps there are seconds, not the minutes that a backup may take.
        self._lock_by_itself("The desk locked itself with the screen. What you typed is kept.", backup=False)

    def _lock_by_itself(self, words: str, *, backup: bool = True) -> None:
        self._close_dialogs()
        # A dialog that was just closed first returns to whoever opened it.
        QTimer.singleShot(0, self, lambda: self._end(words, asked=False, backup=backup))

    def _close_dialogs(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()

    def _created(self, folder: Path) -> None:
        self.show_unlock(
            folder, text="The record is ready.", remedy="Unlock it with your passphrase, then add your staff."
        )

    def _another(self) -> None:
        chosen = self._parts.choose_folder("Open a record")
        if chosen is None:
            return
        if holds_record(chosen) and chosen.resolve() != self._folder.resolve() and ring(chosen):
            error = AlreadyOpen()
            page = self.shown()
            if isinstance(page, UnlockPage | FirstRunPage):
                page.panel.fail(error.message, error.remedy)
            return
        self.begin(chosen)

    def _titled(self, words: str) -> None:
        self.setWindowTitle(f"{words} – {NAME}" if words else NAME)

    def _show(self, page: QWidget) -> None:
        old = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._drop(old)
        page.setFocus()

    def _drop(self, page: QWidget | None) -> None:
        """Let a page go. It stays a child until then: a widget without parent would be a window for a moment."""
        if page is not None:
            page.hide()
            self._stack.removeWidget(page)
            page.deleteLater()

    def _runner_now(self) -> TaskRunner | SyncRunner:
        if self._runner is None:
            self._runner = self._parts.make_runner(self)
            self._runner.failed.connect(self._work_failed)
        return self._runner

    def _drop_runner(self) -> None:
        if self._runner is not None:
            self._runner.shutdown()
            self._runner.deleteLater()
            self._runner = None
        self._lock_arrived()

    def _lock_arrived(self) -> None:
        """End what was opened and sits at no desk: an unlock that came while the window closed, a recovery."""
        while self._arrived:
            self._arrived.pop().lock()

    def _work_failed(self, error: Exception) -> None:
        if self.view is not None:
            self.view.failed(error)


def _working() -> bool:
    """Whether a dialog is finishing what it began."""
    return any(
        isinstance(one, DeskDialog) and one.isVisible() and one.working for one in QApplication.topLevelWidgets()
    )
