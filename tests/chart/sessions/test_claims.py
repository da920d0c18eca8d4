"""Time that two notes of a client claim is counted once: for the session that began first, a group before others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehr_desk.chart.sessions.claims import claim_of_row, counted_once, missed_in, stands_for
from ehr_desk.chart.sessions.hours import week_hours
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow

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
        ([held("09:00", "12:00", 150, "group"), held("10:00", "10:30", 30, "medication")], [150, 30]),
        ([held("09:00", "12:00", 150, "group"), held("10:00", "11:00", 60, "medication")], [150, 30]),
        ([held("09:00", "12:00", 150, "group"), held("11:45", "12:30", 45)], [150, 45]),
        ([held("09:00", "12:00", 60, "group"), held("13:30", "14:20", 50), held("13:30", "14:20", 50)], [60, 50, 0]),
        ([held("09:00", "12:00", 150, "group"), held("10:00", "10:30", 30), held("11:00", "11:30", 30)], [150, 30, 0]),
        ([held("10:00", "10:50", 50), held("09:00", "12:00", 0, "group", "excused")], [50, 0]),
        ([held("10:00", "10:50", 50, day=MONDAY + timedelta(days=1)), GROUP], [50, 180]),
        ([AttendanceRow(MONDAY, "group", "", "", "", 90, 90, "", "attended", "", "", "e"), GROUP], [90, 180]),
    ],
)
def test_the_session_that_began_first_has_what_cannot_be_in_both(rows: list[AttendanceRow], minutes: list[int]) -> None:
    counted = counted_once(rows)
    assert [row.minutes for row in counted] == minutes
    assert [row.entry_id for row in counted] == [row.entry_id for row in rows]


TIMES = st.integers(min_value=0, max_value=1439)


@given(st.lists(st.tuples(TIMES, TIMES, st.sampled_from(["group", "individual"])), max_size=6))
def test_no_more_is_counted_than_the_hours_of_the_clock(spans: list[tuple[int, int, str]]) -> None:
    def clock(minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    rows = [held(clock(a), clock(b), b - a, service) for a, b, service in spans if a < b]
    claimed = {minute for row in rows for minute in range(*(claim_of_row(row) or (0, 0)))}
    assert sum(row.minutes for row in counted_once(rows)) == len(claimed)


SHORT = st.integers(min_value=0, max_value=45)


@given(st.lists(st.tuples(SHORT, SHORT, SHORT), max_size=5))
def test_what_is_counted_can_have_taken_place_minute_by_minute(spans: list[tuple[int, int, int]]) -> None:
    rows = [held(f"10:{a:02}", f"10:{b:02}", min(minutes, b - a)) for a, b, minutes in spans if a < b]
    counted = counted_once(rows)
    left = [row.minutes for row in counted]
    for minute in range(45):  # whoever's session ends first is served first: it finds a way wherever there is one
        there = [at for at, row in enumerate(rows) if int(row.start[3:]) <= minute < int(row.end[3:]) and left[at]]
        if there:
            left[min(there, key=lambda at: rows[at].end)] -= 1
    assert not any(left)
    if len(rows) == 2:
        union = {minute for row in rows for minute in range(int(row.start[3:]), int(row.end[3:]))}
        asked = sum(row.minutes for row in rows)
        assert asked - sum(row.minutes for row in counted) == max(0, asked - len(union))


def test_who_was_called_out_of_a_group_for_a_visit_missed_nothing() -> None:
    group, visit = counted_once([held("09:00", "12:00", 150, "group"), held("10:00", "10:30", 30, "medication")])
    assert (group.planned_minutes, visit.planned_minutes) == (150, 30)
    longer, _ = counted_once([held("09:00", "12:00", 120, "group"), held("10:00", "10:30", 30, "medication")])
    assert longer.planned_minutes - longer.minutes == 30, "what nobody else had is missed"


def test_what_nobody_attended_stays_missed_beside_a_visit_within_it() -> None:
    shortened = replace(held("09:00", "11:00", 120, "group"), planned_minutes=180)
    group, _visit = counted_once([shortened, held("10:00", "10:30", 30, "medication")])
    assert (group.minutes, group.planned_minutes) == (120, 180), "the last hour fell out, whatever the visit was"


@pytest.mark.parametrize(
    ("status", "claim"), [("attended", (540, 600)), ("left early", (540, 600)), ("late", (660, 720))]
)
def test_only_who_came_late_was_there_at_the_end(status: str, claim: tuple[int, int]) -> None:
    assert claim_of_row(held("09:00", "12:00", 60, status=status)) == claim


def test_a_note_that_credits_nothing_claims_no_time_and_stands_for_no_session() -> None:
    claim = claim_of_row(held("10:00", "10:50", 0))
    assert claim is None
    assert stands_for(claim, "individual", "dana", [planned("10:00")]) is None


def planned(start: str, leader: str = "dana", co_leader: str = "") -> PlannedSessionRow:
    at = datetime.combine(MONDAY, datetime.strptime(start, "%H:%M").time())
    row = PlannedSessionRow(start, at, 50, "individual", "", leader, False, ("a",))
    return replace(row, co_staff_id=co_leader)


@pytest.mark.parametrize(
    ("start", "sessions", "found"),
    [
        (625, [planned("10:00"), planned("11:00")], "10:00"),
        (635, [planned("10:00"), planned("11:00")], "11:00"),
        (625, [planned("10:00", "toby"), planned("11:00")], "11:00"),
        (635, [planned("10:00"), planned("11:00", "toby", "dana")], "11:00"),
        (630, [planned("10:30", "toby")], ""),
        (720, [planned("10:00"), planned("11:00")], ""),
        (625, [replace(planned("10:00"), cancelled=True)], ""),
    ],
)
def test_a_note_stands_for_one_session_of_its_author_that_it_has_most_of(
    start: int, sessions: list[PlannedSessionRow], found: str
) -> None:
    one = stands_for((start, start + 60), "individual", "dana", sessions)
    assert (one.id if one else "") == found
    assert stands_for((start, start + 60), "family", "dana", sessions) is None


def absent(entry: str, start: str = "", end: str = "") -> AttendanceRow:
    return AttendanceRow(MONDAY, "individual", "", start, end, 0, 50, "", "no-show", "", "", entry)


@pytest.mark.parametrize(
    ("rows", "sessions", "found"),
    [
        ([absent("a")], ["10:00"], {"a": "10:00"}),
        ([absent("a")], ["10:00", "14:00"], {}),
        ([absent("a"), absent("b")], ["10:00", "14:00"], {"a": "10:00", "b": "14:00"}),
        ([absent("a"), absent("b")], ["10:00"], {"a": "10:00"}),
        ([absent("a"), absent("b", "10:00", "10:50")], ["10:00", "14:00"], {"a": "14:00", "b": "10:00"}),
        ([absent("a", "08:00", "08:50")], ["10:00"], {}),
        ([absent("a")], [], {}),
    ],
)
def test_an_absence_is_about_the_session_that_is_left_where_nobody_can_mean_another(
    rows: list[AttendanceRow], sessions: list[str], found: dict[str, str]
) -> None:
    assert missed_in(rows, [planned(start, "toby") for start in sessions]) == found


def test_a_week_counts_the_time_once_and_says_how_much_was_claimed_twice() -> None:
    week = week_hours("a", MONDAY, [GROUP, held("10:00", "23:00", 780)], [])
    assert (week.delivered, week.twice) == (840, 120)
    assert week.by_service == {"group": 180, "individual": 660}
    within = week_hours("a", MONDAY, [GROUP, held("10:00", "10:50", 50)], [])
    assert (within.delivered, within.twice, within.services) == (180, 50, {MONDAY: 1})
