"""A day on which the program is closed: what that would cancel is told before it is done, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ehr_desk.chart.sessions.program_service import DAY_OVER, WHAT_FOR, Week
from ehr_desk.common.clock import Clock
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.text import label

_WIDTH, _LEAST = 560, 340


@dataclass(frozen=True)
class Closing:
    """What closing a day would do. ``closed``: why it is closed already, empty where it is not. ``mine`` of the
    ``sessions`` are led by whoever asks; ``staying`` are planned by themselves and take place anyhow. ``over``: the day
    has come and nothing of the program is still to come on it."""

    day: date
    closed: str
    sessions: int
    mine: int
    clients: int
    staying: int
    over: bool = False

    @property
    def stopped(self) -> bool:
        """Whether the day cannot be closed."""
        return self.over or bool(self.closed)


def closing_of(week: Week, day: date, me: str, now: datetime) -> Closing:
    """What closing a day of this week would cancel by ``now`` (local time)."""
    going = week.going(day, now)
    staying = [one for one in week.sessions if one.starts_at.date() == day and not one.cancelled and not one.slot_id]
    return Closing(
        day,
        week.closed.get(day, ""),
        len(going),
        sum(1 for one in going if me in (one.staff_id, one.co_staff_id)),
        len({client for one in going for client in one.client_ids}),
        sum(one.starts_at > now for one in staying),
        over=day <= now.date() and not going,
    )


def closing_words(closing: Closing) -> str:
    """The same in words."""
    if closing.closed:
        return f"The program is closed on this day already: {closing.closed.rstrip('.')}. Open it again to change that."
    if closing.over:
        return f"{DAY_OVER} {WHAT_FOR}"
    if not closing.sessions:
        told = DAY_OVER
    else:
        others = closing.sessions - closing.mine
        whose = f"{closing.mine} yours, {others} led by others" if closing.mine and others else ""
        whose = whose or ("yours" if closing.mine else "led by others")
        told = f"This cancels {count(closing.sessions, 'session')} with {count(closing.clients, 'client')}: {whose}."
    stays = count(closing.staying, "session that was planned by itself stays", "sessions that were planned singly stay")
    return f"{told} {stays}." if closing.staying else told


class ClosedDayDialog(DeskDialog):
    """``asked`` carries a day of which it should be told what would be cancelled (:meth:`show_closing`), ``closed`` a
    day and the reason, ``opened`` a day on which the program takes place after all."""

    asked = Signal(object)
    closed = Signal(object, str)
    opened = Signal(object)

    def __init__(self, theme: Theme, clock: Clock, day: date, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Close a day", "Close the day", parent)
        self.setObjectName("closed_day_dialog")
        self.set_subtitle("The sessions of the program on this day are cancelled, everybody's, and stay visible.")
        self._told: Closing | None = None
        self.day, self.reason = DateEdit(theme, clock), QLineEdit()
        self.reason.setPlaceholderText("For example: Thanksgiving Day")
        self.day.set_value(day.isoformat())
        self.field("Day", self.day, "closed.day")
        self.field("Reason", self.reason, "closed.reason")
        self.words = label("", "strong", wrap=True)
        self.words.setObjectName("closed.words")
        self.body.addWidget(self.words)
        self.again = button(theme, "Open it again", self._open_again, object_name="closed.open")
        self.again.hide()
        self.foot.insertWidget(0, self.again)
        self.body.addStretch(1)
        self.fit(_WIDTH, _LEAST)
        self.settle_with(self.day.edited, self.reason.textEdited)
        self.day.edited.connect(self.ask)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """Ask what closing the day that stands there would cancel."""
        self._told = None
        self.words.setText("")
        self.again.hide()
        self.go.setEnabled(True)
        if self._day() is not None:
            self.asked.emit(self._day())

    def show_closing(self, closing: Closing) -> None:
        """Tell what would be cancelled, or that the day is closed already."""
        if closing.day != self._day() or self.working:
            return
        self._told = closing
        self.words.setText(closing_words(closing))
        self.again.setVisible(bool(closing.closed))
        self.go.setEnabled(not closing.stopped)
        self.fit(_WIDTH, _LEAST)

    def try_go(self) -> None:
        """Hand over the day and the reason, once it was told what that cancels."""
        day = self._day()
        if day is None:
            typed = self.day.value()
            words = f"\u201c{typed}\u201d is no day. Write one such as 21 Nov 2026." if typed else "Enter the day."
            self.messages.show_text("must", words)
        elif not self.reason.text().strip():
            self.messages.show_text("must", "Say why the program is closed.")
        elif self._told is None or self._told.day != day:
            self.ask()
        elif not self._told.stopped:
            self.closed.emit(day, self.reason.text().strip())

    def _day(self) -> date | None:
        return date.fromisoformat(self.day.value()) if self.day.value() and self.day.is_valid() else None

    def _open_again(self) -> None:
        if self._told is not None and self._told.closed:
            self.opened.emit(self._told.day)
