"""What the pages between an unlock and the desk have in common: somebody opened the record and may walk away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.card import ColumnCard
from ehr_desk.ui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

_UNATTENDED_MS = 10 * 60 * 1000


class OnTheWay(QWidget):
    """``done`` when the desk may be shown, ``given_up`` to lock again: asked for, left alone, or with the screen.

    A page is a card (``column``) with one act, begun with ``go``, which is off while it runs; what is being done is
    finished before anything is locked. A page puts ``messages`` where they belong.
    """

    done = Signal()
    given_up = Signal()
    go: QAbstractButton

    def __init__(self, theme: Theme, runner: Runner, desk: Desk) -> None:
        super().__init__()
        self._runner = runner
        self._desk = desk
        card = ColumnCard(theme, 480)
        card.fill(self)
        self.column = card.column
        self.messages = MessageBar(theme, closable=False)
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

    def failed(self, error: Exception) -> None:
        """The act failed: say why, or lock where nobody is there any more."""
        if self.alone:
            self.ended()
            return
        self.go.setEnabled(True)
        self.messages.show_text("must", *words_of(error))

    def ended(self) -> None:
        """The act is done, or failed with nobody there."""
        self._unattended.stop()
        (self.given_up if self.alone else self.done).emit()
