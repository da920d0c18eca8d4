"""Keeping what is typed: 800 ms after the last key, every 3 s while typing, and again and again where it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ehr_desk.common.errors import Gone, UserError
from ehr_desk.ui.runner import Runner

QUIET_MS = 800
LONGEST_MS = 3_000
RETRY_MS = 3_000

Answers = Mapping[str, Any]


class Autosave(QObject):
    """Watches one draft.

    ``take`` gives the answers as they are now (called on the UI thread), ``save`` writes them (called on the writer
    thread) and returns the time of saving. ``state`` carries "typing", "saving", "saved" or "failed" with the stamp
    or the reason; "gone" with the reason where there is nothing left to write to, after which nothing is tried.
    """

    state = Signal(str, str)

    def __init__(
        self, runner: Runner, take: Callable[[], Answers], save: Callable[[Answers], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._take = take
        self._save = save
        self._dirty = False
        self._flying = 0
        self._waiting: list[Callable[[], object]] = []
        self._quiet = self._timer(QUIET_MS)
        self._longest = self._timer(LONGEST_MS)
        self._retry = self._timer(RETRY_MS)

    @property
    def unsaved(self) -> bool:
        """Whether something typed is not yet written."""
        return self._dirty or self._flying > 0

    def touched(self) -> None:
        """Something was typed."""
        self._dirty = True
        self._quiet.start()
        if not self._longest.isActive():
            self._longest.start()
        if not self._flying and not self._retry.isActive():
            self.state.emit("typing", "")

    def flush(self) -> None:
        """Hand what is typed to the writer now."""
        self._stop()
        if self._dirty:
            self._hand_over()

    def then(self, act: Callable[[], object]) -> None:
        """Do something once all that is typed is written; at once where it is."""
        if not self.unsaved:
            act()
            return
        self._waiting.append(act)
        self.flush()

    def forget(self) -> None:
        """The draft is gone (signed or discarded): save nothing more."""
        self._stop()
        self._dirty = False
        self._waiting.clear()

    def _timer(self, length: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(length)
        timer.timeout.connect(self.flush)
        return timer

    def _stop(self) -> None:
        for timer in (self._quiet, self._longest, self._retry):
            timer.stop()

    def _hand_over(self) -> None:
        answers = dict(self._take())
        self._dirty = False
        self._flying += 1
        self.state.emit("saving", "")
        save = self._save
        self._runner.submit_draft(lambda: save(answers), context=self, on_ok=self._saved, on_error=self._failed)

    def _saved(self, at: str) -> None:
        self._flying -= 1
        if self.unsaved:
            return
        self.state.emit("saved", at)
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act()

    def _failed(self, error: Exception) -> None:
        self._flying -= 1
        if isinstance(error, Gone):
            self.forget()
            self.state.emit("gone", error.message.rstrip("."))
            return
        self._dirty = True
        # Whoever waited for the save (to sign) has to ask again: signing half of what was typed helps nobody.
        self._waiting.clear()
        self._retry.start()
        reason = error.message if isinstance(error, UserError) else ""
        self.state.emit("failed", reason.rstrip("."))
