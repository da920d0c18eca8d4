"""What the pages between an unlock and the desk have in common: somebody opened the record and may walk away."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

_UNATTENDED_MS = 10 * 60 * 1000


class OnTheWay(QWidget):
    """``done`` when the desk may be shown, ``given_up`` to lock again: asked for, left alone, or with the screen.

    A page has one act, begun with ``go``, which is off while it runs; what is being done is finished before anything
    is locked.
    """

    done = Signal()
    given_up = Signal()
    go: QAbstractButton

    def __init__(self) -> None:
        super().__init__()
        self.alone = False
        self._unattended = QTimer(self)
        self._unattended.setSingleShot(True)
        self._unattended.timeout.connect(self.given_up)
        self._unattended.start(_UNATTENDED_MS)

    def person_left(self) -> None:
        """The screen was locked, or the computer goes to sleep: lock again, after what is being done."""
        self.alone = True
        if self.go.isEnabled():
            self.given_up.emit()

    def ended(self) -> None:
        """The act is done, or failed with nobody there."""
        self._unattended.stop()
        (self.given_up if self.alone else self.done).emit()
