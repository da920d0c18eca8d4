"""What the weekly program asks of the schedule, and overlaps: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehr_desk.chart.sessions.leaving import NOBODY_LEFT, partings
from ehr_desk.chart.sessions.making_up import with_guest
from ehr_desk.chart.sessions.program import (
    OFF_PROGRAM,
    Claim,
    Due,
    clashes,
    due_sessions,
    reconcile,
    track_of,
    weekly_claims,
)
from ehr_desk.chart.sessions.rows import PlannedSessionRow, WeeklyRow
from ehr_desk.chart.sessions.storing import from_program

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 12, 0)
GROUP = WeeklyRow(
    "w1", "s1", date(2026, 11, 1), None, 0, "17:30", 180, "group", "Evening", "", "dana", "Evening", "", ("a", "b")
)


def made(due: Due) -> PlannedSessionRow:
    return from_program(due, f"p-{due.row.slot_id}-{due.day}")


def test_a_session_of_the_program_falls_on_its_weekday_within_its_time() -> None:
    due = due_sessions([replace(GROUP, last=date(2026, 12, 7))], (), MONDAY, date(2026, 12, 31))
    assert [one.day for one in due] == [MONDAY, date(2026, 11, 30), date(2026, 12, 7)]


def test_a_closed_day_and_whoever_left_are_left_out() -> None:
    due = due_sessions([GROUP], {MONDAY}, MONDAY, date(2026, 12, 7), left={"a": date(2026, 11, 30)})
    assert [(one.day, one.row.client_ids) for one in due] == [
        (date(2026, 11, 30), ("a", "b")),
        (date(2026, 12, 7), ("b",)),
    ]
    assert due_sessions([replace(GROUP, client_ids=("a",))], (), MONDAY, MONDAY, left={"a": date(2026, 11, 1)}) == []


def test_what_is_missing_is_made_once() -> None:
    due = due_sessions([GROUP], (), MONDAY, date(2026, 12, 7))
    changes = reconcile(due, [], {}, NOW)
    assert changes.make == tuple(due)
    assert not reconcile(due, [made(one) for one in due], {}, NOW)


def test_a_change_reaches_what_was_made_and_what_is_off_the_program_is_cancelled() -> None:
    before = [made(one) for one in due_sessions([GROUP], (), MONDAY, MONDAY)]
    later = due_sessions([replace(GROUP, start="18:00")], (), MONDAY, MONDAY)
    assert reconcile(later, before, {}, NOW).update == ((before[0], later[0]),)
    assert reconcile([], before, {}, NOW).cancel == ((before[0], OFF_PROGRAM),)
    assert reconcile([], before, {MONDAY: "Snow."}, NOW).cancel == ((before[0], "Snow."),)


def test_a_session_on_whose_roster_nobody_is_left_says_so() -> None:
    before = [made(one) for one in due_sessions([GROUP], (), MONDAY, MONDAY)]
    changes = reconcile([], before, {}, NOW, deserted={("s1", MONDAY)})
    assert changes.cancel == ((before[0], NOBODY_LEFT),)


def test_who_makes_up_for_a_session_in_one_of_the_program_stays_on_its_roster() -> None:
    (due,) = due_sessions([GROUP], (), MONDAY, MONDAY)
    joined = with_guest(made(due), "c", "e1")
    assert not reconcile([due], [joined], {}, NOW)
    assert reconcile([due], [replace(joined, client_ids=("a", "b"))], {}, NOW).update
    left = partings([joined], {"b": date(2026, 11, 1), "c": date(2026, 11, 1)}, NOW)
    assert [one.client_ids for one in left] == [("a", "b")], "the roster itself follows the program"


def test_a_session_that_the_program_cancelled_comes_back_with_it() -> None:
    due = due_sessions([GROUP], (), MONDAY, MONDAY)
    off = replace(made(due[0]), cancelled=True, cancel_reason=OFF_PROGRAM)
    assert reconcile(due, [off], {}, NOW).update == ((off, due[0]),)
    assert not reconcile([], [off], {}, NOW)


@pytest.mark.parametrize("change", [{"by_hand": True}, {"by_hand": True, "cancelled": True}])
def test_what_somebody_changed_by_hand_is_left_alone(change: dict[str, bool]) -> None:
    due = due_sessions([GROUP], (), MONDAY, MONDAY)
    kept = replace(made(due[0]), title="Another title", **change)  # type: ignore[arg-type]  # parametrized
    assert not reconcile(due, [kept], {}, NOW)
    assert not reconcile([], [kept], {}, NOW)


def test_what_has_begun_stays_and_is_not_made_afterwards() -> None:
    due = due_sessions([GROUP], (), MONDAY, MONDAY)
    begun = datetime(2026, 11, 23, 17, 30)
    assert not reconcile(due, [], {}, begun)
    assert not reconcile([], [made(due[0])], {}, begun)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(6, 20), st.integers(0, 40), st.integers(0, 60)), max_size=6),
    st.sets(st.integers(0, 27), max_size=5),
)
def test_reconciling_twice_changes_nothing(slots: list[tuple[int, int, int, int]], closed: set[int]) -> None:
    rows = [
        replace(
            GROUP,
            id=f"w{at}",
            slot_id=f"s{at}",
            weekday=weekday,
            start=f"{hour:02}:00",
            first=MONDAY + timedelta(days=begins),
            last=MONDAY + timedelta(days=begins + length),
        )
        for at, (weekday, hour, begins, length) in enumerate(slots)
    ]
    off = {MONDAY + timedelta(days=one): "Closed." for one in closed}
    due = due_sessions(rows, off, MONDAY, MONDAY + timedelta(days=27))
    schedule = [made(one) for one in reconcile(due, [], off, NOW).make]
    assert not reconcile(due, schedule, off, NOW)
    assert len({(one.slot_id, one.slot_day) for one in schedule}) == len(schedule)


def test_one_person_in_two_sessions_at_once_is_named() -> None:
    other = Claim("Morning group", "09:00", 180, "helen", ("a", "c"))
    found = clashes(Claim("Talk", "11:00", 50, "helen", ("a", "b")), [other])
    assert [(clash.person_id, clash.staff, clash.other.title) for clash in found] == [
        ("helen", True, "Morning group"),
        ("a", False, "Morning group"),
    ]


def test_one_session_may_begin_when_another_ends() -> None:
    other = Claim("Morning group", "09:00", 120, "helen", ("a",))
    assert clashes(Claim("Talk", "11:00", 50, "helen", ("a",)), [other]) == []
    assert clashes(Claim("Talk", "08:10", 50, "helen", ("a",)), [other]) == []


def test_a_weekly_session_meets_those_of_its_weekday_while_both_are_in_force() -> None:
    past = replace(GROUP, id="w2", slot_id="s2", last=date(2026, 11, 20))
    coming = replace(GROUP, id="w3", slot_id="s3", first=date(2026, 12, 1))
    tuesday = replace(GROUP, id="w4", slot_id="s4", weekday=1)
    never = replace(coming, id="w5", slot_id="s5", last=date(2026, 11, 30))
    wanted = replace(GROUP, first=MONDAY)
    assert len(weekly_claims([GROUP, past, coming, tuesday, never], wanted)) == 1


def test_a_session_without_a_track_belongs_to_that_of_its_hour() -> None:
    hours = {9: "Morning", 12: "Afternoon", 16: "Afternoon", 17: "Evening"}
    assert {hour: track_of("", datetime(2026, 11, 23, hour)) for hour in hours} == hours
    assert track_of("Day", datetime(2026, 11, 23, 9)) == "Day"
