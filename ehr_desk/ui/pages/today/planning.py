"""Small forms of the schedule: plan a session, choose who was absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.program import MODES
from ehr_desk.chart.sessions.rows import in_group
from ehr_desk.common.clock import Clock
from ehr_desk.ui.dialogs.base import DeskDialog, labelled
from ehr_desk.ui.pages.today.client_picker import ClientPicker
from ehr_desk.ui.pages.today.presenter import SERVICE_WORDS
from ehr_desk.ui.pages.today.session_dialog import SessionDialog, beside
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.date_edit import DateEdit

_USUAL_MINUTES = {
    "individual": 50,
    "group": 90,
    "family": 60,
    "medication": 25,
    "psychoeducation": 60,
    "skills": 90,
    "holistic activity": 60,
    "peer support": 60,
    "case conference": 30,
}
"""What is proposed, for every service of ``SERVICE_WORDS``."""
_LEFT = "The session stays on the schedule all the same."


@dataclass(frozen=True)
class Asked:
    """What was filled in. ``overlap_reason`` is empty unless somebody was asked for it."""

    starts_at: datetime
    minutes: int
    service: str
    title: str
    client_ids: tuple[str, ...]
    mode: str
    overlap_reason: str
    place: str = ""
    co_staff_id: str = ""


class PlanSessionDialog(SessionDialog):
    """``planned`` carries an :class:`Asked`. The page plans it, calls ``fail``, or ``overlaps`` where somebody would be
    in two sessions at once: then a reason is asked for. ``colleagues``: who may lead it too, by id."""

    planned = Signal(object)

    def __init__(
        self,
        theme: Theme,
        clock: Clock,
        clients: Sequence[ClientRow],
        left: Mapping[str, date],
        parent: QWidget | None = None,
        service: str = "",
        colleagues: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(theme, "Plan a session", "Plan session", parent, "plan")
        self.setObjectName("plan_session")
        self.resize(theme.metrics.px(560), theme.metrics.px(680))
        self._words = {words: service for service, words in SERVICE_WORDS.items()}
        self.service = ChoiceCombo(list(self._words), empty="Choose")
        self.title_line = QLineEdit()
        self.title_line.setPlaceholderText("For example: Relapse prevention, evening")
        self.day = DateEdit(theme, clock)
        self.day.set_value(clock.today().isoformat())
        self.clients = ClientPicker(theme, clients, left, several=True, then=_LEFT)
        self._colleagues = {name: staff_id for staff_id, name in (colleagues or {}).items()}
        self.co = ChoiceCombo(sorted(self._colleagues), empty="Nobody")
        # A part of its own: what makes up for a missed session may be no new one.
        self.anew = QWidget()
        fields = QVBoxLayout(self.anew)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(12)
        fields.addWidget(labelled("Service", self.service, "plan.service"))
        needs = "Needed for groups only."
        who = QHBoxLayout()
        who.setSpacing(12)
        who.addWidget(labelled("Name of the session", self.title_line, "plan.title", needs), 1)
        who.addWidget(labelled("Co-facilitator", self.co, "plan.co", "Leads it with you; you owe the note."), 1)
        fields.addLayout(who)
        fields.addLayout(
            beside(
                ("Date", self.day, "plan.day", 2),
                ("Start", self.start, "plan.start", 1),
                ("Length", self.minutes, "plan.minutes", 1),
            )
        )
        self.mode = ChoiceCombo(list(MODES), empty="Choose")
        # Notes start with it and require it; shown here, where it is changed for video and phone.
        self.mode.set_value(MODES[0])
        fields.addLayout(beside(("How you meet", self.mode, "plan.mode", 1), ("Place", self.place, "plan.place", 1)))
        fields.addWidget(labelled("Who is expected", self.clients, "plan.clients"))
        self.body.addWidget(self.anew)
        self.body.addWidget(self.why)
        self.service.edited.connect(self._service_chosen)
        self.settle_with(self.service.edited, self.title_line.textEdited, self.day.edited, self.start.edited)
        self.settle_with(self.minutes.edited, self.mode.edited, self.co.edited, self.clients.edited)
        self.service.set_value(SERVICE_WORDS.get(service, ""))
        if service:
            self._service_chosen()
        self.service.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over what was filled in, once it is complete."""
        service = self._words.get(self.service.value(), "")
        missing = self._missing(service)
        if missing:
            self.messages.show_text("must", missing)
            return
        starts = datetime.combine(date.fromisoformat(self.day.value()), time.fromisoformat(self.start.value()))
        self.planned.emit(
            Asked(
                starts,
                int(self.minutes.value() or 0),
                service,
                self.title_line.text().strip(),
                self.clients.chosen(),
                self.mode.value(),
                self.reason.text().strip(),
                self.place.text().strip(),
                self._colleagues.get(self.co.value(), ""),
            )
        )

    def _missing(self, service: str) -> str:
        if not service:
            return "Choose the service."
        if not self.day.value() or not self.day.is_valid():
            return "Enter the date."
        if missing := self.time_missing():
            return missing
        if not self.clients.chosen():
            return "Choose who is expected."
        if in_group(service, len(self.clients.chosen())) and not self.title_line.text().strip():
            return "Give the group a name."
        return ""

    def _service_chosen(self) -> None:
        service = self._words.get(self.service.value(), "")
        if self.minutes.value() in (None, *_USUAL_MINUTES.values()) and service:
            self.minutes.set_value(_USUAL_MINUTES[service])


class WhoDialog(DeskDialog):
    """Choose one client. ``chosen`` carries the id."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        title: str,
        verb: str,
        clients: Sequence[ClientRow],
        left: Mapping[str, date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, verb, parent)
        self.setObjectName("who_dialog")
        self.resize(theme.metrics.px(520), theme.metrics.px(460))
        self.clients = ClientPicker(theme, clients, left, several=False)
        self.body.addWidget(self.clients)
        self.clients.list.itemActivated.connect(lambda _item: self.try_go())
        self.clients.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over who was chosen."""
        picked = self.clients.chosen()
        if not picked:
            self.messages.show_text("must", "Choose a client.")
            return
        self.accept()
        self.chosen.emit(picked[0])
