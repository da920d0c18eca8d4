"""Group sessions as rows, and a group note as the grid needs it. Pure, except for the two ``read_`` functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.rows import DraftRow, Prepared
from ehr_desk.chart.sessions.hours import hours_text
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.chart.snippets.rows import SnippetRow
from ehr_desk.forms import Form
from ehr_desk.ui.forms.fill_ins import fill_ins
from ehr_desk.ui.forms.group_row import Attendee
from ehr_desk.ui.pages.editor.thread import cards
from ehr_desk.ui.pages.editor.thread_day import day_of, objectives_on
from ehr_desk.ui.pages.record.words import count, relative_day
from ehr_desk.ui.pages.today.presenter import SERVICE_WORDS, sentence
from ehr_desk.ui.widgets.client_list import ListRow
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.message_bar import Level, Message

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

FORM = "group_note"
BEFORE_DAYS, AFTER_DAYS = 14, 7
_LEVELS: tuple[Level, ...] = ("must", "should", "tip")


@dataclass(frozen=True)
class GroupSession:
    """One group session with what is known about its note: "draft", "owed", "signed", "planned" or "cancelled";
    ``entries`` is what is signed already, by client, ``attendance`` what those notes say of each."""

    session: PlannedSessionRow
    state: str
    draft_id: str
    staff: str
    mine: bool
    ended: bool
    owing: tuple[str, ...]
    entries: Mapping[str, str] = field(default_factory=dict)
    attendance: Mapping[str, AttendanceRow] = field(default_factory=dict)

    @property
    def told(self) -> bool:
        """Whether a signed note says what was, so that where clients stand today says nothing of it."""
        return bool(self.entries)


@dataclass(frozen=True)
class Groups:
    """The group sessions around today, and everybody who could attend; ``left`` is the day of discharge of who left."""

    today: date
    sessions: Sequence[GroupSession]
    loose: Sequence[DraftRow]
    clients: Mapping[str, ClientRow]
    why: Mapping[str, str]
    left: Mapping[str, date] = field(default_factory=dict)

    def one(self, session_id: str) -> GroupSession | None:
        """A session by its id."""
        return next((one for one in self.sessions if one.session.id == session_id), None)

    def name(self, client_id: str) -> str:
        """A client's name as lists show it."""
        return self.clients[client_id].list_name if client_id in self.clients else "Client"


@dataclass(frozen=True)
class OpenGroup:
    """A group note opened for writing. ``last`` are each client's responses in the last few group notes, newest first.

    ``records`` is what snippets may take from, each for its own client only; ``snippets`` are those of the author.
    """

    draft: DraftRow
    form: Form
    shared: Mapping[str, Any]
    attendees: Sequence[Attendee]
    last: Mapping[str, Sequence[str]]
    records: Mapping[str, tuple[ClientRow, Mapping[str, Sequence[Any]]]] = field(default_factory=dict)
    snippets: Sequence[SnippetRow] = ()


def read_groups(desk: Desk) -> Groups:
    """Read the sessions (on the reader thread)."""
    today, now = desk.clock.today(), desk.clock.local().replace(tzinfo=None)
    days = [today + timedelta(days=each) for each in range(-BEFORE_DAYS, AFTER_DAYS + 1)]
    planned = [one for day in days for one in desk.sessions.day(day) if one.in_group]
    drafts = [draft for draft in desk.drafts.mine() if draft.attendees]
    owing: dict[str, list[str]] = {}
    for note in desk.tasks.notes_owed():
        owing.setdefault(note.session_id, []).append(note.client_id)
    staff = {row.id: row.name for row in desk.staff.all()}
    lines = desk.tasks.caseload()
    written, attendance = desk.sessions.written(planned), desk.sessions.attendance(planned)

    def known(one: PlannedSessionRow) -> GroupSession:
        ended = one.starts_at + timedelta(minutes=one.minutes) <= now
        draft = next((draft.id for draft in drafts if draft.session_id == one.id), "")
        owes = owing.get(one.id, [])
        # Whoever leads it too may write the note, and owes none.
        entries = written.get(one.id, {})
        done = entries.keys() >= set(one.client_ids)
        state = _state(one, draft, done, owes, awaited=ended and one.staff_id == desk.me.id)
        mine = desk.me.id in one.leaders
        leader, there = staff.get(one.staff_id, ""), attendance.get(one.id, {})
        return GroupSession(one, state, draft, leader, mine, ended, tuple(owes), entries, there)

    sessions = [known(one) for one in planned]
    ids = {one.id for one in planned}
    return Groups(
        today,
        sessions,
        [draft for draft in drafts if draft.session_id not in ids],
        {one.client.id: one.client for one in lines},
        {one.client.id: one.line.why for one in lines},
        desk.sessions.discharged([one.client.id for one in lines]),
    )


def session_rows(groups: Groups, *, everybody: bool = False) -> list[ListRow]:
    """The list at the left: what waits for a note, then today, what comes, and what is done, the latest first.

    Only the person's own sessions, unless they have none or ask for ``everybody``'s.
    """
    loose = [
        ListRow(
            f"draft.{draft.id}",
            str(draft.answers.get("shared", {}).get("group_name") or draft.title),
            count(len(draft.attendees), "attendee"),
            "Draft",
            "info",
        )
        for draft in groups.loose
    ]
    mine = own(groups)
    shown = groups.sessions if everybody or not mine else mine
    return loose + [_row(one, groups.today) for one in sorted(shown, key=lambda one: place_of(one, groups.today))]


def own(groups: Groups) -> list[GroupSession]:
    """The sessions of the person at the desk, and those they write a note for."""
    return [one for one in groups.sessions if one.mine or one.state == "draft"]


def read_group_note(desk: Desk, draft_id: str) -> OpenGroup:
    """Read a group note with its attendees (on the writer thread); each chart's access log tells it."""
    draft = desk.drafts.one(draft_id)
    form = desk.drafts.form_of(draft)
    states = desk.charts.open_together(draft.attendees, form.id)
    shared, clients = split(form, draft.answers, draft.attendees)
    attendees, records = [], {}
    day = day_of(form, shared, desk.clock.today())
    last: dict[str, Sequence[str]] = {}
    for client_id in draft.attendees:
        state, client = states[client_id], desk.clients.one(client_id)
        if day < desk.clock.today():
            state = {**state, "objectives": objectives_on(desk, client_id, day)}
        records[client_id] = (client, state)
        objectives = cards(state["objectives"], _served(form, clients[client_id]))
        attendees.append(Attendee(client_id, client.name, clients[client_id], objectives))
        # What is amended is held against nothing that was written before.
        last[client_id] = desk.charts.last_responses(client_id, form) if draft.kind == "original" else ()
    return OpenGroup(draft, form, shared, attendees, last, records, desk.snippets.mine())


def split(
    form: Form, answers: Mapping[str, Any], attendees: Sequence[str]
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The answers in two parts: what is written once, and each attendee's.

    What was filled in for an attendee's item (the minutes of the session) goes to every attendee without an answer.
    """
    each = {item.id for item in form.items if item.per == "client"}
    given: Mapping[str, Any] = answers.get("shared", {})
    filled = {key: value for key, value in given.items() if key in each}
    stored: Mapping[str, Any] = answers.get("clients", {})
    shared = {key: value for key, value in given.items() if key not in each}
    return shared, {client_id: {**filled, **stored.get(client_id, {})} for client_id in attendees}


def present_value(form: Form) -> tuple[str, str]:
    """The item that says who attended, and its first answer ("present"); empty where the form has none."""
    item = form.by_role("attended")
    return (item.id, item.choices[0].label) if item is not None and item.choices else ("", "")


def words_for(opened: OpenGroup, client_id: str, answers: Mapping[str, Any], today: date) -> dict[str, str]:
    """What a snippet may take for one attendee: from that chart alone. The session text (no client) gets the day."""
    client, state = opened.records.get(client_id, (None, {}))
    return fill_ins(client, state, _served(opened.form, answers), today)


def messages(form: Form, prepared: Sequence[Prepared]) -> list[Message]:
    """The findings: those of the session once, those of an attendee with the name; targets are client/item."""
    each = {item.id for top in form.items if top.per == "client" for item in top.walk()}
    known = {item.id for item in form.walk()}
    found: dict[tuple[str, str, str], Message] = {}
    for one in prepared:
        for finding in one.findings:
            level: Level = next((wanted for wanted in _LEVELS if wanted == finding.level), "should")
            own = finding.item in each or finding.item not in known
            text = f"{one.client_name}: {finding.text}" if own else finding.text
            target = f"{one.client_id if own else ''}/{finding.item}"
            found.setdefault((level, text, target), Message(level, text, target))
    return list(found.values())


def attendees_words(before: Sequence[str], after: Sequence[str]) -> str:
    """What changed about who attended: "2 added, 1 taken off"."""
    added, gone = len(set(after) - set(before)), len(set(before) - set(after))
    parts = [f"{added} added" if added else "", f"{gone} taken off" if gone else ""]
    return "Attendees: " + ", ".join(part for part in parts if part)


def facts_of(groups: Groups, one: GroupSession) -> str:
    """The line under the title of a session."""
    session = one.session
    end = session.starts_at + timedelta(minutes=session.minutes)
    parts = (
        SERVICE_WORDS[session.service],
        show_date(session.starts_at.date()),
        f"{session.starts_at:%H:%M}–{end:%H:%M}",
        count(len(session.client_ids), "client"),
        "" if one.mine else one.staff,
    )
    return " · ".join(part for part in parts if part)


def attendance_words(row: AttendanceRow) -> str:
    """What a signed note says of a client: "Attended, 3 h", "Late, 2 h 30 of 3 h", "Excused: called ahead"."""
    said = row.status[:1].upper() + row.status[1:]
    if not row.was_there:
        why = row.reason.strip().rstrip(".")
        return f"{said}: {why[:1].lower()}{why[1:]}" if why else said
    part = f" of {hours_text(row.planned_minutes)}" if 0 < row.minutes < row.planned_minutes else ""
    return f"{said}, {hours_text(row.minutes)}{part}"


def _state(session: PlannedSessionRow, draft: str, documented: bool, owing: Sequence[str], *, awaited: bool) -> str:
    """Signed is signed, whether the session is over or not; ``awaited``: a note of it is owed by now."""
    if session.cancelled:
        return "cancelled"
    if draft:
        return "draft"
    if documented:
        return "signed"
    if not awaited:
        return "planned"
    return "owed" if owing else "signed"


def place_of(one: GroupSession, today: date) -> tuple[int, float]:
    """Where a session stands in the list: notes to write, today, to come, held with the latest first."""
    at = one.session.starts_at
    if one.state in ("draft", "owed"):
        return 0, -at.timestamp()
    if at.date() == today:
        return 1, at.timestamp()
    return (3, -at.timestamp()) if one.ended else (2, at.timestamp())


def _row(one: GroupSession, today: date) -> ListRow:
    session = one.session
    day = session.starts_at.date()
    when = f"{relative_day(day, today)} {session.starts_at:%H:%M}"
    title, service = session.title or SERVICE_WORDS[session.service], SERVICE_WORDS[session.service]
    who = count(len(session.client_ids), "client") if one.mine else one.staff
    # Two sessions may begin at the same hour: what kind it is and who leads it tell them apart.
    kind = "" if service.casefold() in title.casefold() else service
    chips: dict[str, tuple[str, Any]] = {
        "draft": ("Draft", "info"),
        "owed": ("Note due", "warning"),
        "signed": ("Signed", "success"),
        "cancelled": ("Cancelled", "neutral"),
        "planned": ("", "neutral"),
    }
    chip, tone = chips[one.state]
    return ListRow(
        session.id,
        title,
        " · ".join(part for part in (sentence(when), kind, who) if part),
        chip,
        tone,
        " · ".join(part for part in (title, f"{show_date(day)} {session.starts_at:%H:%M}", service, one.staff) if part),
    )


def _served(form: Form, answers: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    item = next((one for one in form.items if one.type == "objective"), None)
    links = answers.get(item.id) if item is not None else None
    return links if isinstance(links, list) else ()
