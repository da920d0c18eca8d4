"""One session on one day: another time, place, leader or roster. The weekly program stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.program import MODES
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.clock import Clock
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.pages.today.client_picker import ClientPicker
from ehr_desk.ui.pages.today.session_dialog import SessionDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.text import label


class OneDayDialog(SessionDialog):
    """``asked`` carries the session as it shall be, ``cancelled`` that it shall not take place."""

    asked = Signal(object)
    cancelled = Signal()

    def __init__(
        self,
        theme: Theme,
        clock: Clock,
        session: PlannedSessionRow,
        staff: Mapping[str, str],
        title: str,
        clients: Sequence[ClientRow],
        left: Mapping[str, date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, f"Change {title} on this one day", "Change this day", parent, "one_day")
        self.setObjectName("one_day_dialog")
        self.resize(theme.metrics.px(620), theme.metrics.px(720))
        weekly = "The weekly program stays as it is. " if session.slot_id else ""
        self.set_subtitle(f"{weekly}The note is owed for the new time, by whoever leads it then.")
        self._session = session
        self._staff = {words: staff_id for staff_id, words in staff.items()}
        self.day = DateEdit(theme, clock)
        self.leader = ChoiceCombo(sorted(self._staff), empty="Choose")
        self.co = ChoiceCombo(sorted(self._staff), empty="Nobody")
        self.mode = ChoiceCombo(list(MODES), empty="Not said")
        self.line(
            ("Date", self.day, "one_day.day", 2),
            ("Start", self.start, "one_day.start", 1),
            ("Length", self.minutes, "one_day.minutes", 1),
        )
        self.line(("Who leads it", self.leader, "one_day.leader", 1), ("Co-facilitator", self.co, "one_day.co", 1))
        self.line(("How you meet", self.mode, "one_day.mode", 1), ("Place", self.place, "one_day.place", 1))
        self.keep_unseen(session.client_ids, clients)
        self.clients = ClientPicker(theme, clients, left, several=True)
        self.field("Who is expected on this day", self.clients, "one_day.clients")
        self.body.addWidget(self.why)
        off = button(theme, "Cancel this session…", self._cancel, role="danger", object_name="one_day.cancel")
        self.foot.insertWidget(0, off)
        self._show(session, staff)
        self.settle_with(self.day.edited, self.start.edited, self.minutes.edited)
        self.settle_with(self.leader.edited, self.co.edited, self.mode.edited, self.clients.edited)
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over what was filled in, once it is complete."""
        missing = self._missing()
        if missing:
            self.messages.show_text("must", missing)
            return
        now = self._session
        starts = datetime.combine(date.fromisoformat(self.day.value()), time.fromisoformat(self.start.value()))
        self.asked.emit(
            NewSession(
                starts,
                int(self.minutes.value() or 0),
                now.service,
                now.title,
                self._staff[self.leader.value()],
                self.roster(),
                mode=self.mode.value(),
                track=now.track,
                curriculum=now.curriculum,
                location=self.place.text().strip(),
                co_staff_id=self._staff.get(self.co.value(), ""),
                overlap_reason=self.reason.text().strip(),
            )
        )

    def overlaps(self, words: str, remedy: str) -> None:
        """Say who would be in two sessions at once, and ask why both take place."""
        if not self.reason.text():
            # Said before, for another overlap maybe: it is shown now that there is one, and not handed over unseen.
            self.reason.setText(self._session.overlap_reason)
        super().overlaps(words, remedy)

    def _show(self, session: PlannedSessionRow, staff: Mapping[str, str]) -> None:
        self.day.set_value(session.starts_at.date().isoformat())
        self.start.set_value(f"{session.starts_at:%H:%M}")
        self.minutes.set_value(session.minutes)
        self.leader.set_value(staff.get(session.staff_id, ""))
        self.co.set_value(staff.get(session.co_staff_id, ""))
        self.mode.set_value(session.mode)
        self.place.setText(session.location)
        self.clients.choose(session.client_ids)

    def _missing(self) -> str:
        if not self.day.value() or not self.day.is_valid():
            return "Enter the date."
        if missing := self.time_missing():
            return missing
        if self.leader.value() not in self._staff:
            return "Choose who leads it."
        if not self.roster():
            return "Choose who is expected, or cancel the session."
        return ""

    def _cancel(self) -> None:
        self.reject()
        self.cancelled.emit()


class RestoreDialog(DeskDialog):
    """``asked`` says that a cancelled session takes place, or took place, after all."""

    asked = Signal()

    def __init__(self, theme: Theme, title: str, reason: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Restore this session", "Restore session", parent)
        self.setObjectName("restore_dialog")
        self.set_subtitle(f"{title}. It was cancelled: {reason}")
        words = "It takes place, or took place, after all. Its note is owed again."
        self.body.addWidget(label(words, "body", "text2", wrap=True))
        self.body.addStretch(1)

    def try_go(self) -> None:
        """Ask for it; the page does the work."""
        self.asked.emit()
