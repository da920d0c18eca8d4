"""The day as lines: what is planned, what is owed, what waits. Pure, except for :func:`read_day`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from ehr_desk.chart.access.rows import EmergencyRow
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.returning import ReturnedRow
from ehr_desk.chart.entries.rows import DraftRow, EntryRow
from ehr_desk.chart.sessions.rows import SHARED, PlannedSessionRow, in_group
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.tasks.caseload import AFTERCARE
from ehr_desk.chart.tasks.rows import (
    Alert,
    CaseloadLine,
    CosignDue,
    DischargeExpected,
    LeftBehind,
    LevelDue,
    Missed,
    NoteOwed,
    ReviewDue,
)
from ehr_desk.common.clock import from_stamp
from ehr_desk.forms import Form
from ehr_desk.ui.pages.caseload.presenter import FACTS
from ehr_desk.ui.pages.record.to_cosign import addendum_to
from ehr_desk.ui.pages.record.words import count, moment, relative_day, short_day
from ehr_desk.ui.pages.today.lines import GoTo, Line, OpenChart, OpenDraft, StartNote
from ehr_desk.ui.widgets.dates import show_date

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

SERVICE_WORDS = {
    "individual": "Individual session",
    "group": "Group",
    "family": "Family session",
    "medication": "Medication visit",
    "psychoeducation": "Psychoeducation",
    "skills": "Skills group",
    "holistic activity": "Holistic activity",
    "peer support": "Peer support or 12-step group",
    "case conference": "Case conference",
}
_ONE_TO_ONE = "Peer support, one to one"


@dataclass(frozen=True)
class Day:
    """What was read for the day of one person. ``now`` is local time without a zone."""

    me: StaffRow
    now: datetime
    clients: Mapping[str, ClientRow]
    sessions: Sequence[PlannedSessionRow]
    owed: Sequence[NoteOwed]
    drafts: Sequence[DraftRow]
    reviews: Sequence[ReviewDue]
    cosign: Sequence[tuple[EntryRow, CosignDue]]
    caseload: Mapping[str, CaseloadLine]
    forms: Sequence[Form]
    discharges: Sequence[DischargeExpected] = ()
    missed: Sequence[Missed] = ()
    alerts: Sequence[Alert] = ()
    levels: Sequence[LevelDue] = ()
    """Decided steps, level-of-care reviews due, rosters of a former level."""
    zone: tzinfo | None = field(default=None)
    typed: Sequence[str] = ()
    """Clients whose facts are being typed (empty id: a new client)."""
    returned: Sequence[ReturnedRow] = ()
    """My entries that came back from a co-signer with a comment."""
    left: LeftBehind = field(default_factory=LeftBehind)
    """For supervisors: what people whose access has ended left undone."""
    documented: frozenset[str] = frozenset()
    """The day's sessions that are documented in every chart, also before their planned end."""
    limited: bool = False
    """Whether the clinic limits charts to caseloads: there may be clients that are not seen here."""
    emergencies: Sequence[EmergencyRow] = ()
    """For supervisors: every emergency access that nobody has looked at."""
    people: Mapping[str, str] = field(default_factory=dict)
    """The names of staff, where there are emergencies, or sessions led with somebody who owes their note."""

    @property
    def today(self) -> date:
        """The day itself."""
        return self.now.date()

    def concerns_me(self, client_id: str) -> bool:
        """Whether a client is one of mine, whose primary staff member I am; everybody for those who answer for all."""
        mine = {client.id for client in self.clients.values() if client.primary_staff_id == self.me.id}
        if self.me.role not in ("therapist", "psychiatrist") or not mine:
            return True
        return client_id in mine

    def name(self, client_id: str) -> str:
        """A client's name as lists show it."""
        client = self.clients.get(client_id)
        return client.list_name if client else "Client"


def read_day(desk: Desk) -> Day:
    """Read everything the page shows (on the reader thread)."""
    drafts = desk.drafts.mine()
    tasks = desk.tasks.day(drafts)
    lines = {one.client.id: one for one in tasks.caseload}
    now = desk.clock.local()
    sessions = desk.sessions.day(now.date(), staff_id=desk.me.id)
    shared = any(one.staff_id != desk.me.id for one in sessions)
    emergencies = desk.access.to_review() if may(desk.me, "review emergency access") else []
    return Day(
        me=desk.me,
        now=now.replace(tzinfo=None),
        clients={client_id: one.client for client_id, one in lines.items()},
        sessions=sessions,
        owed=sorted(tasks.owed, key=lambda one: (one.on, one.start)),
        drafts=drafts,
        reviews=tasks.reviews,
        cosign=_cosign(desk),
        caseload={client_id: one.line for client_id, one in lines.items()},
        forms=desk.library.all(),
        discharges=tasks.discharges,
        missed=tasks.missed,
        alerts=tasks.alerts,
        levels=tasks.levels,
        zone=now.tzinfo,
        typed=tuple(desk.typing.under(FACTS)),
        returned=tuple(desk.cosigning.returned()),
        left=tasks.left,
        documented=desk.sessions.documented(sessions),
        limited=desk.clinic.read().caseload_only,
        emergencies=emergencies,
        people={row.id: row.name for row in desk.staff.all()} if emergencies or shared else {},
    )


def _cosign(desk: Desk) -> list[tuple[EntryRow, CosignDue]]:
    waiting = desk.cosigning.queue() if may(desk.me, "co-sign") else []
    due = desk.tasks.cosign_due(waiting) if waiting else {}
    return [(entry, due[entry.entry_id]) for entry in waiting]


def service_words(service: str, clients: int) -> str:
    """What a session is called that has no name of its own."""
    alone = service in SHARED and not in_group(service, clients)
    return _ONE_TO_ONE if alone else SERVICE_WORDS[service]


def note_form(forms: Iterable[Form], service: str, role: str, clients: int = 0) -> str:
    """The form that documents a service for so many clients (0: not known), the usual one of those this role may write;
    empty where there is none."""
    wanted = "group" if in_group(service, clients) else service
    fits = [form for form in forms if form.service == wanted and (not form.authors or role in form.authors)]
    return min(((not form.usual, form.id) for form in fits), default=(False, ""))[1]


def draft_lines(day: Day, elsewhere: Iterable[Line] = ()) -> list[Line]:
    """Drafts, the last written first, and client facts that were being typed; no draft that one of the lines
    ``elsewhere`` on the page goes on with."""
    known = {line.act.draft_id for line in elsewhere if isinstance(line.act, OpenDraft)}
    found = [
        Line(
            f"facts.{client_id}",
            "Client facts, not saved yet",
            GoTo("caseload"),
            "Continue",
            day.name(client_id) if client_id else "A new client",
        )
        for client_id in day.typed
    ]
    for draft in day.drafts:
        if draft.id in known:
            continue
        at = from_stamp(draft.saved_at).astimezone(day.zone)
        whom = count(len(draft.attendees), "attendee") if draft.attendees else day.name(draft.client_id)
        when = f"{at:%H:%M}" if at.date() == day.today else relative_day(at.date(), day.today)
        found.append(
            Line(
                draft.id,
                draft.title,
                OpenDraft(draft.id),
                "Continue",
                f"{whom} · saved {when}",
                tooltip=f"Saved {moment(at)}",
            )
        )
    return found


def review_lines(day: Day) -> list[Line]:
    """Plans and reviews that are due: of my clients, or of everybody for those who answer for all."""
    return [_review(day, due) for due in day.reviews if day.concerns_me(due.client_id)]


def returned_lines(day: Day) -> list[Line]:
    """My entries that came back, with what has to change."""
    return [
        Line(
            f"returned.{one.entry.entry_id}",
            addendum_to(one.entry.title) if one.addendum else one.entry.title,
            GoTo("to_sign"),
            "Read",
            f"{day.name(one.entry.client_id)} · {one.comment}",
            chip="Returned",
            tone="warning",
            tooltip=one.comment,
        )
        for one in day.returned
    ]


def discharge_lines(day: Day) -> list[Line]:
    """Discharges of the next two weeks, the nearest first."""
    return [
        Line(
            one.client_id,
            day.name(one.client_id),
            OpenChart(one.client_id, "documents"),
            "Open",
            f"Discharge expected {relative_day(one.on, day.today)}",
            chip="Overdue" if one.on < day.today else short_day(one.on, day.today),
            tone="warning" if one.on < day.today else "info",
            tooltip=show_date(one.on),
            quiet=True,
        )
        for one in sorted(day.discharges, key=lambda one: one.on)
    ]


def aftercare_lines(day: Day) -> list[Line]:
    """Clients in aftercare, a concern for safety first, then those with a call due."""
    found = [
        Line(
            client_id,
            day.name(client_id),
            OpenChart(client_id),
            "Open",
            line.why,
            chip=line.chip,
            tone="danger" if line.level == "danger" else "info",
            quiet=line.level != "danger",
        )
        for client_id, line in day.caseload.items()
        if not line.active and line.where == AFTERCARE
    ]
    return sorted(found, key=lambda line: (line.quiet, not line.chip))


def sentence(words: str) -> str:
    """Words as they begin a line."""
    return words[:1].upper() + words[1:]


def _review(day: Day, due: ReviewDue) -> Line:
    what = "Treatment plan" if due.kind == "plan" else "Plan review"
    late = due.days < 0
    words = f"{what} overdue since" if late else f"{what} due"
    form = "treatment_plan" if due.kind == "plan" else "plan_review"
    draft = next((one for one in day.drafts if (one.form_id, one.client_id) == (form, due.client_id)), None)
    verb = "Write plan" if due.kind == "plan" else "Review"
    return Line(
        f"review.{due.client_id}",
        day.name(due.client_id),
        OpenDraft(draft.id) if draft else StartNote(form, due.client_id),
        "Continue" if draft else verb,
        f"{words} {relative_day(due.due_on, day.today)}",
        chip=f"{-due.days} d late" if late else "Today" if not due.days else f"{due.days} d",
        tone="danger" if due.days < -3 else "warning",
        tooltip=" · ".join(part for part in (show_date(due.due_on), due.source) if part),
    )
