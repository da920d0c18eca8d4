"""What this program is, and the licences of everything others made."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from ehr_desk import __version__
from ehr_desk.ui.pages.settings.presenter import licence_text, licences
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import label, name


class AboutTab(QWidget):
    """Version, and a list of parts with their licence texts."""

    def __init__(self, theme: Theme, folder: Path) -> None:
        super().__init__()
        self._parts = licences(folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(f"EHR Desk {__version__}", "heading"))
        words = "Open source under the MIT license. It stands on the work of others; their licenses are here."
        column.addWidget(label(words, "body", "text2", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.list = QListWidget()
        name(self.list, "Parts made by others", "about.parts")
        self.list.setProperty("look", "popup")
        self.list.setFixedWidth(theme.metrics.px(300))
        self.list.setSpacing(theme.metrics.px(4))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.addItems([part.name for part in self._parts])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        name(self.text, "License", "about.text")
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        column.addLayout(row, 1)
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)

    def _show(self, at: int) -> None:
        if 0 <= at < len(self._parts):
            self.text.setPlainText(licence_text(self._parts[at]))
