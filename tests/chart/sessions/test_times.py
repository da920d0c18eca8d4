"""Minutes, overlaps and weeks."""

from __future__ import annotations

from datetime import date

import pytest

from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.sessions.times import by_service, minutes_between, minutes_of, overlap, week_of


def attended(
    on: date, minutes: int, *, service: str = "group", status: str = "attended", planned: int = 180
) -> AttendanceRow:
    return AttendanceRow(on, service, "", "18:00", "21:00", minutes, planned, "In person", status, "", "", "e-1")


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


def test_services_are_counted_with_their_minutes() -> None:
    rows = [attended(date(2026, 11, 16), 180), attended(date(2026, 11, 18), 0, status="excused")]
    assert by_service([*rows, attended(date(2026, 11, 20), 150)]) == {"group": (2, 330)}
