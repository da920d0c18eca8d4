"""Arithmetic of session times and weeks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from ehr_desk.chart.sessions.rows import AttendanceRow


def minutes_of(time: str) -> int:
    """Minutes since midnight of a time like "09:30". Raises ``ValueError`` for anything else."""
    hours, _, minutes = time.partition(":")
    total = int(hours) * 60 + int(minutes)
    if not 0 <= total < 24 * 60 or not 0 <= int(minutes) < 60:
        raise ValueError("no time of day")
    return total


def minutes_between(start: str, end: str) -> int:
    """Minutes from start to end on the same day.

    Raises ``ValueError`` where the end does not come after the start: a session past midnight is two sessions.
    """
    length = minutes_of(end) - minutes_of(start)
    if length <= 0:
        raise ValueError("a session ends after it starts, on the same day")
    return length


def week_of(day: date, starts_on: int = 0) -> date:
    """The first day of the day's week. ``starts_on``: the weekday on which weeks begin, 0 is Monday."""
    return day - timedelta(days=(day.weekday() - starts_on) % 7)


def overlap(one_start: str, one_end: str, other_start: str, other_end: str) -> bool:
    """Whether two sessions of one day share time; one may begin in the minute the other ends."""
    return minutes_of(one_start) < minutes_of(other_end) and minutes_of(other_start) < minutes_of(one_end)


def by_service(rows: Iterable[AttendanceRow]) -> Mapping[str, tuple[int, int]]:
    """Sessions attended and minutes credited, by service, in order of the names."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.was_there:
            sessions, minutes = found.get(row.service, (0, 0))
            found[row.service] = (sessions + 1, minutes + row.minutes)
    return dict(sorted(found.items()))


def services_by_day(rows: Iterable[AttendanceRow]) -> dict[date, int]:
    """How many different services a client attended on each day, by the day.

    Medicare pays intensive outpatient days by three or by four and more services (APC 5851, 5852).
    """
    found: dict[date, set[str]] = {}
    for row in rows:
        if row.was_there:
            found.setdefault(row.on, set()).add(row.service)
    return {day: len(services) for day, services in sorted(found.items())}
