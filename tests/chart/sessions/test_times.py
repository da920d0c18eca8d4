"""Minutes, overlaps and weeks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.chart.sessions.times import by_service, minutes_between, minutes_of, overlap, week_of, weeks


def attended(
    on: date, minutes: int, *, service: str = "group", status: str = "attended", planned: int = 180
) -> AttendanceRow:
    return AttendanceRow(on, service, "", "18:00", "21:00", minutes, planned, "In person", status, "", "", "e-1")


def planned(at: datetime, minutes: int = 180, *, cancelled: bool = False) -> PlannedSessionRow:
    return PlannedSessionRow("s", at, minutes, "group", "", "staff", cancelled, ("c-1",))


@pytest.mark.parametrize(
    ("start", "end", "minutes"), [("10:00", "10:50", 50), ("00:00", "23:59", 1439), ("09:59", "10:00", 1)]
)
def test_minutes_between_two_times(start: str, end: str, minutes: int) -> None:
    assert minutes_between(start, end) == minutes


@pytest.mark.parametrize(("start", "end"), [("23:30", "00:30"), ("10:00", "10:00"), ("10:00", "09:00")])
def test_past_midnight_is_refused(start: str, end: str) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        minutes_between(start, end)


@pytest.mark.parametrize("text", ["24:00", "10:60", "-1:00", "ten", ""])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - int() words its own message
        minutes_of(text)


@pytest.mark.parametrize(
    ("other", "shares"),
    [(("10:50", "11:40"), False), (("09:00", "10:00"), False), (("10:49", "11:00"), True), (("10:10", "10:20"), True)],
)
def test_sessions_that_touch_do_not_overlap(other: tuple[str, str], shares: bool) -> None:
    assert overlap("10:00", "10:50", *other) is shares
    assert overlap(*other, "10:00", "10:50") is shares


# 21 November 2026 is a Saturday.
@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 21), date(2026, 11, 16)),
        (date(2026, 11, 22), date(2026, 11, 16)),
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2027, 1, 1), date(2026, 12, 28)),
        (date(2028, 3, 1), date(2028, 2, 28)),
    ],
)
def test_a_week_begins_on_monday(day: date, monday: date) -> None:
    assert week_of(day) == monday


def test_delivered_and_planned_minutes_of_each_week() -> None:
    rows = [
        attended(date(2026, 11, 16), 180),
        attended(date(2026, 11, 18), 150, status="late"),
        attended(date(2026, 11, 19), 50, service="individual", planned=50),
        attended(date(2026, 11, 20), 0, status="no-show"),
        attended(date(2026, 11, 24), 0, status="excused"),
    ]
    schedule = [planned(datetime(2026, 11, day, 18, 0)) for day in (16, 18, 20)]
    schedule.append(planned(datetime(2026, 11, 21, 18, 0), cancelled=True))
    first, second = weeks(rows, schedule, first=date(2026, 11, 16), last=date(2026, 11, 29), weekly_minutes=540)
    assert (first.first, first.planned, first.delivered, first.missed, first.excused) == (
        date(2026, 11, 16),
        540,
        380,
        180,
        0,
    )
    assert first.by_service == {"group": 330, "individual": 50}
    assert first.shortfall == 160
    assert (second.planned, second.delivered, second.excused, second.shortfall) == (540, 0, 180, 540)


def test_only_days_of_the_period_count() -> None:
    rows = [attended(date(2026, 11, 16), 180), attended(date(2026, 11, 18), 180)]
    (week,) = weeks(rows, [], first=date(2026, 11, 17), last=date(2026, 11, 20))
    assert week.delivered == 180


def test_services_are_counted_with_their_minutes() -> None:
    rows = [attended(date(2026, 11, 16), 180), attended(date(2026, 11, 18), 0, status="excused")]
    assert by_service([*rows, attended(date(2026, 11, 20), 150)]) == {"group": (2, 330)}


@settings(derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 240)), max_size=20))
def test_no_minute_is_lost_or_counted_twice_between_weeks(sessions: list[tuple[int, int]]) -> None:
    first = date(2026, 10, 1)
    rows = [attended(first + timedelta(days=days), minutes) for days, minutes in sessions]
    found = weeks(rows, [], first=first, last=first + timedelta(days=60))
    assert sum(week.delivered for week in found) == sum(row.minutes for row in rows)
    assert [week.first.weekday() for week in found] == [0] * len(found)
