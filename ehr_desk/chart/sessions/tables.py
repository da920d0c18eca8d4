"""Tables of the session room: one written by a fold, two of the schedule, three of the weekly program."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base, FoldedRow


class AttendanceTable(FoldedRow, Base):
    """Sessions attended and missed, oldest first."""

    __tablename__ = "attendance"

    on: Mapped[date] = mapped_column(index=True)
    service: Mapped[str]
    title: Mapped[str]
    start: Mapped[str]
    end: Mapped[str]
    minutes: Mapped[int]
    planned_minutes: Mapped[int]
    mode: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    session_id: Mapped[str]
    entry_id: Mapped[str]
    contact: Mapped[str]


class PlannedSession(Base):
    """One session of the schedule. ``starts_at`` is local ISO text to the minute (``2026-11-21T09:00``).

    ``slot_id`` and ``slot_day`` name the weekly session and the day it was made from: one for each day, held by the
    database itself. ``by_hand``: somebody changed this one, the weekly program leaves it alone. ``co_staff_id``: who of
    the staff leads it too; the note is owed by ``staff_id``.
    """

    __tablename__ = "planned_session"
    __table_args__ = (UniqueConstraint("slot_id", "slot_day"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[str] = mapped_column(index=True)
    minutes: Mapped[int]
    service: Mapped[str]
    title: Mapped[str]
    staff_id: Mapped[str] = mapped_column(index=True)
    co_staff_id: Mapped[str]
    cancelled: Mapped[bool]
    cancel_reason: Mapped[str]
    mode: Mapped[str]
    location: Mapped[str]
    track: Mapped[str]
    curriculum: Mapped[str]
    overlap_reason: Mapped[str]
    slot_id: Mapped[str | None]
    slot_day: Mapped[str | None]
    by_hand: Mapped[bool]


class PlannedAttendee(Base):
    """Who is expected at a planned session. ``makes_up`` is the entry of the missed session it makes up for."""

    __tablename__ = "planned_attendee"

    session_id: Mapped[str] = mapped_column(ForeignKey("planned_session.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)
    makes_up: Mapped[str]


class WeeklySession(Base):
    """A session of the weekly program as it stands from one day to another (``until_day`` is empty while open).

    A change from a day on ends this row the day before and adds another with the same ``slot_id``; a row that ends
    before it starts never took place. ``weekday``: 0 is Monday. ``start`` is local time ("09:00").
    """

    __tablename__ = "weekly_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(index=True)
    from_day: Mapped[str]
    until_day: Mapped[str]
    weekday: Mapped[int]
    start: Mapped[str]
    minutes: Mapped[int]
    service: Mapped[str]
    title: Mapped[str]
    curriculum: Mapped[str]
    staff_id: Mapped[str]
    co_staff_id: Mapped[str]
    track: Mapped[str]
    mode: Mapped[str]
    location: Mapped[str]
    overlap_reason: Mapped[str]


class WeeklyPlace(Base):
    """Who is on the roster of a weekly session."""

    __tablename__ = "weekly_place"

    weekly_id: Mapped[str] = mapped_column(ForeignKey("weekly_session.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)


class ClosedDay(Base):
    """A day on which the weekly program does not take place, while ``closed``; never removed."""

    __tablename__ = "closed_day"

    day: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    closed: Mapped[bool]
