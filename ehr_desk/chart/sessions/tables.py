"""Tables of the session room: one written by a fold, two of the schedule."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
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


class PlannedSession(Base):
    """One session of the schedule. ``starts_at`` is local ISO text to the minute (``2026-11-21T09:00``)."""

    __tablename__ = "planned_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[str] = mapped_column(index=True)
    minutes: Mapped[int]
    service: Mapped[str]
    title: Mapped[str]
    staff_id: Mapped[str] = mapped_column(index=True)
    cancelled: Mapped[bool]
    cancel_reason: Mapped[str]


class PlannedAttendee(Base):
    """Who is expected at a planned session."""

    __tablename__ = "planned_attendee"

    session_id: Mapped[str] = mapped_column(ForeignKey("planned_session.id"), primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)
