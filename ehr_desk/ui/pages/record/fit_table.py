"""A table as tall as its rows, for pages that scroll as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ehr_desk.ui.pages.record.columns import GivingColumns
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.table import Column, DataTable, TableRow
from ehr_desk.ui.widgets.text import label


class FitTable(QWidget):
    """A heading, and below it a table that never scrolls by itself, or one quiet sentence where it is empty."""

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
        self._giving = GivingColumns(self.table, columns, theme)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if not most:
            self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self.table)
        self.empty: QLabel = label(empty, "body", "text3", wrap=True)
        layout.addWidget(self.empty)
        theme.changed.connect(self._fit)
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
        shown = self.table.rows.rowCount()
        if self._most:
            shown = min(shown, self._most)
        head = max(self.table.horizontalHeader().sizeHint().height(), self._theme.metrics.px(33))
        self.table.setFixedHeight(head + shown * self._theme.metrics.table_row + 2)
