"""Time that two notes of a client claim is counted once: for the session that began first, a group before others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehr_desk.chart.sessions.claims import claim_of_row, counted_once, twice
from ehr_desk.chart.sessions.hours import week_hours
from ehr_desk.chart.sessions.rows import AttendanceRow

MONDAY = date(2026, 11, 16)


def held(
    start: str, end: str, minutes: int, service: str = "individual", status: str = "attended", *, day: date = MONDAY
) -> AttendanceRow:
    length = int(end[:2]) * 60 + int(end[3:]) - int(start[:2]) * 60 - int(start[3:])
    return AttendanceRow(day, service, "", start, end, minutes, length, "", status, "", "", f"{start} {service}")


GROUP = held("09:00", "12:00", 180, "group")


@pytest.mark.parametrize(
    ("rows", "minutes"),
    [
        ([held("13:30", "14:20", 50), held("13:30", "14:20", 50)], [50, 0]),
        ([held("10:00", "23:00", 780), GROUP], [660, 180]),
        ([held("09:00", "09:50", 50), GROUP], [0, 180]),
        ([held("08:30", "09:20", 50), GROUP], [50, 160]),
        ([held("12:00", "12:50", 50), GROUP], [50, 180]),
        ([held("10:00", "10:50", 50), held("09:00", "12:00", 60, "group", "left early")], [50, 60]),
        ([held("09:00", "09:50", 50), held("09:00", "12:00", 120, "group", "late")], [50, 120]),
        ([held("10:00", "10:50", 50), held("09:00", "12:00", 0, "group", "excused")], [50, 0]),
        ([held("10:00", "10:50", 50, day=MONDAY + timedelta(days=1)), GROUP], [50, 180]),
        ([AttendanceRow(MONDAY, "group", "", "", "", 90, 90, "", "attended", "", "", "e"), GROUP], [90, 180]),
    ],
)
def test_the_session_that_began_first_has_the_time(rows: list[AttendanceRow], minutes: list[int]) -> None:
    counted = counted_once(rows)
    assert [row.minutes for row in counted] == minutes
    assert [row.entry_id for row in counted] == [row.entry_id for row in rows]
    assert sum(lost for _, lost in twice(rows)) == sum(row.minutes for row in rows) - sum(minutes)


TIMES = st.integers(min_value=0, max_value=1439)


@given(st.lists(st.tuples(TIMES, TIMES, st.sampled_from(["group", "individual"])), max_size=6))
def test_no_more_is_counted_than_the_hours_of_the_clock(spans: list[tuple[int, int, str]]) -> None:
    def clock(minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    rows = [held(clock(a), clock(b), b - a, service) for a, b, service in spans if a < b]
    claimed = {minute for row in rows for minute in range(*(claim_of_row(row) or (0, 0)))}
    assert sum(row.minutes for row in counted_once(rows)) == len(claimed)


def test_a_week_counts_the_time_once_and_says_how_much_was_claimed_twice() -> None:
    week = week_hours("a", MONDAY, [GROUP, held("10:00", "23:00", 780)], [])
    assert (week.delivered, week.twice) == (840, 120)
    assert week.by_service == {"group": 180, "individual": 660}
    within = week_hours("a", MONDAY, [GROUP, held("10:00", "10:50", 50)], [])
    assert (within.delivered, within.twice, within.services) == (180, 50, {MONDAY: 1})
