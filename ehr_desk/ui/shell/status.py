"""The line at the foot of the window: who sits here, where, when the desk locks itself, and a disk that fills up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.shell.idle import words_left
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import ElidedLabel, divider, set_look

SOON = 60
"""Seconds before the desk locks itself from which on it is said loudly."""


class StatusLine(QWidget):
    """ "Dana Whitlock, LPCC-S · Riverbend Demo Clinic · record unlocked · auto-lock in 9 min"."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._who = ""
        self._clinic = ""
        self._left = -1
        self.setObjectName("status_line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setProperty("ground", "surface")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(divider())
        line = QHBoxLayout()
        line.setContentsMargins(12, 3, 12, 4)
        self._label = ElidedLabel("", "small", "text2")
        self._label.setObjectName("status_text")
        line.addWidget(self._label, 1)
        self.room = ElidedLabel("", "small", "warning")
        self.room.setObjectName("status_room")
        self.room.hide()
        line.addWidget(self.room)
        outer.addLayout(line)

    def text(self) -> str:
        """What the line says now."""
        return self._label.text()

    def set_person(self, who: str, clinic: str) -> None:
        """Say who sits here and where."""
        self._who, self._clinic = who, clinic
        self._tell()

    def set_left(self, seconds: int) -> None:
        """Say how long until the desk locks itself."""
        self._left = seconds
        self._tell()

    def set_room(self, words: str) -> None:
        """Say that the record's disk fills up, for as long as it does; empty takes it away."""
        self.room.setText(words)
        self.room.setVisible(bool(words))

    def _tell(self) -> None:
        lock = words_left(self._left) if self._left >= 0 else ""
        parts = (self._who, self._clinic, "record unlocked", lock)
        self._label.setText(" · ".join(part for part in parts if part))
        set_look(self._label, tone="warning" if 0 <= self._left < SOON else "text2")
