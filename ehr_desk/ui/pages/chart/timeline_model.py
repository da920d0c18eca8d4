"""The lazy list of a chart's entries: a page of rows at a time, never all of them before the first paint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.ui.pages.chart.timeline_lines import Line, lines_after

_Index = QModelIndex | QPersistentModelIndex


class TimelineModel(QAbstractListModel):
    """Lines of a timeline. ``wanted`` asks for the entries after so many; :meth:`append` brings them."""

    wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self._entries: list[EntryRow] = []
        self._total = 0
        self._asked = False
        self._today = date.min
        self._gaps = True

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.tooltip or None
        if role == Qt.ItemDataRole.UserRole:
            return line
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self._lines[index.row()].what != "entry":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._asked and len(self._entries) < self._total

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self.wanted.emit(len(self._entries))

    def start(self, entries: Sequence[EntryRow], total: int, today: date, *, gaps: bool = True) -> None:
        """Show a first page of so many entries in all; ``gaps`` only where nothing is filtered out."""
        self.beginResetModel()
        self._today, self._gaps = today, gaps
        self._entries = list(entries)
        self._lines = lines_after(None, self._entries, today, gaps=gaps)
        self._total = total
        self._asked = False
        self.endResetModel()

    def append(self, entries: Sequence[EntryRow]) -> None:
        """Add the next page."""
        self._asked = False
        if not entries:
            self._total = len(self._entries)
            return
        made = lines_after(self._entries[-1] if self._entries else None, entries, self._today, gaps=self._gaps)
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(made) - 1)
        self._lines += made
        self._entries += entries
        self.endInsertRows()

    def lines(self) -> tuple[Line, ...]:
        """The lines built so far."""
        return tuple(self._lines)

    def row_of(self, entry_id: str) -> int:
        """The row of an entry, -1 where it is not built."""
        return next((at for at, line in enumerate(self._lines) if line.entry_id == entry_id), -1)

    def first_entry(self) -> int:
        """The row of the first entry, -1 where there is none."""
        return next((at for at, line in enumerate(self._lines) if line.what == "entry"), -1)
