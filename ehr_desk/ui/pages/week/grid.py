"""The week as a grid: a column for each day, a row for each track. Arrows move, Enter edits; nothing is dragged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ehr_desk.ui.pages.week import presenter
from ehr_desk.ui.pages.week.presenter import Cell, WeekView
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.dates import WEEKDAYS
from ehr_desk.ui.widgets.text import ElidedLabel, empty_layout, label

_NARROW = 120
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class SessionCell(QPushButton):
    """One session: time, title, facts. It is as high as its words."""

    def __init__(self, cell: Cell, view: WeekView) -> None:
        super().__init__()
        self.cell = cell
        self.setAutoDefault(False)
        self.setObjectName(f"week.cell.{cell.key}")
        self.setAccessibleName(presenter.accessible(cell, view))
        self.setToolTip(cell.cancelled or presenter.facts_of(cell, view))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(1)
        past = cell.cancelled or cell.day < view.today
        when = label(f"{cell.start}–{cell.end}", "small", "text2")
        use_numbers(when)
        title = label(presenter.title_of(cell, view), "strong", "text2" if past else "", wrap=True)
        facts = f"Cancelled: {cell.cancelled}" if cell.cancelled else presenter.facts_of(cell, view)
        for part in (when, title, label(facts, "small", "danger" if cell.cancelled else "text2", wrap=True)):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            part.setMinimumWidth(1)
            # A name in another script stands where the others do.
            part.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
            column.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else 60

    def sizeHint(self) -> QSize:
        return QSize(_NARROW, self.heightForWidth(max(self.width(), _NARROW)))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.heightForWidth(max(self.width(), _NARROW)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


class WeekGrid(QWidget):
    """``opened``, ``moved`` and ``removed`` carry a :class:`Cell`: Enter or a click, M, Delete. ``reopened`` carries
    a closed day on which the program takes place after all, where whoever looks ``plans`` sessions."""

    opened = Signal(object)
    moved = Signal(object)
    removed = Signal(object)
    reopened = Signal(object)

    def __init__(self, theme: Theme, *, plans: bool) -> None:
        super().__init__()
        self._theme = theme
        self._plans = plans
        self.cells: list[SessionCell] = []
        self._days: list[date] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)

    def show_cells(self, view: WeekView, shown: Sequence[Cell]) -> None:
        """Show a week; the cell that had the focus keeps it."""
        kept = next((one.cell.key for one in self.cells if one.hasFocus()), "")
        empty_layout(self._grid)
        for at in range(self._grid.columnCount()):
            self._grid.setColumnStretch(at, 0)
        self.cells = []
        self._days = presenter.days_of(view, shown)
        tracks = presenter.tracks_of(shown)
        for at, day in enumerate(self._days, start=1):
            self._grid.setColumnStretch(at, 1)
            self._grid.addWidget(self._head(view, day), 0, at)
        for row, track in enumerate(tracks, start=1):
            name = label(track, "caption", "text2")
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            for at, day in enumerate(self._days, start=1):
                self._grid.addLayout(
                    self._stack(view, [one for one in shown if (one.day, one.track) == (day, track)]), row, at
                )
        self._grid.setRowStretch(len(tracks) + 1, 1)
        again = next((one for one in self.cells if one.cell.key == kept), None)
        if again is not None:
            again.setFocus()

    def focus_from(self, day: date) -> None:
        """Go to the first session from a day on, else to the first of all."""
        first = next((one for one in self.cells if one.cell.day >= day), self.cells[0] if self.cells else None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, SessionCell):
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.opened.emit(watched.cell)
                return True
            if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.removed.emit(watched.cell)
                return True
            if key == Qt.Key.Key_M and not event.modifiers():
                self.moved.emit(watched.cell)
                return True
            if key in _MOVES:
                self._move(watched.cell, *_MOVES[key])
                return True
        return super().eventFilter(watched, event)

    def _move(self, cell: Cell, days: int, steps: int) -> None:
        """To the next session of the day, or to the one at about the same time of the next day that has any."""
        if steps:
            same = [one for one in self.cells if one.cell.day == cell.day]
            at = next(at for at, one in enumerate(same) if one.cell.key == cell.key) + steps
            if 0 <= at < len(same):
                same[at].setFocus(Qt.FocusReason.TabFocusReason)
            return
        at = self._days.index(cell.day) + days
        while 0 <= at < len(self._days):
            there = [one for one in self.cells if one.cell.day == self._days[at]]
            if there:
                near = min(there, key=lambda one: (one.cell.track != cell.track, abs(_minutes(one.cell, cell))))
                near.setFocus(Qt.FocusReason.TabFocusReason)
                return
            at += days

    def _head(self, view: WeekView, day: date) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(2, 0, 2, 4)
        column.setSpacing(0)
        today = day == view.today
        column.addWidget(label(f"{WEEKDAYS[day.weekday()]} {day.day}", "strong", "accent" if today else ""))
        closed = view.week.closed.get(day, "")
        column.addWidget(ElidedLabel(f"Closed: {closed}" if closed else "today" if today else "", "small", "text2"))
        if closed and self._plans and day >= view.today:
            words = "Open it again"
            again = button(self._theme, words, role="link", object_name=f"week.open.{day}")
            again.setAccessibleName(f"{words}: {WEEKDAYS[day.weekday()]} {day.day}")
            again.clicked.connect(lambda _checked=False, day=day: self.reopened.emit(day))
            column.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        return head

    def _stack(self, view: WeekView, shown: Sequence[Cell]) -> QVBoxLayout:
        stack = QVBoxLayout()
        stack.setSpacing(6)
        for one in shown:
            made = SessionCell(one, view)
            made.clicked.connect(lambda _checked=False, cell=one: self.opened.emit(cell))
            made.installEventFilter(self)
            self.cells.append(made)
            stack.addWidget(made)
        stack.addStretch(1)
        return stack


def _minutes(one: Cell, other: Cell) -> int:
    return int(one.start[:2]) * 60 + int(one.start[3:]) - int(other.start[:2]) * 60 - int(other.start[3:])
