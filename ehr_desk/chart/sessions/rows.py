"""What readers get of sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

# Statuses of somebody who was there, if not for the whole session.
THERE = frozenset({"attended", "late", "left early"})


@dataclass(frozen=True)
class AttendanceRow:
    """One session of a client, attended or missed.

    ``start`` and ``end`` are local times ("09:00") or empty. ``minutes`` is what is credited: 0 when missed.
    ``planned_minutes`` is the session's own length. ``status`` is attended, late, left early, excused or no-show.
    """

    on: date
    service: str
    title: str
    start: str
    end: str
    minutes: int
    planned_minutes: int
    mode: str
    status: str
    reason: str
    session_id: str
    entry_id: str

    @property
    def was_there(self) -> bool:
        """Whether the client took part."""
        return self.status in THERE


@dataclass(frozen=True)
class PlannedSessionRow:
    """One session of the schedule. ``starts_at`` is local time without a zone: the clinic's own clock on the wall."""

    id: str
    starts_at: datetime
    minutes: int
    service: str
    title: str
    staff_id: str
    cancelled: bool
    client_ids: tuple[str, ...]
    cancel_reason: str = ""


@dataclass(frozen=True)
class WeekRow:
    """One week, Monday to Sunday. All numbers are minutes; ``by_service`` holds what was delivered."""

    monday: date
    planned: int
    delivered: int
    excused: int
    missed: int
    by_service: Mapping[str, int]

    @property
    def shortfall(self) -> int:
        """Planned minutes that were not delivered."""
        return max(0, self.planned - self.delivered)
