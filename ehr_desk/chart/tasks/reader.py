"""What waits for a staff member: queries, and pure functions over what they bring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries.fold import Fold
from ehr_desk.chart.entries.reader import lines_in_state, lines_of_sessions
from ehr_desk.chart.entries.rows import DraftRow, EntryRow
from ehr_desk.chart.entries.state import StoredStates
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.losses.reader import lost_sessions
from ehr_desk.chart.sessions.alone import held_alone
from ehr_desk.chart.sessions.reader import Starts, between, closed_days, starts_between
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.tasks.due import About, DueTable, from_text
from ehr_desk.chart.tasks.rows import DraftWaiting, Level, NoteOwed
from ehr_desk.chart.tasks.rules import DEFAULT_RULES, DueRules
from ehr_desk.common.clock import from_stamp

ProgramOn = Callable[[str, date], str]
"""The level of care of a client on a day, empty where there is none."""
LOOK_BACK_DAYS = 365
"""How far back sessions without a note are looked for."""
LOOK_AHEAD_DAYS = 28
"""How far ahead the next session of a client is looked for."""

_WAITING = "co-sign pending"


def due_table(session: Session) -> DueTable:
    """The clinic's table of due dates, with its closed days."""
    return from_text(read_clinic(session).due_rules, closed_days(session))


def notes_owed(
    session: Session,
    staff_id: str,
    now: datetime,
    table: DueTable = DueTable(),  # noqa: B008 - frozen
    folds: Mapping[str, Fold] | None = None,
) -> list[NoteOwed]:
    """The notes a staff member owes: ended sessions without a signed entry, one line for each client, oldest first.

    ``now`` is local time on the clinic's wall; an aware time is read by its own hour. An entry of any kind that names
    the session counts (a note or an absence), unless it was entered in error; so does a note of its hour that names
    none (``sessions.alone``). ``folds`` are needed where a rule holds for one program only: the client's stay says
    which.
    """
    wall = now.replace(tzinfo=None)
    planned = between(session, wall.date() - timedelta(days=LOOK_BACK_DAYS), wall.date(), staff_id=staff_id)
    waiting = undocumented(planned, lines_of_sessions(session, [each.id for each in planned]), wall)
    held = held_alone(session, waiting)
    waiting = [(each, client_id) for each, client_id in waiting if (each.id, client_id) not in held]
    clients = {client_id for _, client_id in waiting}
    program_on = _programs(session, clients, table, folds or {})
    # The next session of the same kind may be a colleague's; it is looked for from the first one without a note on.
    starts: Starts = {}
    if waiting and table.asks("note", unit="next session"):
        first, last = waiting[0][0].starts_at.date(), wall.date() + timedelta(days=LOOK_AHEAD_DAYS)
        starts = starts_between(session, first, last, clients)
    lost = lost_sessions(session) if waiting else frozenset()
    owed = (_owed(each, client_id, wall.date(), table, program_on, starts) for each, client_id in waiting)
    return [replace(one, lost=(one.session_id, one.client_id) in lost) for one in owed]


def session_days(session: Session, today: date) -> dict[str, list[date]]:
    """The days of every client's planned sessions, from some weeks ago to some weeks ahead."""
    span = timedelta(days=LOOK_AHEAD_DAYS)
    found: dict[str, list[date]] = {}
    for each in between(session, today - 3 * span, today + span):
        for client_id in each.client_ids if each.with_clients and not each.cancelled else ():
            found.setdefault(client_id, []).append(each.starts_at.date())
    return found


def programs(session: Session, entries: Sequence[EntryRow], folds: Mapping[str, Fold]) -> ProgramOn:
    """The level of care of the clients of some entries by day."""
    return _program_on(session, {one.client_id for one in entries}, folds)


def _programs(session: Session, clients: Collection[str], table: DueTable, folds: Mapping[str, Fold]) -> ProgramOn:
    """The level of care of clients by day; nothing is read where the rule is the same for every program."""
    if not folds or not any(rule.what == "note" and rule.program for rule in table.rules):
        return lambda client_id, day: ""
    return _program_on(session, clients, folds)


def _program_on(session: Session, clients: Collection[str], folds: Mapping[str, Fold]) -> ProgramOn:
    states = StoredStates(session, clients, folds)

    def program_on(client_id: str, day: date) -> str:
        stays: list[EpisodeRow] = list(states.of(client_id).rows("episodes"))
        return next((one.level_on(day).level_of_care for one in reversed(stays) if one.covers(day)), "")

    return program_on


def undocumented(
    planned: Iterable[PlannedSessionRow], lines: Iterable[EntryRow], now: datetime
) -> list[tuple[PlannedSessionRow, str]]:
    """The ended sessions, each with every client for whom none of the entries documents it, oldest first. Pure."""
    done = {(line.session_id, line.client_id) for line in lines}
    return [
        (each, client_id)
        for each in sorted(planned, key=lambda one: (one.starts_at, one.id))
        if not each.cancelled and each.starts_at + timedelta(minutes=each.minutes) <= now
        for client_id in each.client_ids
        if (each.id, client_id) not in done
    ]


def _owed(
    each: PlannedSessionRow, client_id: str, today: date, table: DueTable, program_on: ProgramOn, starts: Starts
) -> NoteOwed:
    day = each.starts_at.date()
    later = next((at for at in starts.get((client_id, each.service), ()) if at > each.starts_at), None)
    about = About(next_on=later.date() if later else None)
    return NoteOwed(
        session_id=each.id,
        client_id=client_id,
        on=day,
        start=f"{each.starts_at:%H:%M}",
        service=each.service,
        title=each.title,
        minutes=each.minutes,
        days=(today - day).days,
        due_on=table.due("note", day, program_on(client_id, day), about),
        expected=len(each.client_ids),
    )


def cosign_waiting(session: Session, not_by: str = "") -> list[EntryRow]:
    """The entries that wait for a co-signature, oldest first; without those of a staff member where named, and without
    what was handed back: that waits for its author."""
    return [line for line in lines_in_state(session, _WAITING) if line.author_id != not_by and not line.returned]


def unsigned_drafts(
    drafts: Sequence[DraftRow], now: datetime, *, rules: DueRules = DEFAULT_RULES
) -> list[DraftWaiting]:
    """Drafts that have not been signed, oldest first; older than a day is a warning, than three days a danger."""
    warning, danger = rules.draft_hours
    found = []
    for draft in drafts:
        hours = int((now.astimezone(UTC) - from_stamp(draft.created_at)).total_seconds() // 3600)
        level: Level = "danger" if hours >= danger else "warning" if hours >= warning else "info"
        found.append(DraftWaiting(draft.id, draft.client_id, draft.title, hours, level))
    return sorted(found, key=lambda one: -one.hours)
