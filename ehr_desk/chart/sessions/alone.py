"""Which planned session a note or an absence is about that names none, and so which sessions have no note. Queries.

Each of them stands for one session at most (``claims.stands_for``, ``missed_in``); every other one stays owed and asked
about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.reader import authors_of, lines_of_sessions
from ehr_desk.chart.sessions.claims import claim_of_row, missed_in, stands_for
from ehr_desk.chart.sessions.reader import between, on_days, told_alone
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.vault.snapshot import once

_Day = tuple[str, date]
"""A client and a day."""


def without_note(session: Session, client_id: str, first: date, last: date) -> list[PlannedSessionRow]:
    """The client's sessions from one day to another, both included, not cancelled, that no signed entry of theirs
    documents, by time."""
    planned = between(session, first, last, client_id=client_id)
    planned = [one for one in planned if one.with_clients and not one.cancelled]
    ids = [one.id for one in planned]
    # Asked for each chart of a group note: the entries of its session are the same for all.
    lines = once(session, (lines_of_sessions, *ids), lambda: lines_of_sessions(session, ids)) if ids else []
    written = {line.session_id for line in lines if line.client_id == client_id}
    planned = [one for one in planned if one.id not in written]
    held = held_alone(session, [(one, client_id) for one in planned])
    return [one for one in planned if (one.id, client_id) not in held]


def held_alone(session: Session, pairs: Sequence[tuple[PlannedSessionRow, str]]) -> set[tuple[str, str]]:
    """Which of these sessions, each with a client, have a note or an absence that does not name them."""
    days = {one.starts_at.date() for one, _ in pairs}
    clients = {client_id for _, client_id in pairs}
    notes = told_alone(session, days, clients) if pairs else []
    planned = on_days(session, {row.on for _, row in notes}, clients) if notes else []
    places = places_of(session, notes, planned)
    return {(places[row.entry_id], client_id) for client_id, row in notes if row.entry_id in places}


def places_of(
    session: Session, notes: Collection[tuple[str, AttendanceRow]], planned: Iterable[PlannedSessionRow]
) -> dict[str, str]:
    """The session that each of these notes and absences, each with its client, stands for, by entry; without those that
    stand for none. ``planned``: all that is planned for these clients on these days, by time."""
    by_day: dict[_Day, list[PlannedSessionRow]] = {}
    for one in planned:
        for client_id in one.client_ids:
            by_day.setdefault((client_id, one.starts_at.date()), []).append(one)
    near = [(client_id, row) for client_id, row in notes if (client_id, row.on) in by_day]
    there = [(client_id, row) for client_id, row in near if row.was_there]
    authors = authors_of(session, {row.entry_id for _, row in there})
    found: dict[str, str] = {}
    held: set[tuple[str, str]] = set()
    for client_id, row in there:
        author = authors.get(row.entry_id, "")
        place = stands_for(claim_of_row(row), row.service, author, by_day[client_id, row.on])
        if place is not None:
            found[row.entry_id] = place.id
            held.add((client_id, place.id))
    return found | _missed(session, [one for one in near if not one[1].was_there], by_day, held)


def _missed(
    session: Session,
    absences: Collection[tuple[str, AttendanceRow]],
    by_day: Mapping[_Day, Sequence[PlannedSessionRow]],
    held: Collection[tuple[str, str]],
) -> dict[str, str]:
    """What absences that name no session are about: nobody is asked who leads it, as others write them too."""
    told: dict[tuple[str, date, str], list[AttendanceRow]] = {}
    for client_id, row in absences:
        told.setdefault((client_id, row.on, row.service), []).append(row)
    there = {key: [one for one in by_day[key[:2]] if one.service == key[2] and not one.cancelled] for key in told}
    asked = {one.id for each in there.values() for one in each}
    lines = lines_of_sessions(session, asked) if asked else []
    documented = {*held, *((line.client_id, line.session_id) for line in lines)}
    found: dict[str, str] = {}
    for key, rows in told.items():
        found |= missed_in(rows, [one for one in there[key] if (key[0], one.id) not in documented])
    return found
