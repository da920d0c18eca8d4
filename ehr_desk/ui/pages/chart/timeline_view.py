"""The list of entries as painted: one line each, month headings, quiet lines for gaps."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ehr_desk.ui.pages.chart.timeline_lines import Line
from ehr_desk.ui.pages.chart.timeline_model import TimelineModel
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import elided

_Index = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class TimelineDelegate(QStyledItemDelegate):
    """Paints one line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        line = index.data(Qt.ItemDataRole.UserRole)
        heights = {"entry": self._theme.metrics.table_row, "month": self._theme.metrics.px(36)}
        what = line.what if isinstance(line, Line) else "entry"
        return QSize(200, heights.get(what, self._theme.metrics.px(26)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(line, Line):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.what == "entry":
            self._entry(painter, option, line)
        elif line.what == "month":
            self._month(painter, option, line)
        else:
            self._gap(painter, option, line)
        painter.restore()

    def _font(self, option: QStyleOptionViewItem, kind: str, *, bold: bool = False, struck: bool = False) -> QFont:
        font = QFont(option.font)
        font.setPixelSize(self._theme.metrics.font(kind))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setStrikeOut(struck)
        return font

    def _entry(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        px, colour = self._theme.metrics.px, self._theme.colour
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour("sunken"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour("border"))
        inner = rect.adjusted(px(16), 0, -px(12), 0)
        wide = inner.width() > px(760)
        x = inner.left()
        x = self._text(painter, option, x, inner, px(62), line.day, "text2", small=True)
        painter.drawPixmap(x, inner.top() + (inner.height() - px(18)) // 2, self._theme.pixmap(line.icon, "text2", 18))
        x += px(18) + px(8)
        x = self._text(painter, option, x, inner, px(200 if wide else 160), line.word, "text", bold=True, line=line)
        if wide:
            x = self._text(painter, option, x, inner, px(150), line.author, "text2", small=True)
        chip = self._chip(painter, option, inner, line)
        self._text(painter, option, x, inner, inner.right() - chip - px(12) - x, line.text, "text2", line=line)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        x: int,
        inner: QRect,
        width: int,
        text: str,
        ink: str,
        *,
        small: bool = False,
        bold: bool = False,
        line: Line | None = None,
    ) -> int:
        font = self._font(option, "small" if small else "body", bold=bold, struck=line is not None and line.struck)
        painter.setFont(font)
        painter.setPen(self._theme.colour(ink))
        gap = self._theme.metrics.px(12)
        short = elided(QFontMetrics(font), " ".join(text.split()), max(0, width - gap))
        painter.drawText(QRect(x, inner.top(), max(0, width), inner.height()), _LEFT, short)
        return x + width

    def _chip(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, line: Line) -> int:
        if not line.chip:
            return 0
        px = self._theme.metrics.px
        font = self._font(option, "caption", bold=True)
        width = QFontMetrics(font).horizontalAdvance(line.chip) + px(20)
        area = QRect(inner.right() - width + 1, inner.center().y() - px(10), width, px(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{line.tone}_bg"))
        painter.drawRoundedRect(area, px(10), px(10))
        painter.setFont(font)
        painter.setPen(self._theme.colour(line.tone))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), line.chip)
        return width

    def _month(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        px = self._theme.metrics.px
        rect: QRect = option.rect
        painter.setFont(self._font(option, "caption", bold=True))
        painter.setPen(self._theme.colour("text3"))
        painter.drawText(
            rect.adjusted(px(16), px(8), 0, -px(4)),
            int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft),
            line.text,
        )
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), self._theme.colour("border"))

    def _gap(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        px = self._theme.metrics.px
        rect: QRect = option.rect
        font = self._font(option, "small")
        painter.setFont(font)
        width = QFontMetrics(font).horizontalAdvance(line.text) + px(24)
        middle = rect.center().y()
        painter.setPen(QPen(self._theme.colour("border"), 1, Qt.PenStyle.DashLine))
        left = rect.left() + px(78)
        painter.drawLine(rect.left() + px(16), middle, left - px(8), middle)
        painter.drawLine(left + width, middle, rect.right() - px(12), middle)
        painter.setPen(self._theme.colour("text3"))
        painter.drawText(QRect(left, rect.top(), width, rect.height()), int(Qt.AlignmentFlag.AlignCenter), line.text)


class TimelineView(QListView):
    """The list: arrows or J and K move, Enter or a double click opens. ``opened`` carries the entry id."""

    opened = Signal(str)

    def __init__(self, theme: Theme, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(accessible)
        self.lines = TimelineModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(TimelineDelegate(theme, self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("ring", "true")
        self.clicked.connect(self._open)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def current(self) -> str:
        """The entry of the current line, empty where there is none."""
        line = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return line.entry_id if isinstance(line, Line) else ""

    def select(self, entry_id: str) -> None:
        """Make an entry current where it is built."""
        at = self.lines.row_of(entry_id)
        if at >= 0:
            self.setCurrentIndex(self.lines.index(at, 0))

    def select_first(self) -> None:
        """Make the newest entry current."""
        at = self.lines.first_entry()
        if at >= 0:
            self.setCurrentIndex(self.lines.index(at, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current():
            self.opened.emit(self.current())
            return
        step = {Qt.Key.Key_J: Qt.Key.Key_Down, Qt.Key.Key_K: Qt.Key.Key_Up}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers():
            super().keyPressEvent(QKeyEvent(event.type(), step, event.modifiers()))
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        line = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(line, Line) and line.entry_id:
            self.opened.emit(line.entry_id)
