"""The command palette: type, choose, Enter. Clients and acts come from providers that are handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ehr_desk.ui.actions import Actions, keys_text
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import elided, label

_Index = QModelIndex | QPersistentModelIndex
_MOST = 8


class PaletteRow(NamedTuple):
    """One line: what Enter gives back (``key``), its words, a quiet text at the right (keys, facts)."""

    key: str
    text: str
    hint: str = ""
    icon: str = ""


Provider = Callable[[str], Sequence[PaletteRow]]


def action_rows(actions: Actions) -> Provider:
    """A provider over the registry: every word typed must begin some word of the title."""

    def find(typed: str) -> list[PaletteRow]:
        wanted = typed.casefold().split()
        return [
            PaletteRow(spec.id, spec.title, keys_text(spec), spec.icon)
            for spec in actions.visible()
            if all(any(word.startswith(one) for word in spec.title.casefold().split()) for one in wanted)
        ]

    return find


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[tuple[str, PaletteRow | None]] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        group, row = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return (group, row)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text if row else group
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.text, row.hint, group) if part) if row else group
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        heading = index.isValid() and self.lines[index.row()][1] is None
        return Qt.ItemFlag.NoItemFlags if heading else Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def show_lines(self, lines: list[tuple[str, PaletteRow | None]]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        heading = index.data(Qt.ItemDataRole.UserRole)[1] is None
        return QSize(100, self._theme.metrics.px(28 if heading else 38))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        group, row = index.data(Qt.ItemDataRole.UserRole)
        theme, px, rect = self._theme, self._theme.metrics.px, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(option.font)
        font.setPixelSize(theme.metrics.font("caption" if row is None else "body"))
        font.setWeight(QFont.Weight.DemiBold if row is None else QFont.Weight.Normal)
        painter.setFont(font)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if row is None:
            painter.setPen(theme.colour("text3"))
            painter.drawText(rect.adjusted(px(12), px(4), -px(12), 0), int(left), group)
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("selection"))
                painter.drawRoundedRect(rect.adjusted(px(4), 0, -px(4), 0), px(6), px(6))
            self._row(painter, rect, row)
        painter.restore()

    def _row(self, painter: QPainter, rect: QRect, row: PaletteRow) -> None:
        theme, px = self._theme, self._theme.metrics.px
        x = rect.left() + px(14)
        if row.icon:
            painter.drawPixmap(x, rect.center().y() - px(9), theme.pixmap(row.icon, "text2", 18))
        inner = rect.adjusted(px(44 if row.icon else 14), 0, -px(16), 0)
        metrics = painter.fontMetrics()
        room = inner.width() - (metrics.horizontalAdvance(row.hint) + px(16) if row.hint else 0)
        words = elided(metrics, row.text, max(room, inner.width() // 2))
        painter.setPen(theme.colour("text"))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
        painter.setPen(theme.colour("text3"))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), row.hint)


class PaletteDialog(QDialog):
    """No frame; Esc returns to where one was. ``chosen`` carries the group and the key of the line.

    ``groups`` maps a heading ("Clients", "Actions") to its provider; a provider is asked at every change. ``ask`` says
    what can be found here, ``warning`` what is missing from it, and why.
    """

    chosen = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        groups: dict[str, Provider],
        parent: QWidget | None = None,
        *,
        ask: str = "Find a client or an action",
        warning: str = "",
        wide: bool = False,
    ) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self._groups = groups
        self.setObjectName("palette")
        self.setModal(True)
        self.finished.connect(self.deleteLater)
        self.setWindowTitle("Find")
        self.setFixedSize(theme.metrics.px(860 if wide else 600), theme.metrics.px(430))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setProperty("card", "palette")
        outer.addWidget(frame)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        self.line = QLineEdit()
        self.line.setPlaceholderText(ask)
        self.line.setAccessibleName(ask)
        self.line.setObjectName("palette.find")
        self.line.addAction(theme.icon("search", "text3", size=18), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textChanged.connect(self.look_up)
        self.line.installEventFilter(self)
        layout.addWidget(self.line)
        if warning:
            layout.addWidget(label(warning, "small", "warning", wrap=True))
        self.list = QListView()
        self.list.setAccessibleName("Matches")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _Model(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(theme, self))
        self.list.clicked.connect(self._take)
        layout.addWidget(self.list, 1)
        self.nothing = label("", "body", "text2", wrap=True)
        self.nothing.hide()
        layout.addWidget(self.nothing)
        self.look_up("")
        self.line.setFocus()

    def look_up(self, typed: str) -> None:
        """Ask every provider and show what it found."""
        lines: list[tuple[str, PaletteRow | None]] = []
        for group, provider in self._groups.items():
            rows = list(provider(typed.strip()))[: _MOST if len(self._groups) > 1 else None]
            if rows:
                lines += [(group, None), *((group, row) for row in rows)]
        self._model.show_lines(lines)
        self._select(1)
        words = "Nothing is found by these words." if typed.strip() else "There is nothing to choose from yet."
        self.nothing.setText(words)
        self.nothing.setVisible(not lines)

    def rows(self) -> list[PaletteRow]:
        """What is offered now."""
        return [row for _, row in self._model.lines if row is not None]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        at = self.list.currentIndex().row() + by
        while 0 <= at < len(self._model.lines) and self._model.lines[at][1] is None:
            at += by
        self._select(at)

    def _select(self, at: int) -> None:
        if 0 <= at < len(self._model.lines):
            self.list.setCurrentIndex(self._model.index(at, 0))

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            group, row = self._model.lines[index.row()]
            if row is not None:
                self.accept()
                self.chosen.emit(group, row.key)
