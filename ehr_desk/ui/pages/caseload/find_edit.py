"""The search field above the clients."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import name


class FindEdit(QLineEdit):
    """The search field: Down goes into the list, Enter opens its first row, Escape empties it."""

    down = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setPlaceholderText("Find client  (Ctrl+F)")
        self.setProperty("look", "search")
        self.setClearButtonEnabled(True)
        name(self, "Find a client by name, record number, date of birth or phone", "caseload.find")
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        theme.changed.connect(self._draw)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _draw(self) -> None:
        self._glass.setIcon(self._theme.icon("search", "text3", size=18))
