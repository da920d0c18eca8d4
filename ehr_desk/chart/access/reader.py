"""Queries about access to charts.

This room lies below those of clients and sessions, which ask it; two of their columns are read by name.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from ehr_desk.chart.access.rows import AssignmentRow, EmergencyRow
from ehr_desk.chart.access.rules import session_window
from ehr_desk.chart.access.tables import CareAssignment, EmergencyAccess
from ehr_desk.common.clock import from_stamp, stamp

_CLIENT = table("client", column("id"), column("primary_staff_id"))
_PLANNED = table(
    "planned_session",
    column("id"),
    column("staff_id"),
    column("co_staff_id"),
    column("starts_at"),
    column("cancelled"),
)
_ATTENDEE = table("planned_attendee", column("session_id"), column("client_id"))


def primary_clients(session: Session, staff_id: str) -> set[str]:
    """The clients whose primary staff member this is."""
    return set(session.scalars(select(_CLIENT.c.id).where(_CLIENT.c.primary_staff_id == staff_id)))


def assigned_clients(session: Session, staff_id: str, day: date) -> set[str]:
    """The clients a staff member is assigned to on a day."""
    query = select(CareAssignment.client_id).where(
        CareAssignment.staff_id == staff_id,
        CareAssignment.ended_at == "",
        (CareAssignment.until_on == "") | (CareAssignment.until_on >= day.isoformat()),
    )
    return set(session.scalars(query))


def session_clients(session: Session, staff_id: str, day: date) -> set[str]:
    """The clients on the rosters of the sessions a staff member leads about a day."""
    first, last = session_window(day)
    query = (
        select(_ATTENDEE.c.client_id)
        .join_from(_ATTENDEE, _PLANNED, _PLANNED.c.id == _ATTENDEE.c.session_id)
        .where(
            (_PLANNED.c.staff_id == staff_id) | (_PLANNED.c.co_staff_id == staff_id),
            _PLANNED.c.cancelled.is_(False),
            _PLANNED.c.starts_at >= first.isoformat(),
            _PLANNED.c.starts_at < f"{last.isoformat()}T24",
        )
    )
    return set(session.scalars(query))


def emergency_clients(session: Session, staff_id: str, at: datetime) -> set[str]:
    """The clients whose charts a staff member has opened in an emergency that is not over."""
    query = select(EmergencyAccess.client_id).where(
        EmergencyAccess.staff_id == staff_id, EmergencyAccess.ends_at > stamp(at)
    )
    return set(session.scalars(query))


def assignments(session: Session, client_id: str, day: date) -> list[AssignmentRow]:
    """Who else works with a client on a day, oldest first."""
    query = select(CareAssignment).where(
        CareAssignment.client_id == client_id,
        CareAssignment.ended_at == "",
        (CareAssignment.until_on == "") | (CareAssignment.until_on >= day.isoformat()),
    )
    return [
        AssignmentRow(
            each.id,
            each.client_id,
            each.staff_id,
            each.relation,
            date.fromisoformat(each.until_on) if each.until_on else None,
            from_stamp(each.made_at),
        )
        for each in session.scalars(query.order_by(CareAssignment.made_at, CareAssignment.id))
    ]


def emergencies(
    session: Session, *, client_id: str = "", open_at: datetime | None = None, waiting: bool = False
) -> list[EmergencyRow]:
    """Emergency accesses, oldest first: to one chart, still open at a moment, waiting for their review."""
    query = select(EmergencyAccess).order_by(EmergencyAccess.opened_at, EmergencyAccess.id)
    if client_id:
        query = query.where(EmergencyAccess.client_id == client_id)
    if open_at is not None:
        query = query.where(EmergencyAccess.ends_at > stamp(open_at))
    if waiting:
        query = query.where(EmergencyAccess.reviewed_at == "")
    return [to_row(each) for each in session.scalars(query)]


def to_row(stored: EmergencyAccess) -> EmergencyRow:
    """The frozen row of a stored access."""
    return EmergencyRow(
        id=stored.id,
        client_id=stored.client_id,
        staff_id=stored.staff_id,
        reason=stored.reason,
        opened_at=from_stamp(stored.opened_at),
        ends_at=from_stamp(stored.ends_at),
        reviewed_by=stored.reviewed_by,
        finding=stored.finding,
    )
