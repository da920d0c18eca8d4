"""Columns that give way: a table never asks for more width than the page has."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QTableView

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.table import Column

_STRETCH = 190
_SMALLEST = 0.5


def widths(columns: Sequence[Column], room: int, scale: float) -> list[int]:
    """The width of each fixed column (0 for one that takes the rest) in a room of so many pixels.

    Fixed columns shrink together, to half at most, so that those that take the rest keep a readable part.
    """
    fixed = sum(column.width for column in columns) * scale
    rest = sum(1 for column in columns if not column.width) * _STRETCH * scale
    part = 1.0 if fixed + rest <= room or not fixed else max(_SMALLEST, (room - rest) / fixed)
    return [round(column.width * scale * part) for column in columns]


class GivingColumns(QObject):
    """Keeps the columns of a table within its width. ``fitted`` after the widths were set."""

    fitted = Signal()

    def __init__(self, table: QTableView, columns: Sequence[Column], theme: Theme) -> None:
        super().__init__(table)
        self._table = table
        self._columns = tuple(columns)
        self._theme = theme
        table.viewport().installEventFilter(self)
        theme.changed.connect(self.fit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Set the widths for the room there is."""
        scale = self._theme.metrics.scale / 100
        for at, width in enumerate(widths(self._columns, self._table.viewport().width(), scale)):
            if width and self._table.columnWidth(at) != width:
                self._table.setColumnWidth(at, width)
        self.fitted.emit()
