"""Chips: one short fact with a colour that repeats what the words say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ehr_desk.ui.theme.tokens import Tone
from ehr_desk.ui.widgets.flow import Flow
from ehr_desk.ui.widgets.text import empty_layout, set_look


class ChipText(NamedTuple):
    """What a chip says, its tone, and a longer text for the tooltip."""

    text: str
    tone: Tone = "neutral"
    tooltip: str = ""


class Chip(QLabel):
    """A chip. The words carry the meaning, the tone only repeats it."""

    def __init__(self, text: str, tone: Tone = "neutral", *, tooltip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(text, tone, tooltip)

    def set(self, text: str, tone: Tone = "neutral", tooltip: str = "") -> None:
        """Change words and tone."""
        self.setText(text)
        self.setToolTip(tooltip)
        self.setAccessibleName(f"{text}: {tooltip}" if tooltip else text)
        set_look(self, chip=tone)


class ChipRow(Flow):
    """Chips side by side, wrapped where they do not fit."""

    def __init__(self, chips: Sequence[ChipText] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=8, line_gap=4)
        self.set(chips)

    def set(self, chips: Sequence[ChipText]) -> None:
        """Show these chips and no others."""
        empty_layout(self.flow)
        for chip in chips:
            self.flow.addWidget(Chip(chip.text, chip.tone, tooltip=chip.tooltip, parent=self))
        if not chips:
            self.hide()
        elif self.parentWidget() is not None:  # shown before it has a parent, it would be a window of its own
            self.show()
        self.updateGeometry()
