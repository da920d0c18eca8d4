"""The day as lines: what is planned, what is owed, what waits. Pure, except for :func:`read_day`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.left import DraftLeft
from ehr_desk.chart.entries.returning import ReturnedRow
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.sessions.program import TRACKS, track_of
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.tasks.rows import (
    Alert,
    CaseloadLine,
    DischargeExpected,
    LeftBehind,
    Missed,
    NoteOwed,
    ReviewDue,
)
from ehr_desk.common.clock import from_stamp
from ehr_desk.forms import Form
from ehr_desk.ui.pages.caseload.presenter import FACTS
from ehr_desk.ui.pages.record.words import count, moment, relative_day, short_day
from ehr_desk.ui.pages.today.lines import GoTo, Line, OpenChart, OpenDraft, StartNote
from ehr_desk.ui.theme import Tone
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
GROUP_SERVICES = ("group", "psychoeducation", "skills", "holistic activity", "peer support")


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
    cosign: int
    caseload: Mapping[str, CaseloadLine]
    forms: Sequence[Form]
    discharges: Sequence[DischargeExpected] = ()
    missed: Sequence[Missed] = ()
    alerts: Sequence[Alert] = ()
    zone: tzinfo | None = field(default=None)
    typed: Sequence[str] = ()
    """Clients whose facts are being typed (empty id: a new client)."""
    returned: Sequence[ReturnedRow] = ()
    """My entries that came back from a co-signer with a comment."""
    left: LeftBehind = field(default_factory=LeftBehind)
    """For supervisors: what people whose access has ended left undone."""

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
    return Day(
        me=desk.me,
        now=now.replace(tzinfo=None),
        clients={client_id: one.client for client_id, one in lines.items()},
        sessions=desk.sessions.day(now.date(), staff_id=desk.me.id),
        owed=sorted(tasks.owed, key=lambda one: (one.on, one.start)),
        drafts=drafts,
        reviews=tasks.reviews,
        cosign=tasks.cosign if may(desk.me, "co-sign") else 0,
        caseload={client_id: one.line for client_id, one in lines.items()},
        forms=desk.library.all(),
        discharges=tasks.discharges,
        missed=tasks.missed,
        alerts=tasks.alerts,
        zone=now.tzinfo,
        typed=tuple(desk.typing.under(FACTS)),
        returned=tuple(desk.cosigning.returned()),
        left=tasks.left,
    )


def note_form(forms: Iterable[Form], service: str, role: str) -> str:
    """The form that documents a service, the usual one of those this role may write; empty where there is none."""
    wanted = "group" if service in GROUP_SERVICES else service
    fits = [form for form in forms if form.service == wanted and (not form.authors or role in form.authors)]
    return min(((not form.usual, form.id) for form in fits), default=(False, ""))[1]


def session_lines(day: Day, services: Sequence[str] = ()) -> list[Line]:
    """Today's sessions by track and time, each with one key to its note. ``services``: only these (none: all).

    The tracks stand above their sessions where there is more than one.
    """
    shown = [one for one in day.sessions if not one.cancelled and (not services or one.service in services)]
    tracks = {one.id: track_of(one.track, one.starts_at) for one in shown}
    order = list(dict.fromkeys((*TRACKS, *tracks.values())))
    shown.sort(key=lambda one: (order.index(tracks[one.id]), one.starts_at))
    several = len(set(tracks.values())) > 1
    return [replace(_session(day, one), heading=tracks[one.id] if several else "") for one in shown]


def owed_lines(day: Day) -> list[Line]:
    """Notes owed of earlier days, oldest first; a group is one line."""
    by_session: dict[str, list[NoteOwed]] = {}
    for one in day.owed:
        if one.on < day.today:
            by_session.setdefault(one.session_id, []).append(one)
    return [_owed(day, session_id, notes) for session_id, notes in by_session.items()]


def left_lines(day: Day) -> list[Line]:
    """What people without access left undone: notes by session, then drafts that nobody can open."""
    by_session: dict[tuple[str, str], list[NoteOwed]] = {}
    for who, one in day.left.notes:
        by_session.setdefault((who, one.session_id), []).append(one)
    lines = []
    for (who, session_id), notes in by_session.items():
        line = _owed(day, session_id, notes)
        lines.append(replace(line, sub=f"{line.sub} · {_gone(day, who)}"))
    return lines + [_draft_left(day, one) for one in day.left.drafts]


def _gone(day: Day, who: str) -> str:
    return f"owed by {day.left.names[who]}, whose access has ended"


def _draft_left(day: Day, one: DraftLeft) -> Line:
    whom = day.name(one.client_ids[0]) if len(one.client_ids) == 1 else count(len(one.client_ids), "attendee")
    saved = show_date(one.saved_at.astimezone(day.zone).date())
    return Line(
        f"left.{one.draft_id}",
        f"Never signed: {one.title}",
        OpenChart(one.client_ids[0]) if one.client_ids else GoTo("groups"),
        "Open",
        f"{whom} · draft of {day.left.names[one.author_id]}, whose access has ended · saved {saved}",
        chip="Left",
        tone="warning",
        tooltip="Nobody can open this draft any more. Write the entry anew, as late as it is.",
    )


def draft_lines(day: Day) -> list[Line]:
    """Drafts, the last written first, and client facts that were being typed."""
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


def cosign_lines(day: Day) -> list[Line]:
    """One line that says how many entries wait."""
    if not day.cosign:
        return []
    words = count(day.cosign, "entry waits", "entries wait")
    return [Line("cosign", f"{words} for your co-signature", GoTo("to_sign"), "Review")]


def returned_lines(day: Day) -> list[Line]:
    """My entries that came back, with what has to change."""
    return [
        Line(
            f"returned.{one.entry.entry_id}",
            one.entry.title,
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
    """Clients in aftercare, those with a call due first."""
    found = [
        Line(
            client_id,
            day.name(client_id),
            OpenChart(client_id),
            "Open",
            line.why,
            chip=line.chip,
            tone="info",
            quiet=True,
        )
        for client_id, line in day.caseload.items()
        if not line.active and line.why.startswith("Aftercare")
    ]
    return sorted(found, key=lambda line: not line.chip)


def _session(day: Day, session: PlannedSessionRow) -> Line:
    ended = session.starts_at + timedelta(minutes=session.minutes) <= day.now
    owing = [one.client_id for one in day.owed if one.session_id == session.id]
    form = note_form(day.forms, session.service, day.me.role)
    draft = next((one for one in day.drafts if one.session_id == session.id), None)
    group = session.service in GROUP_SERVICES
    text = (session.title or SERVICE_WORDS[session.service]) if group else _who(day, session.client_ids)
    line = Line(
        session.id,
        text,
        _note_of(session, form, owing),
        "Write note",
        _session_facts(day, session),
        f"{session.starts_at:%H:%M}",
        more=None if group else ("Absent", _absence(session)),
        tooltip=show_date(day.today),
        quiet=session.starts_at > day.now,
    )
    if draft is not None:
        return replace(
            line, act=OpenDraft(draft.id), verb="Continue", chip="Draft", tone="info", more=None, quiet=False
        )
    if ended and not owing:
        chart = OpenChart(session.client_ids[0]) if len(session.client_ids) == 1 else GoTo("groups")
        return replace(line, act=chart, verb="Open", chip="Signed", tone="success", more=None, quiet=True)
    if not form:
        return replace(line, act=OpenChart(session.client_ids[0]), verb="Open", quiet=True)
    return line


def _note_of(session: PlannedSessionRow, form: str, owing: Sequence[str]) -> StartNote:
    if session.service in GROUP_SERVICES:
        return StartNote(form, session_id=session.id, attendees=tuple(owing) or session.client_ids)
    return StartNote(form, (owing or session.client_ids)[0], session.id)


def _absence(session: PlannedSessionRow) -> StartNote:
    return StartNote("absence", session.client_ids[0], session.id)


def _session_facts(day: Day, session: PlannedSessionRow) -> str:
    parts = [f"{session.minutes} min"]
    if session.service in GROUP_SERVICES:
        if session.title and session.service == "psychoeducation":
            parts.insert(0, SERVICE_WORDS[session.service])
        parts.append(count(len(session.client_ids), "client"))
    else:
        parts.insert(0, session.title or SERVICE_WORDS[session.service])
        line = day.caseload.get(session.client_ids[0])
        parts += [line.where or line.why] if line else []
    return " · ".join(parts)


def sentence(words: str) -> str:
    """Words as they begin a line."""
    return words[:1].upper() + words[1:]


def _who(day: Day, client_ids: Sequence[str]) -> str:
    first = day.name(client_ids[0])
    return first if len(client_ids) == 1 else f"{first} and {len(client_ids) - 1} more"


def _owed(day: Day, session_id: str, notes: Sequence[NoteOwed]) -> Line:
    one = notes[0]
    group = one.service in GROUP_SERVICES
    form = note_form(day.forms, one.service, day.me.role)
    draft = next((each for each in day.drafts if each.session_id == session_id), None)
    ids = tuple(note.client_id for note in notes)
    start = StartNote(form, session_id=session_id, attendees=ids) if group else StartNote(form, ids[0], session_id)
    tone: Tone = "danger" if one.due_on is not None and day.today > one.due_on else "warning"
    facts = [sentence(relative_day(one.on, day.today)), one.start, one.title or SERVICE_WORDS[one.service]]
    return Line(
        f"owed.{session_id}",
        f"{one.title or SERVICE_WORDS[one.service]}: {count(len(notes), 'client')}" if group else _who(day, ids),
        OpenDraft(draft.id) if draft else start,
        "Continue" if draft else "Write note",
        " · ".join(facts[:2] if group else facts),
        chip=count(one.days, "day"),
        tone=tone,
        more=None if group or draft else ("Absent", StartNote("absence", ids[0], session_id)),
        tooltip=f"{show_date(one.on)}; in time until {show_date(one.due_on)}" if one.due_on else show_date(one.on),
    )


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
