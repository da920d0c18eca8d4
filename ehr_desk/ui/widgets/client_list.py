"""The list of 64-pixel rows: a name, why it is on my list, and one chip at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ehr_desk.ui.theme import Theme, Tone
from ehr_desk.ui.widgets.text import elided

_Index = QModelIndex | QPersistentModelIndex


class ListRow(NamedTuple):
    """One row. ``tooltip`` holds full dates where ``why`` uses relative words."""

    id: str
    name: str
    why: str = ""
    chip: str = ""
    tone: Tone = "neutral"
    tooltip: str = ""


def spoken(row: ListRow) -> str:
    """What a screen reader says of a row: painted text is not exposed, so all of it is here."""
    return ", ".join(part for part in (row.name, row.why, row.chip) if part)


class RowsModel(QAbstractListModel):
    """The rows of a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ListRow] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tooltip or None
        if role == Qt.ItemDataRole.UserRole:
            return row
        return None

    def set_rows(self, rows: Sequence[ListRow]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rows(self) -> tuple[ListRow, ...]:
        return tuple(self._rows)

    def row_of(self, row_id: str) -> int:
        """The place of an id, -1 where it is not in the list."""
        return next((at for at, row in enumerate(self._rows) if row.id == row_id), -1)


class RowDelegate(QStyledItemDelegate):
    """Paints one row from the theme's tokens."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, self._theme.metrics.list_row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, ListRow):
            return
        px, tokens = self._theme.metrics.px, self._theme
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, tokens.colour("selection"))
            painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), tokens.colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, tokens.colour("sunken"))
        inner = rect.adjusted(px(16), 0, -px(13), 0)
        painter.fillRect(
            QRect(inner.left(), rect.bottom(), rect.right() - inner.left() + 1, 1), tokens.colour("border")
        )
        room = inner.width() - self._chip(painter, inner, row) - px(8)
        base: QFont = option.font
        top = rect.top() + px(10)
        self._line(painter, QRect(inner.left(), top - px(4), room, px(28)), row.name, base, "strong", "text")
        below = QRect(inner.left(), top + px(22), inner.width(), px(18))
        self._line(painter, below, row.why, base, "small", "text2")
        if state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setColor(tokens.colour("focus"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 4, 4)
        painter.restore()

    def _line(self, painter: QPainter, area: QRect, text: str, base: QFont, kind: str, ink: str) -> None:
        font = QFont(base)
        font.setPixelSize(self._theme.metrics.font(kind))
        font.setWeight(QFont.Weight.DemiBold if kind == "strong" else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._theme.colour(ink))
        short = elided(QFontMetrics(font), text, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), short)

    def _chip(self, painter: QPainter, inner: QRect, row: ListRow) -> int:
        """Paint the chip; returns the width it took."""
        if not row.chip:
            return 0
        px = self._theme.metrics.px
        font = QFont(painter.font())
        font.setPixelSize(self._theme.metrics.font("caption"))
        font.setWeight(QFont.Weight.DemiBold)
        width = min(QFontMetrics(font).horizontalAdvance(row.chip) + px(18), inner.width() // 2)
        area = QRect(inner.right() - width + 1, inner.top() + px(10), width, px(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{row.tone}_bg"))
        painter.drawRoundedRect(area, px(10), px(10))
        painter.setFont(font)
        painter.setPen(self._theme.colour(row.tone))
        text = elided(QFontMetrics(font), row.chip, width - px(12))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
        return width


class RowList(QListView):
    """The list itself: arrows or J and K move, Enter opens. ``opened`` and ``moved`` carry the id of the row."""

    opened = Signal(str)
    moved = Signal(str)

    def __init__(self, theme: Theme, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(accessible)
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(theme, self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._moved)
        theme.changed.connect(self._restyled)

    def set_rows(self, rows: Sequence[ListRow]) -> None:
        """Replace the rows; the chosen one stays chosen where it is still there."""
        kept = self.current()
        self.rows.set_rows(rows)
        if kept:
            self.select(kept)

    def current(self) -> str:
        """The id of the current row, empty where none is."""
        row = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return row.id if isinstance(row, ListRow) else ""

    def select(self, row_id: str) -> bool:
        """Make a row current without ``opened``; false where it is not in the list."""
        at = self.rows.row_of(row_id)
        if at < 0:
            return False
        self.setCurrentIndex(self.rows.index(at, 0))
        return True

    def select_nothing(self) -> None:
        """No row is current: what is open is not in the list."""
        self.setCurrentIndex(QModelIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current():
            self.opened.emit(self.current())
            return
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers():
            at = min(max(self.currentIndex().row() + step, 0), self.rows.rowCount() - 1)
            self.setCurrentIndex(self.rows.index(at, 0))
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, ListRow):
            self.opened.emit(row.id)

    def _moved(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, ListRow):
            self.moved.emit(row.id)

    def _restyled(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
