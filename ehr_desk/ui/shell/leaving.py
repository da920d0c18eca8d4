"""Ending a sitting: nothing typed is lost, work under way is finished, and only then the desk locks."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog

from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.shell.idle import IdleClock
from ehr_desk.ui.shell.seat import Seat

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

AGAIN_MS, COVERED_MS = 1_000, 15_000
_COVERED = "What you typed last could not be saved yet, so the desk is covered instead of locked."
_TOLD = "What you typed last could not be saved. See the note; locking or closing again loses it."


@dataclass(frozen=True)
class Ending:
    """How a sitting ends: ``text`` for the unlock screen, ``asked`` when a person did, ``backup`` when there is time to
    make one that is due. ``closing`` when the window goes too, which waits for nothing."""

    text: str = ""
    asked: bool = True
    backup: bool = True
    closing: bool = False


class Leaving(QObject):
    """Tries to end the sitting that ``seat`` names, as often as it takes; ``ready`` carries the seat and the ending."""

    ready = Signal(object, object)

    def __init__(self, seat: Callable[[], Seat | None], idle: IdleClock, parent: QObject) -> None:
        super().__init__(parent)
        self._seat = seat
        self._idle = idle
        self._told_unsaved = False
        self._step: Callable[[], None] | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._try_again)

    def end(self, ending: Ending) -> None:
        """End the sitting now, or as soon as nothing would be lost by it."""
        seat = self._seat()
        if seat is None:
            return
        close_dialogs()
        if _working():
            if not ending.closing:  # a signature or a change of keys under way is finished first
                self._later(AGAIN_MS, lambda: self.end(ending))
        elif self._typing_kept(seat, asked=ending.asked):
            self._again.stop()
            self.ready.emit(seat, ending)
        elif not ending.asked:
            self._later(COVERED_MS, lambda: self._end_if_covered(seat, ending))

    def end_by_itself(self, ending: Ending) -> None:
        """Nobody asked: the time ran out, or the person went away."""
        close_dialogs()
        # A dialog that was just closed first returns to whoever opened it.
        QTimer.singleShot(0, self, lambda: self.end(replace(ending, asked=False)))

    def stop(self) -> None:
        """Try no more: the window closes."""
        self._again.stop()

    def _later(self, milliseconds: int, step: Callable[[], None]) -> None:
        """Try again after a while; only the last try that was asked for counts."""
        self._step = step
        self._again.start(milliseconds)

    def _try_again(self) -> None:
        step, self._step = self._step, None
        if step is not None:
            step()

    def _end_if_covered(self, seat: Seat, ending: Ending) -> None:
        """Try to lock once more, unless somebody came back and lifted the cover."""
        if self._seat() is seat and seat.view.privacy.on:
            self.end(ending)

    def _typing_kept(self, seat: Seat, *, asked: bool) -> bool:
        """Save everything typed. Where that fails the desk stays open and says so; a person who insists may leave.

        Nobody insists when the desk would lock by itself: it covers what it shows and tries again.
        """
        view = seat.view
        view.flush()
        seat.runner.finish_writes()
        # The answers of these writes are on their way to this thread: hear them before judging.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall)
        if not any(saver.unsaved for saver in view.findChildren(Autosave)):
            self._told_unsaved = False
            return True
        if not asked:
            if not view.privacy.on:
                view.privacy.toggle()
                view.toast(_COVERED)
            self._idle.start()
            return False
        told, self._told_unsaved = self._told_unsaved, True
        if not told:
            self._idle.start()
            view.toast(_TOLD)
        return told


def backup_waits(desk: Desk) -> bool:
    """Whether one is under way, or the time for the next backup has come; an overdue one is also tried again soon after
    a failure."""
    if desk.backups.under_way:
        return True
    with contextlib.suppress(UserError, OSError):
        state = desk.backups.state()
        return state.due or state.overdue
    return False


class LastBackup:
    """The end of a sitting, on a thread of its own: a last backup, for which the one that is under way counts, and then
    the keys go, whatever it meets. Whoever waits for it can stop: then the keys go at once, and what is just being done
    comes to its end by itself. Without ``backup`` they go at once anyhow; ``hurried`` before a window that closes."""

    def __init__(self, desk: Desk, *, backup: bool = True, hurried: bool = False) -> None:
        self._desk = desk
        self.backup = backup
        self._hurried = hurried
        self._over = threading.Event()
        self._locking = threading.Lock()
        self._mistake: Exception | None = None

    def make(self) -> None:
        """Make it, and wait until it is done or given up. A failure is remembered with the record and shown there; a
        mistake of the program is raised as well."""
        if not self._over.is_set():
            threading.Thread(target=self._work, name="desk-last-backup", daemon=True).start()
        self._over.wait()
        if self._mistake is not None:
            raise self._mistake

    def give_up(self) -> None:
        """Let the keys go now. Takes as long as locking does."""
        with self._locking:
            try:
                self._desk.backups.give_up()
                self._desk.lock()
            finally:
                self._over.set()

    def _work(self) -> None:
        backups = self._desk.backups
        try:
            if self.backup:
                backups.make(hurried=self._hurried)
        except (UserError, OSError):
            backups.finish()  # one that is under way is the last one; where none is, nothing is waited for
        except Exception as error:
            if not self._desk.sitting.locked:
                self._mistake = error
        finally:
            self.give_up()


def close_dialogs() -> None:
    """Cancel every dialog; one that is finishing what it began stays."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, DeskDialog) and widget.isVisible():
            widget.leave()
        elif isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()


def _working() -> bool:
    """Whether a dialog is finishing what it began."""
    return any(
        isinstance(one, DeskDialog) and one.isVisible() and one.working for one in QApplication.topLevelWidgets()
    )
