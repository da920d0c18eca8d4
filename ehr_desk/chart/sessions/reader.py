"""Queries over the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.tables import PlannedAttendee, PlannedSession
from ehr_desk.common.errors import OurError


def day_list(session: Session, day: date, *, staff_id: str = "") -> list[PlannedSessionRow]:
    """The sessions of a day by time, cancelled ones included; of one staff member where named."""
    return between(session, day, day, staff_id=staff_id)


def between(
    session: Session, first: date, last: date, *, staff_id: str = "", client_id: str = ""
) -> list[PlannedSessionRow]:
    """The sessions from one day to another, both included, by time; of one staff member or client where named."""
    end = (last + timedelta(days=1)).isoformat()
    query = select(PlannedSession).where(PlannedSession.starts_at >= first.isoformat(), PlannedSession.starts_at < end)
    if staff_id:
        query = query.where(PlannedSession.staff_id == staff_id)
    if client_id:
        query = query.join(PlannedAttendee, PlannedAttendee.session_id == PlannedSession.id).where(
            PlannedAttendee.client_id == client_id
        )
    return _rows(session, query.order_by(PlannedSession.starts_at, PlannedSession.id))


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
            cancelled=each.cancelled,
            cancel_reason=each.cancel_reason,
            client_ids=tuple(expected.get(each.id, [])),
        )
        for each in found
    ]


def _attendees(session: Session, session_ids: Sequence[str]) -> dict[str, list[str]]:
    rows = session.execute(
        select(PlannedAttendee.session_id, PlannedAttendee.client_id)
        .where(PlannedAttendee.session_id.in_(session_ids))
        .order_by(PlannedAttendee.client_id)
    )
    found: dict[str, list[str]] = {}
    for session_id, client_id in rows:
        found.setdefault(session_id, []).append(client_id)
    return found
