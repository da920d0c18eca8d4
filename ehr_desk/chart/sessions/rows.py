"""What readers get of sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

STAFF_TIME = frozenset({"case conference"})
"""Services that are staff time about a client: no hours of the client's, nothing to attend or to miss."""

SHARED = frozenset({"group", "psychoeducation", "skills", "holistic activity", "peer support"})
"""Services that several clients attend together."""

_ALSO_ALONE = "peer support"

# Statuses of somebody who was there, if not for the whole session.
THERE = frozenset({"attended", "late", "left early"})


def in_group(service: str, clients: int) -> bool:
    """Whether a session is a group's, with a group note. Peer support with one client is a talk of two."""
    return service in SHARED and not (service == _ALSO_ALONE and clients == 1)


@dataclass(frozen=True)
class AttendanceRow:
    """One session of a client, attended or missed.

    ``start`` and ``end`` are local times ("09:00") or empty. ``minutes`` is what is credited: 0 when missed.
    ``planned_minutes`` is the session's own length. ``status`` is attended, late, left early, excused or no-show.
    ``contact`` says, of a missed session, whether somebody reached the client ("Reached by phone"), empty where nobody
    said so yet.
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
    contact: str = ""

    @property
    def was_there(self) -> bool:
        """Whether the client took part."""
        return self.status in THERE


@dataclass(frozen=True)
class PlannedSessionRow:
    """One session of the schedule. ``starts_at`` is local time without a zone: the clinic's own clock on the wall.

    ``slot_id`` and ``slot_day`` say from which weekly session and for which day it was made (empty, None: planned by
    itself). ``co_staff_id``: who of the staff leads it too. ``makes_up``: client id to the entry of the missed session
    that this one makes up for.
    """

    id: str
    starts_at: datetime
    minutes: int
    service: str
    title: str
    staff_id: str
    cancelled: bool
    client_ids: tuple[str, ...]
    cancel_reason: str = ""
    mode: str = ""
    track: str = ""
    curriculum: str = ""
    overlap_reason: str = ""
    location: str = ""
    co_staff_id: str = ""
    slot_id: str = ""
    slot_day: date | None = None
    by_hand: bool = False
    makes_up: Mapping[str, str] = field(default_factory=dict)

    @property
    def leaders(self) -> frozenset[str]:
        """Who of the staff leads it."""
        return frozenset({self.staff_id, self.co_staff_id} - {""})

    @property
    def with_clients(self) -> bool:
        """Whether its clients take part: the team speaks about who is on the roster of a case conference."""
        return self.service not in STAFF_TIME

    @property
    def in_group(self) -> bool:
        """Whether a group note documents it."""
        return in_group(self.service, len(self.client_ids))

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class WeeklyRow:
    """One session of the weekly program, from ``first`` to ``last`` (None: open). ``weekday`` 0: Monday."""

    id: str
    slot_id: str
    first: date
    last: date | None
    weekday: int
    start: str
    minutes: int
    service: str
    title: str
    curriculum: str
    staff_id: str
    track: str
    mode: str
    client_ids: tuple[str, ...]
    overlap_reason: str = ""
    location: str = ""
    co_staff_id: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the program holds this session on a day."""
        return day.weekday() == self.weekday and self.first <= day and (self.last is None or day <= self.last)

    def in_force(self, first: date, last: date) -> bool:
        """Whether any day from one to another lies in its time."""
        return self.first <= last and (self.last is None or (first <= self.last and self.first <= self.last))

    def starts_on(self, day: date) -> datetime:
        """The moment it starts on a day, by the clock on the wall."""
        return datetime.combine(day, time.fromisoformat(self.start))
