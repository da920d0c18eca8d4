"""One quiet strip below the head of a chart: what should be looked at. Never a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.pages.chart.presenter import AttentionLine
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.text import ElidedLabel, divider, empty_layout, label


class AttentionStrip(QWidget):
    """The first line is always seen, the others on demand. ``chosen`` carries the line."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open = False
        self._lines: tuple[AttentionLine, ...] = ()
        self.setObjectName("attention")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = QVBoxLayout()
        inner.setContentsMargins(24, 4, 24, 4)
        inner.setSpacing(0)
        outer.addLayout(inner)
        outer.addWidget(divider())
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        inner.addLayout(self._rows)
        self.hide()

    def lines(self) -> tuple[AttentionLine, ...]:
        """Everything that should be looked at."""
        return self._lines

    def set_lines(self, lines: Sequence[AttentionLine]) -> None:
        """Show these lines; none hides the strip."""
        self._lines = tuple(lines)
        self._open = self._open and len(lines) > 1
        self.setAccessibleName(" ".join(line.text for line in lines))
        self._show()

    def _show(self) -> None:
        empty_layout(self._rows)
        self.setVisible(bool(self._lines))
        shown = self._lines if self._open else self._lines[:1]
        for at, line in enumerate(shown):
            self._rows.addLayout(self._line(line, first=at == 0))

    def _line(self, line: AttentionLine, *, first: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        icon = label("")
        self._theme.bind_icon(icon, line.icon, line.tone, 18)
        row.addWidget(icon)
        row.addWidget(ElidedLabel(line.text, "small", line.tone), 0)
        look = button(self._theme, line.verb, partial(self.chosen.emit, line), role="link")
        look.setAccessibleName(f"{line.verb}: {line.text}")
        row.addWidget(look)
        row.addStretch(1)
        if first and len(self._lines) > 1:
            words = "Show less" if self._open else f"{len(self._lines) - 1} more"
            fold = button(self._theme, words, self._fold, role="link", object_name="attention.more")
            fold.setAccessibleName("Show less" if self._open else f"Show {len(self._lines) - 1} more to look at")
            row.addWidget(fold)
            arrow = icon_button(self._theme, "chevron-up" if self._open else "chevron-down", "", self._fold)
            arrow.setAccessibleName(f"{fold.accessibleName()} (arrow)")
            arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(arrow)
        return row

    def _fold(self) -> None:
        self._open = not self._open
        self._show()
