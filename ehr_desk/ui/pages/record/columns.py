"""Columns that give way: a table never asks for more width than the page has."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHeaderView, QTableView

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.table import Column

_STRETCH = 150
_SMALLEST = 0.5


def widths(columns: Sequence[Column], room: int, scale: float, heads: Sequence[int] = ()) -> list[int]:
    """The width of each column in a room of so many pixels; columns without a width share the rest.

    Fixed columns shrink together, to half at most, so that those that take the rest keep a readable part; those that
    are ``whole`` never shrink. ``heads``: what the heading of each column needs in pixels; none is cut by shrinking.
    """
    room -= round(sum(column.width for column in columns if column.whole) * scale)
    fixed = sum(column.width for column in columns if not column.whole) * scale
    open_ones = sum(1 for column in columns if not column.width)
    least = sum(column.least or _STRETCH for column in columns if not column.width) * scale
    part = 1.0 if fixed + least <= room or not fixed else max(_SMALLEST, (room - least) / fixed)
    taken = [round(column.width * scale * (1 if column.whole else part)) for column in columns]
    for at, head in enumerate(heads):
        taken[at] = max(taken[at], min(head, round(columns[at].width * scale)))
    giving = sum(width for width, column in zip(taken, columns, strict=True) if not column.whole)
    share = max(0, room - giving) // open_ones if open_ones else 0
    return [width or share for width in taken]


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
        head = self._table.horizontalHeader()
        shown = [at for at in range(len(self._columns)) if not self._table.isColumnHidden(at)]
        columns, heads = [self._columns[at] for at in shown], [head.sectionSizeHint(at) for at in shown]
        for at, width in zip(shown, widths(columns, self._table.viewport().width(), scale, heads), strict=True):
            # Qt stretches columns only after everybody was told of the new size: rows would be measured too early.
            head.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            if self._table.columnWidth(at) != width:
                self._table.setColumnWidth(at, width)
        self.fitted.emit()
