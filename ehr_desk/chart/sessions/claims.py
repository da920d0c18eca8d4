"""The time of a client that a note claims, and each hour of theirs counted once, however many notes claim it. Pure.

Source: domain page 3.9 (overlap guard: one client is in one session at a time; minutes credited become hours billed).
Of two sessions that cannot both have had their minutes within their hours the one that began first keeps them; of two
that began together a group before a session of one's own, then the one whose note was signed first.
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
_ALL_DAY = 24 * 60


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


def stands_for(
    claim: Span | None, service: str, author_id: str, planned: Iterable[PlannedSessionRow]
) -> PlannedSessionRow | None:
    """The planned session that a note is about which names none: somebody began it in the chart, at the hour of a
    session of its service that its author leads. ``planned``: what is planned for the client on the note's day, by
    time; of several it is the one that the note has most of, and no other."""
    found = [
        one
        for one in planned
        if not one.cancelled and one.service == service and author_id in one.leaders and at_its_hour(claim, one)
    ]
    return max(found, key=lambda one: _in_common(claim, one), default=None)


def missed_in(rows: Iterable[AttendanceRow], undocumented: Sequence[PlannedSessionRow]) -> dict[str, str]:
    """The planned session that each absence is about which names none, by the entry. ``rows``: a client's absences of
    one service and day; ``undocumented``: their sessions of that service and day without a note, by time.

    One with times is about the session at its hour. The others are about those that are left where they are as many at
    least: of fewer nobody can say which one was missed, and none is taken.
    """
    left, found, timeless = list(undocumented), dict[str, str](), list[AttendanceRow]()
    for row in rows:
        span = claimed(row.start, row.end, _ALL_DAY)
        near = [one for one in left if at_its_hour(span, one)]
        if near:
            place = max(near, key=lambda one: _in_common(span, one))
            left.remove(place)
            found[row.entry_id] = place.id
        elif not row.start:
            timeless.append(row)
    if len(timeless) >= len(left):
        found |= {row.entry_id: one.id for row, one in zip(timeless, left, strict=False)}
    return found


def hour_of(planned: PlannedSessionRow) -> Span | None:
    """The time of a planned session; None where it lasts past midnight."""
    return claimed(f"{planned.starts_at:%H:%M}", f"{planned.ends_at:%H:%M}", planned.minutes)


def at_its_hour(claim: Span | None, planned: PlannedSessionRow) -> bool:
    """Whether a claim has half of a planned session's hour, or lies by half in it: hours are seldom kept to the
    minute."""
    hour = hour_of(planned)
    if claim is None or hour is None:
        return False
    return 2 * shared(claim, hour) >= min(claim[1] - claim[0], hour[1] - hour[0])


def counted_once(rows: Iterable[AttendanceRow]) -> list[AttendanceRow]:
    """The rows of one client, in their order, where what cannot have taken place beside earlier sessions is in none of
    the later ones: neither credited there nor planned. Who was out of one for the other missed nothing. Each of the
    sessions stays one."""
    kept = list(rows)
    days: dict[date, dict[int, Span]] = {}
    for at, row in enumerate(kept):
        span = claimed(row.start, row.end, _ALL_DAY) if claim_of_row(row) else None
        if span is not None:
            days.setdefault(row.on, {})[at] = span
    for spans in days.values():
        if _overlap(spans.values()):
            _count_day(kept, spans)
    return kept


def open_minutes(rows: Iterable[AttendanceRow], planned: Sequence[PlannedSessionRow]) -> list[int]:
    """Of each planned session the minutes that can still take place beside ``rows``, which count each hour once
    already, and beside the planned sessions before it."""
    days: dict[date, Room] = {}
    for row in rows:
        span = claimed(row.start, row.end, _ALL_DAY) if row.was_there else None
        if span is not None:
            days.setdefault(row.on, Room()).take(span, row.minutes)
    found = []
    for one in planned:
        hour = hour_of(one)
        room = days.setdefault(one.starts_at.date(), Room())
        found.append(one.minutes if hour is None else room.take(hour, one.minutes))
    return found


class Room:
    """The minutes of one day as sessions take them, each somewhere within its own hours and no two the same ones."""

    def __init__(self) -> None:
        self._taken: list[tuple[Span, int]] = []

    def take(self, hours: Span, minutes: int) -> int:
        """Take so many minutes within these hours, or as many as are left; says how many it took.

        All find place just where no stretch of the day is asked for more than its length by what lies within it whole
        (the condition for one machine, preemptive jobs with release times and deadlines).
        """
        starts = {hours[0], *(span[0] for span, _ in self._taken if span[0] < hours[0])}
        ends = {hours[1], *(span[1] for span, _ in self._taken if span[1] > hours[1])}
        left = min(end - start - self._within(start, end) for start in starts for end in ends)
        took = max(0, min(minutes, left))
        self._taken.append((hours, took))
        return took

    def _within(self, start: int, end: int) -> int:
        return sum(minutes for span, minutes in self._taken if start <= span[0] and span[1] <= end)


def _overlap(spans: Iterable[Span]) -> bool:
    ordered = sorted(spans)
    return any(before[1] > after[0] for before, after in pairwise(ordered))


def _in_common(claim: Span | None, planned: PlannedSessionRow) -> int:
    hour = hour_of(planned)
    return shared(claim, hour) if claim and hour else 0


def _count_day(kept: list[AttendanceRow], spans: Mapping[int, Span]) -> None:
    """Credits first, in the order that keeps; then, of what was planned and not attended, what is free beside them."""
    room = Room()
    order = sorted(spans, key=lambda place: (kept[place].start, kept[place].service not in SHARED))
    credited = {at: min(kept[at].minutes, spans[at][1] - spans[at][0]) for at in order}
    lost = {at: credited[at] - room.take(spans[at], credited[at]) for at in order}
    for at in order:
        row = kept[at]
        gap = max(0, min(row.planned_minutes, spans[at][1] - spans[at][0]) - credited[at])
        less = lost[at] + gap - room.take(spans[at], gap)
        if less:
            planned = max(0, row.planned_minutes - less)
            kept[at] = replace(row, minutes=row.minutes - lost[at], planned_minutes=planned)
