"""A table as tall as its rows, for pages that scroll as a whole. Long texts wrap: a dose is never cut off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ehr_desk.ui.pages.record.columns import GivingColumns
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.table import Column, DataTable, TableRow
from ehr_desk.ui.widgets.text import label

_ROW_PADDING = 14


class FitTable(QWidget):
    """A heading, and below it a table that never scrolls by itself, or one quiet sentence where it is empty.

    ``most`` limits how many rows are seen at once; such a table scrolls.
    """

    def __init__(
        self, theme: Theme, title: str, columns: Sequence[Column], empty: str, *, object_name: str, most: int = 0
    ) -> None:
        super().__init__()
        self._theme = theme
        self._most = most
        self.setObjectName(object_name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.head: QLabel = label(title, "strong")
        self.head.setVisible(bool(title))
        layout.addWidget(self.head)
        self.table = DataTable(theme, title or empty, columns)
        self.table.setObjectName(f"{object_name}.table")
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setWordWrap(True)
        if not most:
            self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self.table)
        self.empty: QLabel = label(empty, "body", "text3", wrap=True)
        layout.addWidget(self.empty)
        self._giving = GivingColumns(self.table, columns, theme)
        self._giving.fitted.connect(self._fit)
        self.set_rows(())

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows."""
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._fit()

    def rows(self) -> tuple[TableRow, ...]:
        """What is shown."""
        return self.table.rows.rows()

    def _fit(self) -> None:
        least = self._theme.metrics.table_row
        padding = self._theme.metrics.px(_ROW_PADDING)
        line = self._theme.metrics.line("body")
        heights = []
        for row in range(self.table.rows.rowCount()):
            hint = self.table.sizeHintForRow(row)
            # Qt measures without the padding of the cells: a text that wraps may need one line more than it says.
            wrapped = hint > line * 1.5
            height = max(least, hint + padding + (line if wrapped else 0))
            if self.table.rowHeight(row) != height:
                self.table.setRowHeight(row, height)
            heights.append(height)
        head = max(self.table.horizontalHeader().sizeHint().height(), self._theme.metrics.px(33))
        wanted = head + sum(heights[: self._most or None]) + 2
        if self.table.minimumHeight() != wanted:
            self.table.setFixedHeight(wanted)
