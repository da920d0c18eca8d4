"""Two texts that are alike, side by side: what both have stands out."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ehr_desk.chart.entries.likeness import Likeness, Piece, marked
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import label


@dataclass(frozen=True)
class Mark:
    """A text that is like another one: in how far, whose that is, and both texts. ``names`` count as alike."""

    found: Likeness
    whose: str
    text: str
    other: str
    names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The mark in the row."""
        return f"Same as {self.whose}" if self.found.identical else f"{self.found.percent} % like {self.whose}"


class PairDialog(DeskDialog):
    """Two texts side by side; what both have stands out."""

    def __init__(self, theme: Theme, who: str, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Two texts that are alike", "Close", parent)
        self.setObjectName("pair_dialog")
        self.resize(theme.metrics.px(820), theme.metrics.px(420))
        self.set_subtitle(f"{mark.words}. What both texts have is marked.")
        self.cancel.hide()
        row = QHBoxLayout()
        row.setSpacing(24)
        self.body.addLayout(row)
        left, right = marked(mark.text, mark.other, mark.names)
        for title, pieces in ((who, left), (mark.whose[:1].upper() + mark.whose[1:], right)):
            column = QVBoxLayout()
            column.addWidget(label(title, "strong"))
            column.addWidget(_text(theme, title, pieces))
            column.addStretch(1)
            row.addLayout(column, 1)
        self.body.addStretch(1)


def _text(theme: Theme, title: str, pieces: Sequence[Piece]) -> QLabel:
    """Only this program's own marks are markup; the text itself is escaped."""
    ground = theme.tokens.warning_bg
    parts = [
        f'<span style="background-color:{ground}">{html.escape(one.text)}</span>' if one.same else html.escape(one.text)
        for one in pieces
    ]
    shown = QLabel("".join(parts).replace("\n", "<br>"))
    shown.setTextFormat(Qt.TextFormat.RichText)
    shown.setWordWrap(True)
    shown.setProperty("role", "note")
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    shown.setAccessibleName(f"{title}: {''.join(one.text for one in pieces)}")
    return shown
