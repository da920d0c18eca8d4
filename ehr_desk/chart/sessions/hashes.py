"""What the audit log keeps of planned sessions and of the weekly program each time somebody changes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.base import Base, stated
from ehr_desk.chart.sessions.tables import ClosedDay, PlannedAttendee, PlannedSession, WeeklyPlace, WeeklySession
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.vault.unit import Unit

BY_PROGRAM = {"by": "program"}
"""What an event says that nobody asked for: the schedule was brought in line with the weekly program. Its staff member
is whoever was at the desk then."""


def record_session(unit: Unit, action: str, session_id: str, *, by_program: bool = False) -> None:
    """Enter an act on a planned session with the hash of its row and roster. ``action`` begins with "session."."""
    unit.session.flush()
    row = session_hashes(unit.session, session_id)[session_id]
    detail = {"row": row, **(BY_PROGRAM if by_program else {})}
    unit.record(action, entity="planned_session", entity_id=session_id, detail=detail)


def record_weekly(unit: Unit, action: str, weekly_id: str) -> None:
    """Enter an act on a session of the weekly program. ``action`` begins with "program."."""
    unit.session.flush()
    row = weekly_hashes(unit.session, weekly_id)[weekly_id]
    unit.record(action, entity="weekly_session", entity_id=weekly_id, detail={"row": row})


def record_closed(unit: Unit, action: str, day: str) -> None:
    """Enter that the program is closed on a day, or open again. ``action`` begins with "program."."""
    unit.session.flush()
    unit.record(action, entity="closed_day", entity_id=day, detail={"row": closed_hashes(unit.session)[day]})


def session_hashes(session: Session, session_id: str = "") -> dict[str, str]:
    """The hash of every planned session with its roster, by id; of one where named."""
    query = select(PlannedSession)
    roster = select(PlannedAttendee.session_id, PlannedAttendee.client_id, PlannedAttendee.makes_up)
    if session_id:
        query = query.where(PlannedSession.id == session_id)
        roster = roster.where(PlannedAttendee.session_id == session_id)
    return _hashes(session.scalars(query), session.execute(roster))


def weekly_hashes(session: Session, weekly_id: str = "") -> dict[str, str]:
    """The hash of every session of the weekly program with its roster, by id; of one where named."""
    query, roster = select(WeeklySession), select(WeeklyPlace.weekly_id, WeeklyPlace.client_id)
    if weekly_id:
        query, roster = query.where(WeeklySession.id == weekly_id), roster.where(WeeklyPlace.weekly_id == weekly_id)
    return _hashes(session.scalars(query), session.execute(roster))


def closed_hashes(session: Session) -> dict[str, str]:
    """The hash of every day the program was closed on, by the day."""
    return {row.day: _hash(row, []) for row in session.scalars(select(ClosedDay))}


def _hashes(rows: Iterable[PlannedSession | WeeklySession], roster: Iterable[Any]) -> dict[str, str]:
    expected: dict[str, list[list[str]]] = defaultdict(list)
    for key, *of_client in roster:
        expected[key].append(of_client)
    return {row.id: _hash(row, expected[row.id]) for row in rows}


def _hash(row: Base, roster: Sequence[Sequence[str]]) -> str:
    columns = stated({column.name: getattr(row, column.name) for column in row.__table__.columns})
    return sha256_hex(canonical([columns, sorted(list(each) for each in roster)]))
