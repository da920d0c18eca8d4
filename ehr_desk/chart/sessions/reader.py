"""Queries over the schedule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.reader import answered, lines_by_id, lines_of_author
from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.sessions.author_times import Led
from ehr_desk.chart.sessions.hours import FAMILY
from ehr_desk.chart.sessions.rows import THERE, AttendanceRow, PlannedSessionRow, WeeklyRow
from ehr_desk.chart.sessions.tables import (
    AttendanceTable,
    ClosedDay,
    PlannedAttendee,
    PlannedSession,
    WeeklyPlace,
    WeeklySession,
)
from ehr_desk.common.errors import OurError
from ehr_desk.vault.snapshot import once

Starts = Mapping[tuple[str, str], Sequence[datetime]]
"""When a client's sessions of a kind of service begin, by time."""


def day_list(session: Session, day: date, *, staff_id: str = "") -> list[PlannedSessionRow]:
    """The sessions of a day by time, cancelled ones included; those that one staff member leads, where named, also with
    somebody else."""
    rows = between(session, day, day)
    return [one for one in rows if not staff_id or staff_id in one.leaders]


def between(
    session: Session, first: date, last: date, *, staff_id: str = "", client_id: str = ""
) -> list[PlannedSessionRow]:
    """The sessions from one day to another, both included, by time; of one staff member, who owes their notes, or one
    client, where named."""
    end = (last + timedelta(days=1)).isoformat()
    query = select(PlannedSession).where(PlannedSession.starts_at >= first.isoformat(), PlannedSession.starts_at < end)
    if staff_id:
        query = query.where(PlannedSession.staff_id == staff_id)
    if client_id:
        query = query.join(PlannedAttendee, PlannedAttendee.session_id == PlannedSession.id).where(
            PlannedAttendee.client_id == client_id
        )
    return _rows(session, query.order_by(PlannedSession.starts_at, PlannedSession.id))


def on_days(session: Session, days: Collection[date], clients: Collection[str]) -> list[PlannedSessionRow]:
    """The sessions of any of these days with any of these clients, by time."""
    theirs = select(PlannedAttendee.session_id).where(PlannedAttendee.client_id.in_(clients))
    day = func.substr(PlannedSession.starts_at, 1, len("2026-01-01"))
    query = select(PlannedSession).where(PlannedSession.id.in_(theirs), day.in_([one.isoformat() for one in days]))
    return _rows(session, query.order_by(PlannedSession.starts_at, PlannedSession.id))


def told_alone(session: Session, days: Collection[date], clients: Collection[str]) -> list[tuple[str, AttendanceRow]]:
    """What these clients attended or missed on these days by entries that name no planned session, each with the
    client."""
    columns = AttendanceTable.__table__.c
    alone = columns.session_id == ""
    return list(_attendance(session, alone, columns.on.in_(days), columns.client_id.in_(clients)))


def told_alone_between(session: Session, first: date, last: date) -> list[tuple[str, AttendanceRow]]:
    """What everybody attended or missed from one day to another, both included, by entries that name no planned
    session."""
    columns = AttendanceTable.__table__.c
    return list(_attendance(session, columns.session_id == "", columns.on >= first, columns.on <= last))


def led_by(session: Session, staff_id: str, session_ids: Iterable[str]) -> frozenset[str]:
    """Which of these sessions somebody was to hold, alone or with somebody else."""
    asked = {one for one in session_ids if one}
    leads = (PlannedSession.staff_id == staff_id) | (PlannedSession.co_staff_id == staff_id)
    query = select(PlannedSession.id).where(leads, PlannedSession.id.in_(asked))
    return frozenset(session.scalars(query)) if asked else frozenset()


def starts_between(session: Session, first: date, last: date, clients: Collection[str]) -> Starts:
    """When the sessions of these clients begin from one day to another, both included, by time; without cancelled
    ones."""
    end = (last + timedelta(days=1)).isoformat()
    query = (
        select(PlannedAttendee.client_id, PlannedSession.service, PlannedSession.starts_at)
        .join(PlannedSession, PlannedSession.id == PlannedAttendee.session_id)
        .where(PlannedSession.starts_at >= first.isoformat(), PlannedSession.starts_at < end)
        .where(PlannedSession.cancelled.is_(False), PlannedAttendee.client_id.in_(clients))
        .order_by(PlannedSession.starts_at)
    )
    found: dict[tuple[str, str], list[datetime]] = {}
    for client_id, service, starts_at in session.execute(query):
        found.setdefault((client_id, service), []).append(datetime.fromisoformat(starts_at))
    return found


def made_between(session: Session, first: date, last: date) -> list[PlannedSessionRow]:
    """The sessions that were made from the weekly program for these days, both included, wherever they lie by now."""
    query = select(PlannedSession).where(
        PlannedSession.slot_day >= first.isoformat(), PlannedSession.slot_day <= last.isoformat()
    )
    return _rows(session, query.order_by(PlannedSession.starts_at, PlannedSession.id))


def of_slots(session: Session, slot_ids: Collection[str]) -> list[PlannedSessionRow]:
    """Every session that was made from these weekly sessions, by time."""
    query = select(PlannedSession).where(PlannedSession.slot_id.in_(list(slot_ids)))
    return _rows(session, query.order_by(PlannedSession.starts_at, PlannedSession.id))


def attended_sessions(session: Session, session_ids: Collection[str]) -> list[tuple[str, str, bool]]:
    """Client, planned session and whether the client was there, as the notes of these sessions say."""
    table = AttendanceTable.__table__
    query = select(table.c.client_id, table.c.session_id, table.c.status).where(
        table.c.session_id.in_(list(session_ids))
    )
    return [(client_id, session_id, status in THERE) for client_id, session_id, status in session.execute(query)]


def held_by(session: Session, author_id: str, on: date) -> list[Led]:
    """The sessions that a staff member documented as held on a day, one for each client."""
    lines = {one.entry_id: one for one in lines_of_author(session, author_id, on)}
    table = AttendanceTable.__table__
    names = ("entry_id", "client_id", "session_id", "service", "start", "end", "status")
    query = select(*(table.c[name] for name in names)).where(table.c.entry_id.in_(list(lines)))
    rows = [row for row in session.execute(query).mappings() if row["status"] in THERE and row["start"] and row["end"]]
    asked = {row["entry_id"] for row in rows if row["service"] != "individual"}
    facilitators = answered(session, asked, "facilitators")
    attended = {row["entry_id"] for row in rows}
    others = [one for one in lines.values() if one.category == FAMILY and one.entry_id not in attended]
    return [*_without_clients(session, others)] + [
        Led(
            row["entry_id"],
            row["client_id"],
            lines[row["entry_id"]].group_id,
            row["session_id"],
            row["service"],
            row["start"],
            row["end"],
            str(facilitators.get(row["entry_id"], "")),
        )
        for row in rows
    ]


def _without_clients(session: Session, lines: Sequence[EntryRow]) -> Iterator[Led]:
    """The family sessions among these that were held without the client: no attendance, and an hour of the author's."""
    ids = [one.entry_id for one in lines]
    starts, ends = (answered(session, ids, role) for role in ("start", "end")) if ids else ({}, {})
    for one in lines:
        if one.entry_id in starts and one.entry_id in ends:
            start, end = str(starts[one.entry_id]), str(ends[one.entry_id])
            yield Led(one.entry_id, one.client_id, one.group_id, one.session_id, FAMILY, start, end)


def missed_sessions(session: Session, entry_ids: Collection[str]) -> dict[tuple[str, str], tuple[date, str]]:
    """Which of these entries say that a client missed a session: by client and entry its day and time, "" where nobody
    said when."""
    table = AttendanceTable.__table__
    names = ("client_id", "entry_id", "status", "on", "start")
    query = select(*(table.c[name] for name in names)).where(table.c.entry_id.in_(list(entry_ids)))
    rows = session.execute(query)
    return {(client, entry): (on, start) for client, entry, status, on, start in rows if status not in THERE}


def made_up(session: Session, entry_ids: Collection[str]) -> dict[str, PlannedSessionRow]:
    """The session, not cancelled, that makes up for each of the missed ones (by their entries), the latest of many;
    also where it names another entry about the same absence."""
    asked = _absences(session, entry_ids)
    clients = {client for client, _ in asked.values()}
    named = select(PlannedAttendee.makes_up).where(
        PlannedAttendee.client_id.in_(clients), PlannedAttendee.makes_up != ""
    )
    placed = _absences(session, list(session.scalars(named))) if asked else {}
    same = {entry for entry, what in placed.items() if what in asked.values()}
    if not same:
        return {}
    wanted = select(PlannedAttendee.session_id).where(PlannedAttendee.makes_up.in_(same))
    query = select(PlannedSession).where(PlannedSession.id.in_(wanted), PlannedSession.cancelled.is_(False))
    found = _rows(session, query.order_by(PlannedSession.starts_at, PlannedSession.id))
    made = {placed[entry]: row for row in found for entry in row.makes_up.values() if entry in same}
    return {entry: made[what] for entry, what in asked.items() if what in made}


def guests_from(session: Session, first: date) -> list[PlannedSessionRow]:
    """The sessions from a day on in which somebody makes up for a missed one, by time."""
    guests = select(PlannedAttendee.session_id).where(PlannedAttendee.makes_up != "")
    query = select(PlannedSession).where(PlannedSession.starts_at >= first.isoformat(), PlannedSession.id.in_(guests))
    return _rows(session, query.order_by(PlannedSession.starts_at, PlannedSession.id))


def still_missed(session: Session, entry_ids: Collection[str]) -> frozenset[str]:
    """Those of these entries whose session the record says to be missed, by whichever entry it says so: an absence in
    error is none, one that was documented again is."""
    asked = _absences(session, entry_ids)
    table = AttendanceTable.__table__
    sessions = {place for _, place in asked.values()}
    query = select(table.c.client_id, table.c.entry_id, table.c.session_id).where(
        table.c.status.not_in(THERE), table.c.entry_id.in_(asked) | table.c.session_id.in_(sessions)
    )
    rows = list(session.execute(query)) if asked else []
    missed = {(client, place) for client, entry, held in rows for place in (entry, held)}
    return frozenset(one for one, what in asked.items() if what in missed or (what[0], one) in missed)


def missed_places(session: Session, entry_ids: Collection[str]) -> dict[str, str]:
    """The planned session that each of these entries is about; the entry itself where nobody planned one."""
    return {entry: place for entry, (_, place) in _absences(session, entry_ids).items()}


def _absences(session: Session, entry_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """What these entries are about: client and planned session, or the entry itself where nobody planned one. Two
    entries about one absence have the same."""
    lines = lines_by_id(session, entry_ids) if entry_ids else []
    return {line.entry_id: (line.client_id, line.session_id or line.entry_id) for line in lines}


def attended_between(session: Session, first: date, last: date) -> dict[str, list[AttendanceRow]]:
    """Everybody's attendance from one day to another, both included, by client and in order; with one query."""
    columns = AttendanceTable.__table__.c
    found: dict[str, list[AttendanceRow]] = {}
    for client_id, row in _attendance(session, columns.on >= first, columns.on <= last):
        found.setdefault(client_id, []).append(row)
    return found


def attendance_of(session: Session, session_ids: Collection[str]) -> dict[str, dict[str, AttendanceRow]]:
    """What the signed notes of planned sessions say of each client, by session."""
    found: dict[str, dict[str, AttendanceRow]] = {}
    columns = AttendanceTable.__table__.c
    for client_id, row in _attendance(session, columns.session_id.in_(list(session_ids))):
        found.setdefault(row.session_id, {})[client_id] = row
    return found


def _attendance(session: Session, *wanted: ColumnElement[bool]) -> Iterator[tuple[str, AttendanceRow]]:
    table = AttendanceTable.__table__
    names = [each.name for each in fields(AttendanceRow)]
    query = (
        select(table.c.client_id, *(table.c[name] for name in names))
        .where(*wanted)
        .order_by(table.c.client_id, table.c.ordinal)
    )
    for client_id, *values in session.execute(query):
        yield client_id, AttendanceRow(**dict(zip(names, values, strict=True)))


def weekly(session: Session, slot_id: str = "") -> list[WeeklyRow]:
    """The weekly program with everything it ever held, by weekday and time; of one slot where named."""
    query = select(WeeklySession).where(WeeklySession.slot_id == slot_id) if slot_id else select(WeeklySession)
    places: dict[str, list[str]] = {}
    for weekly_id, client_id in session.execute(select(WeeklyPlace.weekly_id, WeeklyPlace.client_id)):
        places.setdefault(weekly_id, []).append(client_id)
    return [
        WeeklyRow(
            id=each.id,
            slot_id=each.slot_id,
            first=date.fromisoformat(each.from_day),
            last=date.fromisoformat(each.until_day) if each.until_day else None,
            weekday=each.weekday,
            start=each.start,
            minutes=each.minutes,
            service=each.service,
            title=each.title,
            curriculum=each.curriculum,
            staff_id=each.staff_id,
            co_staff_id=each.co_staff_id,
            track=each.track,
            mode=each.mode,
            client_ids=tuple(sorted(places.get(each.id, []))),
            overlap_reason=each.overlap_reason,
            location=each.location,
        )
        for each in session.scalars(query.order_by(WeeklySession.weekday, WeeklySession.start, WeeklySession.id))
    ]


def closed_days(session: Session) -> dict[date, str]:
    """The days on which the weekly program does not take place, with the reason."""
    query = select(ClosedDay).where(ClosedDay.closed.is_(True)).order_by(ClosedDay.day)
    return {date.fromisoformat(each.day): each.reason for each in session.scalars(query)}


def one_session(session: Session, session_id: str) -> PlannedSessionRow:
    """One session of the schedule by id."""
    found = _rows(session, select(PlannedSession).where(PlannedSession.id == session_id))
    if not found:
        raise OurError("no planned session with this id")
    return found[0]


def _rows(session: Session, query: Select[PlannedSession]) -> list[PlannedSessionRow]:
    found = list(session.scalars(query))
    expected = _attendees(session, [each.id for each in found])
    return [
        PlannedSessionRow(
            id=each.id,
            starts_at=datetime.fromisoformat(each.starts_at),
            minutes=each.minutes,
            service=each.service,
            title=each.title,
            staff_id=each.staff_id,
            co_staff_id=each.co_staff_id,
            cancelled=each.cancelled,
            cancel_reason=each.cancel_reason,
            client_ids=tuple(expected.get(each.id, {})),
            mode=each.mode,
            track=each.track,
            curriculum=each.curriculum,
            overlap_reason=each.overlap_reason,
            location=each.location,
            slot_id=each.slot_id or "",
            slot_day=date.fromisoformat(each.slot_day) if each.slot_day else None,
            by_hand=each.by_hand,
            makes_up={client_id: entry for client_id, entry in expected.get(each.id, {}).items() if entry},
        )
        for each in found
    ]


def _attendees(session: Session, session_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    query = (
        select(PlannedAttendee.session_id, PlannedAttendee.client_id, PlannedAttendee.makes_up)
        .where(PlannedAttendee.session_id.in_(session_ids))
        .order_by(PlannedAttendee.client_id)
    )
    rows = once(session, (_attendees, *session_ids), lambda: session.execute(query).all())
    found: dict[str, dict[str, str]] = {}
    for session_id, client_id, makes_up in rows:
        found.setdefault(session_id, {})[client_id] = makes_up
    return found
