"""The time of a client that a note claims, and each hour of theirs counted once, however many notes claim it. Pure.

Source: domain page 3.9 (overlap guard: one client is in one session at a time; minutes credited become hours billed).
Of two sessions that claim the same time the one that began first keeps it; of two that began together a group before
a session of one's own, then the one whose note was signed first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from ehr_desk.chart.sessions.rows import SHARED, AttendanceRow, PlannedSessionRow
from ehr_desk.chart.sessions.times import minutes_of

Span = tuple[int, int]
"""Minutes since midnight, from and to."""


def claimed(start: str, end: str, minutes: int, status: str = "") -> Span | None:
    """The time that a session credits: who came late was there at its end, who left early at its beginning.

    None where nothing is credited, or where the times are missing or do not fit.
    """
    try:
        first, last = minutes_of(start), minutes_of(end)
    except ValueError:
        return None
    credited = min(minutes, last - first)
    if credited <= 0:
        return None
    return (last - credited, last) if status == "late" else (first, first + credited)


def claim_of_row(row: AttendanceRow) -> Span | None:
    """The time that a session attended credits."""
    return claimed(row.start, row.end, row.minutes, row.status) if row.was_there else None


def shared(one: Span, other: Span) -> int:
    """How many minutes two claims have in common."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def documents(row: AttendanceRow, planned: PlannedSessionRow) -> bool:
    """Whether a note that names no planned session is about this one all the same: somebody began it in the chart, at
    the hour of the session and of its service. Half of the shorter one is enough, hours are seldom kept to the minute.
    """
    if row.session_id or row.on != planned.starts_at.date() or row.service != planned.service:
        return False
    return at_its_hour(claim_of_row(row), planned)


def at_its_hour(claim: Span | None, planned: PlannedSessionRow) -> bool:
    """Whether a claim has half of a planned session's hour, or lies by half in it."""
    hour = claimed(f"{planned.starts_at:%H:%M}", f"{planned.ends_at:%H:%M}", planned.minutes)
    if claim is None or hour is None:
        return False
    return 2 * shared(claim, hour) >= min(claim[1] - claim[0], hour[1] - hour[0])


def counted_once(rows: Iterable[AttendanceRow]) -> list[AttendanceRow]:
    """The rows of one client, in their order, where time that an earlier session has is in none of the later ones:
    neither credited there nor planned. Each of the sessions stays one."""
    kept = list(rows)
    days: dict[date, dict[int, Span]] = {}
    for at, row in enumerate(kept):
        span = claim_of_row(row)
        if span is not None:
            days.setdefault(row.on, {})[at] = span
    for spans in days.values():
        if _overlap(spans.values()):
            _count_day(kept, spans)
    return kept


def twice(rows: Sequence[AttendanceRow]) -> list[tuple[AttendanceRow, int]]:
    """The sessions whose time, so many minutes of it, counts in another one."""
    pairs = zip(rows, counted_once(rows), strict=True)
    return [(row, row.minutes - counted.minutes) for row, counted in pairs if counted.minutes < row.minutes]


def _overlap(spans: Iterable[Span]) -> bool:
    ordered = sorted(spans)
    return any(before[1] > after[0] for before, after in pairwise(ordered))


def _count_day(kept: list[AttendanceRow], spans: Mapping[int, Span]) -> None:
    taken: set[int] = set()
    for at in sorted(spans, key=lambda place: (kept[place].start, kept[place].service not in SHARED)):
        row, minutes = kept[at], set(range(*spans[at]))
        lost = len(minutes & taken)
        if lost:
            kept[at] = replace(row, minutes=row.minutes - lost, planned_minutes=max(0, row.planned_minutes - lost))
        taken |= minutes
