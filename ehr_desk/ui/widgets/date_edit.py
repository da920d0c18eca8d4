"""Fields for dates and times. Empty means "not answered"; what was typed is never thrown away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ehr_desk.common.clock import Clock
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.choice import NOT_ANSWERED
from ehr_desk.ui.widgets.dates import read_date, read_time, show_date, show_time
from ehr_desk.ui.widgets.text import set_look


class DateEdit(QLineEdit):
    """A typed date. ``value()`` is ``YYYY-MM-DD``, empty, or what was typed where it is no date.

    Up and Down move by a day, with Ctrl by a week; F4 opens the calendar. ``edited`` after a change
    by the person.
    """

    edited = Signal()

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._value = ""
        self.setPlaceholderText(NOT_ANSWERED)
        self.setMinimumWidth(theme.metrics.px(134))
        self.setMaximumWidth(theme.metrics.px(190))
        self._open = QAction(self)
        self._open.setText("Choose from the calendar")
        self._open.setToolTip("Choose from the calendar (F4)")
        self._open.triggered.connect(self.open_calendar)
        self.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self._paint_icon()
        theme.changed.connect(self._paint_icon)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._settle)

    def value(self) -> str:
        """The date in ISO form, empty, or the raw text."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show an ISO date (or a raw text that was kept)."""
        self._value = value
        day = _iso_day(value)
        self.setText(show_date(day) if day else value)
        self._mark()

    def is_valid(self) -> bool:
        """True where the field is empty or holds a date."""
        return not self._value or _iso_day(self._value) is not None

    def open_calendar(self) -> None:
        """Show a month to pick from."""
        if self.isReadOnly():
            return
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("card", "palette")
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(4, 4, 4, 4)
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        calendar.setMinimumSize(self._theme.metrics.px(300), self._theme.metrics.px(250))
        plain = QTextCharFormat()  # Qt draws weekends red; red is kept for harm and loss
        plain.setForeground(self._theme.colour("text"))
        for day_of_week in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day_of_week, plain)
        calendar.setAccessibleName("Calendar")
        day = _iso_day(self._value) or self._clock.today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        layout.addWidget(calendar)

        def taken(chosen: QDate) -> None:
            popup.close()
            self._set_by_person(date(chosen.year(), chosen.month(), chosen.day()).isoformat())

        calendar.activated.connect(taken)
        calendar.clicked.connect(taken)
        popup.move(self.mapToGlobal(QPoint(0, self.height())))
        popup.show()
        calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4:
            self.open_calendar()
            return
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None or self.isReadOnly():
            super().keyPressEvent(event)
            return
        by = step * (7 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1)
        day = read_date(self.text(), self._clock.today())
        moved = self._clock.today() if day is None else day + timedelta(days=by)
        self._set_by_person(moved.isoformat())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._settle()
        super().focusOutEvent(event)

    def _typed(self, text: str) -> None:
        day = read_date(text, self._clock.today())
        self._value = day.isoformat() if day else text.strip()
        set_look(self, invalid=False)
        self.edited.emit()

    def _settle(self) -> None:
        day = _iso_day(self._value)
        if day is not None and self.text() != show_date(day):
            self.setText(show_date(day))
        self._mark()

    def _set_by_person(self, value: str) -> None:
        self.set_value(value)
        self.edited.emit()

    def _mark(self) -> None:
        set_look(self, invalid=not self.is_valid())
        self.setToolTip("" if self.is_valid() else "Write a date such as 21 Nov 2026")

    def _paint_icon(self) -> None:
        self._open.setIcon(self._theme.icon("calendar", "text3", size=18))


class TimeEdit(QLineEdit):
    """A typed time. ``value()`` is ``HH:MM``, empty, or what was typed where it is no time."""

    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self.setPlaceholderText("hh:mm")
        self.setMinimumWidth(theme.metrics.px(64))
        self.setMaximumWidth(theme.metrics.px(120))
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._settle)

    def value(self) -> str:
        """The time, empty, or the raw text."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show ``HH:MM`` (or a raw text that was kept)."""
        self._value = value
        self.setText(value)
        self._mark()

    def is_valid(self) -> bool:
        """True where the field is empty or holds a time."""
        at = read_time(self._value)
        return not self._value or (at is not None and show_time(at) == self._value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 5, Qt.Key.Key_Down: -5}.get(Qt.Key(event.key()))
        at = read_time(self.text())
        if step is None or at is None or self.isReadOnly():
            super().keyPressEvent(event)
            return
        moved = datetime(2000, 1, 2, at.hour, at.minute) + timedelta(minutes=step)
        self.set_value(show_time(moved.time()))
        self.edited.emit()

    def _typed(self, text: str) -> None:
        at = read_time(text)
        self._value = show_time(at) if at else text.strip()
        set_look(self, invalid=False)
        self.edited.emit()

    def _settle(self) -> None:
        if self.is_valid() and self.text() != self._value:
            self.setText(self._value)
        self._mark()

    def _mark(self) -> None:
        set_look(self, invalid=not self.is_valid())
        self.setToolTip("" if self.is_valid() else "Write a time such as 14:30")


class DateTimeEdit(QWidget):
    """A date and a time side by side; ``value()`` is ``YYYY-MM-DDTHH:MM`` once both are there."""

    edited = Signal()

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.day = DateEdit(theme, clock)
        self.time = TimeEdit(theme)
        layout.addWidget(self.day, 2)
        layout.addWidget(self.time, 1)
        self.day.edited.connect(self.edited)
        self.time.edited.connect(self.edited)
        self.setFocusProxy(self.day)

    def value(self) -> str:
        """Both parts joined by T; a missing part stays missing, so a check can name it."""
        day, at = self.day.value(), self.time.value()
        return f"{day}T{at}" if day or at else ""

    def set_value(self, value: str) -> None:
        """Show a date with time."""
        day, _, at = value.partition("T")
        self.day.set_value(day)
        self.time.set_value(at)


def _iso_day(value: str) -> date | None:
    if len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
