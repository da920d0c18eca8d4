"""Which planned session a note is about that names none, and so which sessions have no note. Queries.

Each such note stands for one session at most (``claims.stands_for``); every other one stays owed and asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.reader import authors_of, lines_of_sessions
from ehr_desk.chart.sessions.claims import claim_of_row, stands_for
from ehr_desk.chart.sessions.reader import attended_alone, between, on_days
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.vault.snapshot import once


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
    """Which of these sessions, each with a client, have a note that does not name them."""
    days = {one.starts_at.date() for one, _ in pairs}
    clients = {client_id for _, client_id in pairs}
    notes = attended_alone(session, days, clients) if pairs else []
    planned = on_days(session, {row.on for _, row in notes}, clients) if notes else []
    places = places_of(session, notes, planned)
    return {(places[row.entry_id], client_id) for client_id, row in notes if row.entry_id in places}


def places_of(
    session: Session, notes: Collection[tuple[str, AttendanceRow]], planned: Iterable[PlannedSessionRow]
) -> dict[str, str]:
    """The session that each of these notes, each with its client, stands for, by entry; without those that stand for
    none. ``planned``: all that is planned for these clients on these days, by time."""
    by_day: dict[tuple[str, date], list[PlannedSessionRow]] = {}
    for one in planned:
        for client_id in one.client_ids:
            by_day.setdefault((client_id, one.starts_at.date()), []).append(one)
    near = [(row, by_day[client_id, row.on]) for client_id, row in notes if (client_id, row.on) in by_day]
    asked = {row.entry_id for row, _ in near}
    authors = authors_of(session, asked)
    found = {
        row.entry_id: stands_for(claim_of_row(row), row.service, authors.get(row.entry_id, ""), there)
        for row, there in near
    }
    return {entry_id: one.id for entry_id, one in found.items() if one is not None}
