"""Hours of a week against the program's minimum. The numbers are those of SAMHSA's advisory: 9 and 6 hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ehr_desk.chart.sessions.hours import hours_text, is_intensive, least_minutes, week_hours
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.chart.sessions.times import services_by_day, week_of

MONDAY = date(2026, 11, 16)


def planned(days: int, minutes: int = 180, **changes: object) -> PlannedSessionRow:
    at = datetime.combine(MONDAY, datetime.min.time()) + timedelta(days=days, hours=17)
    row = PlannedSessionRow(f"p{days}", at, minutes, "group", "Evening", "dana", False, ("a", "b"))
    return replace(row, **changes)  # type: ignore[arg-type]  # fields by name


def attended(days: int, minutes: int = 180, status: str = "attended", service: str = "group") -> AttendanceRow:
    on = MONDAY + timedelta(days=days)
    return AttendanceRow(on, service, "", "17:00", "20:00", minutes, 180, "", status, "", f"p{days}", f"e{days}")


def test_a_week_is_planned_against_delivered() -> None:
    rows = [attended(0), attended(1, 150, "late"), attended(3, 0, "excused"), attended(8)]
    week = week_hours("a", MONDAY, rows, [planned(0), planned(1), planned(3), planned(8)], minimum=540)
    assert (week.planned, week.delivered, week.excused, week.missed) == (540, 330, 180, 0)
    assert (week.shortfall, week.planned_shortfall) == (210, 0)
    assert (week.to_come, week.will_lack) == (0, 210)


def test_the_seventh_day_is_the_last_of_the_week() -> None:
    days = (6, 7)
    week = week_hours("a", MONDAY, [attended(day, 60) for day in days], [planned(day) for day in days])
    assert (week.last, week.planned, week.delivered) == (MONDAY + timedelta(days=6), 180, 60)


def test_what_is_planned_and_not_documented_yet_is_still_to_come() -> None:
    sessions = [planned(0), planned(1), planned(2), planned(4, makes_up={"a": "e1"}), planned(5, cancelled=True)]
    week = week_hours("a", MONDAY, [attended(0), attended(1, 0, "no-show")], sessions, minimum=600)
    assert (week.delivered, week.to_come, week.shortfall, week.will_lack) == (180, 360, 420, 60)


def test_a_session_that_is_over_without_a_note_is_not_to_come() -> None:
    now = datetime.combine(MONDAY + timedelta(days=2), datetime.min.time()).replace(hour=20)
    week = week_hours("a", MONDAY, [attended(0)], [planned(day) for day in (0, 1, 2, 3)], minimum=720, now=now)
    assert (week.delivered, week.unwritten, week.to_come, week.will_lack) == (180, 360, 180, 0)


def test_a_visit_within_a_group_is_no_hour_more_of_the_week_that_is_planned_or_has_no_note_yet() -> None:
    visit = replace(planned(1, 30, service="medication", id="visit"), starts_at=planned(1).starts_at.replace(hour=18))
    sessions = [planned(0, 170), planned(1, 170), visit, planned(2, 170)]
    week = week_hours("a", MONDAY, [], sessions, minimum=540)
    assert (week.planned, week.planned_shortfall, week.to_come, week.will_lack) == (510, 30, 510, 30)
    seen = replace(attended(1, 30, service="medication"), start="18:00", end="18:30", session_id="visit")
    over = datetime.combine(MONDAY + timedelta(days=6), datetime.min.time())
    week = week_hours("a", MONDAY, [seen], sessions, minimum=540, now=over)
    assert (week.delivered, week.unwritten, week.to_come, week.will_lack) == (30, 480, 0, 30)


def test_a_note_without_a_session_makes_up_like_the_session_it_stands_for() -> None:
    missed = replace(attended(0, 0, "no-show"), reason="Work")
    alone = replace(attended(4), session_id="", entry_id="alone")
    sessions = [planned(0), planned(4, makes_up={"a": "e0"})]
    week = week_hours("a", MONDAY, [missed, alone], sessions, places={"alone": "p4"})
    assert (week.delivered, week.made_up, week.reasons, week.unexplained, week.to_come) == (180, 180, (), 0, 0)


def test_a_make_up_session_is_delivered_but_not_planned_twice() -> None:
    rows = [attended(0, 0, "no-show"), attended(4)]
    week = week_hours("a", MONDAY, rows, [planned(0), planned(4, makes_up={"a": "e0"})], minimum=180)
    assert (week.planned, week.delivered, week.made_up, week.missed, week.shortfall) == (180, 180, 180, 180, 0)
    assert week_hours("b", MONDAY, [], [planned(4, makes_up={"a": "e0"})]).planned == 180


def test_a_week_tells_why_its_sessions_were_missed_unless_they_were_made_up_for() -> None:
    rows = [
        replace(attended(0, 0, "excused"), reason="Work."),
        replace(attended(1, 0, "no-show"), reason="Work"),
        attended(2, 0, "no-show"),
        replace(attended(3, 0, "no-show"), reason="Illness"),
        attended(4),
    ]
    week = week_hours("a", MONDAY, rows, [planned(4, makes_up={"a": "e3"})], minimum=540)
    assert (week.reasons, week.unexplained) == (("Work",), 1)


def test_a_missed_session_stays_made_up_for_when_another_entry_says_by_now_that_it_was_missed() -> None:
    anew = replace(attended(3, 0, "no-show"), reason="Illness", entry_id="written anew")
    makeup = planned(4, makes_up={"a": "e3"})
    week = week_hours("a", MONDAY, [anew, attended(4)], [makeup], absences={"e3": "p3"})
    assert (week.reasons, week.unexplained) == ((), 0)
    elsewhere = week_hours("a", MONDAY, [anew, attended(4)], [makeup], absences={"e3": "p2"})
    assert elsewhere.reasons == ("Illness",)


def test_an_absence_that_names_no_session_is_made_up_for_too() -> None:
    missed = replace(attended(3, 0, "no-show"), reason="Illness", session_id="")
    week = week_hours("a", MONDAY, [missed, attended(4)], [planned(4, makes_up={"a": "e3"})])
    assert (week.reasons, week.unexplained) == ((), 0)


def test_a_missed_make_up_that_was_made_up_for_takes_the_first_absence_with_it_in_any_week() -> None:
    first, again = attended(0, 0, "no-show"), attended(2, 0, "no-show")
    rows = [replace(first, entry_id="e-a", session_id="p0"), replace(again, entry_id="e-b", session_id="p2")]
    chain = [planned(0), planned(2, makes_up={"a": "e-a"}), planned(8, makes_up={"a": "e-b"})]
    missed = week_hours("a", MONDAY, rows, chain)
    assert missed.unexplained == 2
    done = week_hours("a", MONDAY, [*rows, replace(attended(8), session_id="p8")], chain)
    assert (done.unexplained, done.reasons, done.made_up) == (0, (), 0)


def test_cancelled_and_other_peoples_sessions_are_not_planned() -> None:
    others = [planned(0, cancelled=True), planned(1, client_ids=("c",))]
    assert week_hours("a", MONDAY, [], others).planned == 0


def test_a_case_conference_is_staff_time_and_in_nobodys_hours() -> None:
    later = datetime.combine(MONDAY + timedelta(days=3), datetime.min.time())
    sessions = [planned(0), planned(1, 60, service="case conference")]
    week = week_hours("a", MONDAY, [attended(0)], sessions, minimum=240, now=later)
    assert (week.planned, week.unwritten, week.to_come, week.will_lack) == (180, 0, 0, 60)


def test_different_services_are_counted_for_each_day() -> None:
    rows = [
        attended(0),
        attended(0),
        replace(attended(0, 50, service="individual"), start="13:00", end="13:50"),
        attended(0, 0, "no-show", service="skills"),
        attended(1, 60, service="psychoeducation"),
    ]
    assert services_by_day(rows) == {MONDAY: 2, MONDAY + timedelta(days=1): 1}
    assert week_hours("a", MONDAY, rows, []).services == services_by_day(rows)


@pytest.mark.parametrize(("age", "minutes"), [(12, 360), (17, 360), (18, 540), (70, 540)])
def test_adolescents_have_a_minimum_of_their_own(age: int, minutes: int) -> None:
    assert least_minutes(age, 540, 360) == minutes


@pytest.mark.parametrize(
    ("level", "holds"),
    [
        ("Intensive outpatient", True),
        ("2.1 Intensive outpatient", True),
        ("2.1", True),
        ("IOP", True),
        ("Outpatient", False),
        ("Partial hospitalization", False),
        ("", False),
    ],
)
def test_the_minimum_holds_at_the_intensive_level(level: str, holds: bool) -> None:
    assert is_intensive(level) is holds


@pytest.mark.parametrize(
    ("day", "starts_on", "first"),
    [
        (date(2026, 11, 22), 0, date(2026, 11, 16)),
        (date(2026, 11, 22), 6, date(2026, 11, 22)),
        (date(2026, 11, 21), 6, date(2026, 11, 15)),
        (date(2026, 11, 18), 3, date(2026, 11, 12)),
    ],
)
def test_a_week_begins_on_the_clinics_day(day: date, starts_on: int, first: date) -> None:
    assert week_of(day, starts_on) == first


@pytest.mark.parametrize(("minutes", "words"), [(540, "9 h"), (390, "6 h 30"), (45, "45 min"), (65, "1 h 05")])
def test_minutes_are_told_in_hours(minutes: int, words: str) -> None:
    assert hours_text(minutes) == words


def test_a_family_session_without_the_client_is_no_hour_of_the_clients_week() -> None:
    family = replace(planned(2, 60), service="family")
    now = datetime.combine(MONDAY + timedelta(days=4), datetime.min.time())
    week = week_hours("a", MONDAY, [attended(0)], [planned(0), family], now=now, family_alone={family.starts_at.date()})
    assert (week.planned, week.delivered, week.unwritten) == (180, 180, 0)
    there = [attended(0), attended(2, 60, service="family")]
    week = week_hours("a", MONDAY, there, [planned(0), family], family_alone={family.starts_at.date()})
    assert (week.planned, week.delivered) == (240, 240), "another one of that day, with the client"
