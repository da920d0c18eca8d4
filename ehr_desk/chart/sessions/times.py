"""Arithmetic of session times and weeks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow, WeekRow


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


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def overlap(one_start: str, one_end: str, other_start: str, other_end: str) -> bool:
    """Whether two sessions of one day share time; one may begin in the minute the other ends."""
    return minutes_of(one_start) < minutes_of(other_end) and minutes_of(other_start) < minutes_of(one_end)


def weeks(
    attended: Iterable[AttendanceRow],
    planned: Iterable[PlannedSessionRow],
    *,
    first: date,
    last: date,
    weekly_minutes: int = 0,
) -> list[WeekRow]:
    """Delivered and planned minutes of one client, a row for each week that the period touches.

    Planned is what the schedule holds; where it holds nothing for a week, ``weekly_minutes`` (the plan's hours).
    Only days from ``first`` to ``last`` count. Source of the Monday-to-Sunday week: domain page, attendance.
    """
    rows = [row for row in attended if first <= row.on <= last]
    scheduled: dict[date, int] = {}
    for session in planned:
        day = session.starts_at.date()
        if not session.cancelled and first <= day <= last:
            scheduled[monday_of(day)] = scheduled.get(monday_of(day), 0) + session.minutes
    found: list[WeekRow] = []
    monday = monday_of(first)
    while monday <= last:
        found.append(_week(monday, rows, scheduled.get(monday, weekly_minutes)))
        monday += timedelta(days=7)
    return found


def by_service(rows: Iterable[AttendanceRow]) -> Mapping[str, tuple[int, int]]:
    """Sessions attended and minutes credited, by service, in order of the names."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.was_there:
            sessions, minutes = found.get(row.service, (0, 0))
            found[row.service] = (sessions + 1, minutes + row.minutes)
    return dict(sorted(found.items()))


def _week(monday: date, rows: list[AttendanceRow], planned: int) -> WeekRow:
    mine = [row for row in rows if monday_of(row.on) == monday]
    services = by_service(mine)
    return WeekRow(
        monday=monday,
        planned=planned,
        delivered=sum(minutes for _, minutes in services.values()),
        excused=sum(row.planned_minutes for row in mine if row.status == "excused"),
        missed=sum(row.planned_minutes for row in mine if row.status == "no-show"),
        by_service={service: minutes for service, (_, minutes) in services.items()},
    )
