"""What stands where nothing is yet: one icon, one sentence, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.text import label


class EmptyState(QWidget):
    """Says what will be here and offers the first step; ``acted`` when its button is pressed."""

    acted = Signal()

    def __init__(self, theme: Theme, icon: str, text: str, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 48, 24, 48)
        layout.setSpacing(12)
        picture = label("")
        theme.bind_icon(picture, icon, "text3", 40)
        self.text = label(text, "body", "text2", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.text, 5)
        line.addStretch(1)
        layout.addLayout(line)
        self.button = button(theme, action, self.acted.emit)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button.setVisible(bool(action))
        layout.addStretch(2)

    def set_text(self, text: str) -> None:
        """Say something else, for example that a search found nothing."""
        self.text.setText(text)
