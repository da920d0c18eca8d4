"""The one window: the gate (first run, unlock) and the open desk, and the way from one to the other.

Nothing here loads the record's parts: the database engine and the paper libraries are imported by the job that
unlocks, on the paper thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from ehr_desk.ui.runner import SyncRunner, TaskRunner
from ehr_desk.ui.shell.away import Away
from ehr_desk.ui.shell.clipboard import ClipboardGuard
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.gate import Gate
from ehr_desk.ui.shell.idle import IdleClock
from ehr_desk.ui.shell.leaving import Ending, LastBackup, Leaving, backup_waits
from ehr_desk.ui.shell.pages import SETTINGS, TODAY
from ehr_desk.ui.shell.parts import Parts
from ehr_desk.ui.shell.places import Place
from ehr_desk.ui.shell.screen import KeptScreen
from ehr_desk.ui.shell.seat import Seat
from ehr_desk.ui.shell.spot import Spot
from ehr_desk.ui.shell.stage import Stage
from ehr_desk.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

__all__ = ["DeskWindow", "Parts"]

NAME = "EHR Desk"
_CLOSING = "A backup that is due is being made. The window closes when it is done."
_SMALLEST = (1000, 640)
_USUAL = (1440, 900)


class DeskWindow(QMainWindow):
    """Call :meth:`begin` once. ``seated`` when somebody unlocked, ``left`` when the desk was locked."""

    seated = Signal()
    left = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self._places: dict[str, tuple[Place, Spot]] = {}
        self._runner: TaskRunner | SyncRunner | None = None
        self._retired: list[TaskRunner | SyncRunner] = []
        self.seat: Seat | None = None
        self.screen_kept = KeptScreen(parts.theme, parts.preferences, self)
        self.idle = IdleClock(parts.clock, self.screen_kept.idle_minutes, tick_ms=parts.tick_ms, parent=self)
        self.idle.left.connect(self._idle_left)
        self.idle.expired.connect(self._idle_lock)
        self.screen_kept.idle_changed.connect(self.idle.set_minutes)
        self.away = Away(self)
        self.away.left.connect(self._away_lock)
        self.clipboard = ClipboardGuard(QApplication.clipboard(), self)
        self.clipboard.start()
        self._stage = Stage()
        self.setCentralWidget(self._stage)
        self._gate = Gate(parts, self._stage, self._runner_now, self)
        self._gate.passed.connect(self._sit_down)
        self.bell = self._gate.bell
        self.bell.rang.connect(self.come_forward)
        self._leaving = Leaving(lambda: self.seat, self.idle, self)
        self._leaving.ready.connect(self._leave)
        self.setWindowTitle(NAME)
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)

    @property
    def desk(self) -> Desk | None:
        """The open desk, None while it is locked."""
        return self.seat.desk if self.seat is not None else None

    @property
    def view(self) -> DeskView | None:
        """What is shown of the open desk, None while it is locked."""
        return self.seat.view if self.seat is not None else None

    def begin(self, folder: Path | None) -> None:
        """Show the gate of a record, or the first run where there is none."""
        self._gate.begin(folder)

    def shown(self) -> QWidget | None:
        """The first run, the unlock screen or the open desk."""
        return self._stage.currentWidget()

    def come_forward(self) -> None:
        """Another program asked for this record: show this window."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def lock(self) -> None:
        """Lock now: typing is saved, pages are gone, keys are dropped."""
        self._leaving.end(Ending())

    def show_palette(self) -> None:
        """Find a client or an act."""
        if self.seat is not None:
            self.seat.show_palette(self)

    def show_keys(self) -> None:
        """Show the keys of this moment."""
        if self.seat is not None:
            self.seat.show_keys(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leaving.end(Ending(closing=True))
        if self.seat is not None:
            event.ignore()
            return
        self.idle.stop()
        self.clipboard.stop()
        self._leaving.stop()
        self.bell.take_down()
        if self._gate.backs_up:
            self._tell_closing()
        self._drop_runner()
        super().closeEvent(event)

    # Sitting down and leaving -------------------------------------------------------------------------------------

    def _sit_down(self, desk: Desk) -> None:
        self.seat = seat = Seat(desk, self._runner_now(), self._parts.theme, self.screen_kept, self)
        view = seat.view
        view.titled.connect(self._titled)
        self._stage.put(view)
        self.idle.start()
        place, spot = self._places.get(desk.me.id) or (Place(TODAY if view.has(TODAY) else SETTINGS), Spot())
        view.go(place)
        seat.return_to(spot)
        self.seated.emit()

    def _leave(self, seat: Seat, ending: Ending) -> None:
        """Let everything of a sitting go, the keys last."""
        self.idle.stop()
        self.clipboard.clear()
        seat.end()
        place = seat.view.place()
        if place is not None:
            self._places[seat.desk.me.id] = place, seat.spot()
        self.seat = None
        self._stage.drop(seat.view)
        self.setWindowTitle(NAME)
        self.repaint()  # whatever is waited for below, nothing of a chart stays on the screen
        seat.desk.backups.wait_no_longer()
        runs = backup = False
        try:
            runs = self._retire_runner()
            backup = ending.backup and backup_waits(seat.desk)
        finally:  # whatever happens, the keys are dropped and nobody is left before an empty page
            self._end(seat.desk, ending, backup=backup, runs=runs)
        self.left.emit()

    def _end(self, desk: Desk, ending: Ending, *, backup: bool, runs: bool) -> None:
        """Lock the desk: behind the unlock screen where a backup is made first, or something still ``runs``."""
        if ending.closing:
            if backup:
                self._tell_closing()
            LastBackup(desk, backup=backup, hurried=True).make()
        elif backup or runs:
            self._gate.see_off(desk, ending.text, backup=backup)
        else:
            try:
                desk.lock()
            finally:
                self._gate.again(ending.text)

    def _tell_closing(self) -> None:
        self._stage.put(EmptyState(self._parts.theme, "archive", _CLOSING))
        self.repaint()

    def _idle_left(self, seconds: int) -> None:
        if self.seat is not None:
            self.seat.view.set_left(seconds)
            self.seat.desk.sitting.heartbeat()

    def _idle_lock(self) -> None:
        minutes = self.screen_kept.idle_minutes
        words = f"The desk locked itself after {minutes} minutes without a touch. What you typed is kept."
        self._leaving.end_by_itself(Ending(words))

    def _away_lock(self) -> None:
        # Before a computer sleeps there are seconds, not the minutes that a backup may take.
        words = "The desk locked itself with the screen. What you typed is kept."
        self._leaving.end_by_itself(Ending(words, backup=False))
        self._gate.person_left()

    # Inside -------------------------------------------------------------------------------------------------------

    def _titled(self, words: str) -> None:
        self.setWindowTitle(f"{words} – {NAME}" if words else NAME)

    def _runner_now(self) -> TaskRunner | SyncRunner:
        if self._runner is None:
            self._runner = self._parts.make_runner(self)
            self._runner.failed.connect(self._work_failed)
        return self._runner

    def _retire_runner(self) -> bool:
        """The lanes of a sitting end with it; whether something long still runs there, for which nobody waits."""
        if self._runner is None:
            return False
        runner, self._runner = self._runner, None
        runs = runner.retire()
        runner.deleteLater()
        self._retired = [one for one in self._retired if one.runs()] + ([runner] if runs else [])
        return runs

    def _drop_runner(self) -> None:
        if self._runner is not None:
            self._runner.shutdown()
            self._runner.deleteLater()
            self._retired.append(self._runner)
            self._runner = None
        self._gate.lock_all()

    def _work_failed(self, error: Exception) -> None:
        if self.seat is not None:
            self.seat.view.failed(error)
