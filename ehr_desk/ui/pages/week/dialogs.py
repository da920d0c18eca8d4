"""The form of the weekly program: one of its sessions with the roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.program import MODES, TRACKS
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.rows import WeeklyRow, in_group
from ehr_desk.common.clock import Clock
from ehr_desk.ui.pages.today.client_picker import ClientPicker
from ehr_desk.ui.pages.today.presenter import SERVICE_WORDS
from ehr_desk.ui.pages.today.session_dialog import SessionDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.dates import WEEKDAYS

_LEFT = "No session is made for who has left, unless they are admitted again."


class WeeklyDialog(SessionDialog):
    """``asked`` carries what is wanted and from which day on, ``ended`` the last day of a session that is taken off;
    ``one_day``: only the day it was opened from shall change."""

    asked = Signal(object, object)
    ended = Signal(object)
    one_day = Signal()

    def __init__(
        self,
        theme: Theme,
        clock: Clock,
        clients: Sequence[ClientRow],
        left: Mapping[str, date],
        staff: Mapping[str, str],
        day: date,
        row: WeeklyRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title, verb = ("Change the weekly session", "Change") if row else ("Add a weekly session", "Add")
        super().__init__(theme, title, verb, parent, "weekly")
        self.setObjectName("weekly_dialog")
        self.resize(theme.metrics.px(640), theme.metrics.px(700))
        self._services = {words: service for service, words in SERVICE_WORDS.items()}
        self._staff = {words: staff_id for staff_id, words in staff.items()}
        if row is not None:
            self.keep_unseen(row.client_ids, clients)
        self._make_fields(theme, clock, clients, left)
        self._lay_out()
        self.settle_with(*(one.edited for one in (self.service, self.leader, self.co, self.mode, self.weekday)))
        self.settle_with(
            self.start.edited, self.minutes.edited, self.title_line.textEdited, self.first.edited, self.clients.edited
        )
        if row is not None:
            self.set_subtitle("The change applies from a day on. What was planned before it stays as it was.")
            self._show(row, staff)
            off = button(theme, "Take off the program", self._end, role="danger", object_name="weekly.end")
            self.foot.insertWidget(0, off)
            once = button(theme, "Only this day…", self._only_this_day, object_name="weekly.one_day")
            self.foot.insertWidget(1, once)
        else:
            self.weekday.set_value(WEEKDAYS[day.weekday()])
        self.first.set_value(max(day, clock.today()).isoformat())
        self.service.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over what was filled in, once it is complete."""
        missing = self._missing()
        if missing:
            self.messages.show_text("must", missing)
            return
        wanted = NewWeekly(
            WEEKDAYS.index(self.weekday.value()),
            self.start.value(),
            int(self.minutes.value() or 0),
            self._services[self.service.value()],
            self.title_line.text().strip(),
            self._staff[self.leader.value()],
            self.roster(),
            self.track.value(),
            self.mode.value(),
            self.curriculum.text().strip(),
            self.reason.text().strip(),
            self.place.text().strip(),
            self._staff.get(self.co.value(), ""),
        )
        self.asked.emit(wanted, date.fromisoformat(self.first.value()))

    def offer_curricula(self, names: Sequence[str]) -> None:
        """The curricula of the clinic, offered while somebody types."""
        completer = QCompleter(list(names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.curriculum.setCompleter(completer)
        if names:
            self.curriculum.setPlaceholderText(f"A curriculum ({', '.join(names)}) or a topic")

    def _make_fields(self, theme: Theme, clock: Clock, clients: Sequence[ClientRow], left: Mapping[str, date]) -> None:
        self.service = ChoiceCombo(list(self._services), empty="Choose")
        self.title_line, self.curriculum = QLineEdit(), QLineEdit()
        self.title_line.setPlaceholderText("For example: Relapse prevention, evening")
        self.weekday = ChoiceCombo(list(WEEKDAYS), empty="Choose")
        self.leader = ChoiceCombo(sorted(self._staff), empty="Choose")
        self.co = ChoiceCombo(sorted(self._staff), empty="Nobody")
        self.track = ChoiceCombo(list(TRACKS), empty="By its hour")
        self.mode = ChoiceCombo(list(MODES), empty="Not said")
        self.first = DateEdit(theme, clock)
        self.clients = ClientPicker(theme, clients, left, several=True, then=_LEFT)

    def _lay_out(self) -> None:
        self.line(("Service", self.service, "weekly.service", 2), ("Who leads it", self.leader, "weekly.leader", 2))
        self.line(
            ("Name of the session", self.title_line, "weekly.title", 2), ("Co-facilitator", self.co, "weekly.co", 2)
        )
        self.line(("Curriculum or lesson", self.curriculum, "weekly.curriculum", 3))
        self.line(
            ("Day", self.weekday, "weekly.weekday", 2),
            ("Start", self.start, "weekly.start", 1),
            ("Length", self.minutes, "weekly.minutes", 1),
        )
        self.line(
            ("Track", self.track, "weekly.track", 1),
            ("How you meet", self.mode, "weekly.mode", 1),
            ("Applies from", self.first, "weekly.first", 1),
        )
        self.line(("Place", self.place, "weekly.place", 1))
        self.field("Roster", self.clients, "weekly.clients")
        self.body.addWidget(self.why)

    def _show(self, row: WeeklyRow, staff: Mapping[str, str]) -> None:
        self.service.set_value(SERVICE_WORDS.get(row.service, ""))
        self.title_line.setText(row.title)
        self.curriculum.setText(row.curriculum)
        self.weekday.set_value(WEEKDAYS[row.weekday])
        self.start.set_value(row.start)
        self.minutes.set_value(row.minutes)
        self.leader.set_value(staff.get(row.staff_id, ""))
        self.co.set_value(staff.get(row.co_staff_id, ""))
        self.track.set_value(row.track)
        self.mode.set_value(row.mode)
        self.place.setText(row.location)
        self.clients.choose(row.client_ids)

    def _missing(self) -> str:
        service = self._services.get(self.service.value(), "")
        if not service:
            return "Choose the service."
        if self.leader.value() not in self._staff:
            return "Choose who leads it."
        if not self.weekday.value():
            return "Choose the day of the week."
        if missing := self.time_missing():
            return missing
        if not self.first.value() or not self.first.is_valid():
            return "Enter from which day on this applies."
        if not self.roster():
            return "Choose who is on the roster."
        if in_group(service, len(self.roster())) and not self.title_line.text().strip():
            return "Give the group a name."
        return ""

    def _only_this_day(self) -> None:
        self.reject()
        self.one_day.emit()

    def _end(self) -> None:
        if not self.first.value() or not self.first.is_valid():
            self.messages.show_text("must", "Enter from which day on it is off the program.")
            return
        self.ended.emit(date.fromisoformat(self.first.value()))
