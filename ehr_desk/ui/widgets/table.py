"""A read-only table over plain rows: figures to the right, everything readable by screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.theme.fonts import number_font

_Index = QModelIndex | QPersistentModelIndex


class Column(NamedTuple):
    """One column. ``numbers``: right-aligned figures of equal width. ``width`` in design pixels, 0 takes the rest.

    ``unstruck``: never drawn through, for the words that say why a row is. ``whole``: keeps its width where others
    give way, for what says nothing when it is cut, such as a moment. ``least``: what a column that takes the rest keeps
    before the others give way, where it holds the words that matter.
    """

    title: str
    width: int = 0
    numbers: bool = False
    unstruck: bool = False
    whole: bool = False
    least: int = 0


class TableRow(NamedTuple):
    """One row: an id, a text for each column; ``struck`` draws it through (stopped, removed)."""

    id: str
    cells: tuple[str, ...]
    struck: bool = False
    tone: str = ""
    tooltip: str = ""


class TableModel(QAbstractTableModel):
    """The rows of a table."""

    def __init__(self, theme: Theme, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = tuple(columns)
        self._rows: list[TableRow] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self._columns[section].numbers else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        text = row.cells[index.column()] if index.column() < len(row.cells) else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tooltip or text
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numbers else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return self._style(row, column, role)

    def _style(self, row: TableRow, column: Column, role: int) -> QColor | QFont | None:
        if role == Qt.ItemDataRole.ForegroundRole and (row.tone or row.struck):
            return self._theme.colour(row.tone or "text3")
        if role == Qt.ItemDataRole.FontRole and (column.numbers or row.struck):
            font = QFont()
            font.setPixelSize(self._theme.metrics.font("body"))
            font.setStrikeOut(row.struck and not column.unstruck)
            return number_font(font) if column.numbers else font
        return None

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rename(self, at: int, title: str) -> None:
        """Give a column another title, where the rows say something else by now."""
        columns = list(self._columns)
        columns[at] = columns[at]._replace(title=title)
        self._columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, at, at)

    def rows(self) -> tuple[TableRow, ...]:
        return tuple(self._rows)


class DataTable(QTableView):
    """A table whose rows are opened by Enter or double click; ``opened`` and ``moved`` carry the id of the row."""

    opened = Signal(str)
    moved = Signal(str)

    def __init__(self, theme: Theme, accessible: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = tuple(columns)
        self.setAccessibleName(accessible)
        self.rows = TableModel(theme, columns, self)
        self.setModel(self.rows)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(lambda index: self._tell(index))
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.moved.emit(self.current()))
        theme.changed.connect(self._sized)
        self._sized()

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Replace the rows; the current one stays current where it is still there."""
        kept = self.current()
        self.rows.set_rows(rows)
        if kept:
            self.select(kept)

    def rename(self, at: int, title: str) -> None:
        """Give a column another title."""
        self.rows.rename(at, title)

    def current(self) -> str:
        """The id of the current row, empty where none is."""
        row = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return row.id if isinstance(row, TableRow) else ""

    def select(self, row_id: str) -> bool:
        """Make a row current; false where it is not there."""
        for at, row in enumerate(self.rows.rows()):
            if row.id == row_id:
                self.setCurrentIndex(self.rows.index(at, 0))
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current():
            self.opened.emit(self.current())
            return
        super().keyPressEvent(event)

    def _tell(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, TableRow):
            self.opened.emit(row.id)

    def _sized(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.metrics.table_row)
        head = self.horizontalHeader()
        for at, column in enumerate(self._columns):
            if column.width:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(at, self._theme.metrics.px(column.width))
            else:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
