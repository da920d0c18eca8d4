"""Hours attended and planned against the minimum of the program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ehr_desk.chart.sessions.hours import WeekHours
from ehr_desk.chart.tasks.attention import attention
from ehr_desk.chart.tasks.rows import Waiting
from tests.chart.tasks.making import TODAY, line, quiet, texts


def week(delivered: int, *, planned: int = 540, excused: int = 0, minimum: int = 540) -> WeekHours:
    return WeekHours("c1", date(2026, 11, 9), planned, delivered, excused, 0, 0, minimum, {}, {})


def test_a_week_under_the_programs_minimum_is_mentioned() -> None:
    waiting = Waiting(hours=(week(390, excused=60), week(0)))
    assert texts(attention(quiet(), TODAY, waiting=waiting)) == [
        ("warning", "Last week 6 h 30 of at least 9 h were attended, 1 h excused.")
    ]
    why = replace(week(390), reasons=("Work", "DUI court"), unexplained=1)
    ((_, said),) = texts(attention(quiet(), TODAY, waiting=Waiting(hours=(why, week(0)))))
    assert said.endswith("were attended. Reasons: Work; DUI court. No reason is recorded for one missed session.")
    assert line(quiet(), waiting) == ("6 h 30 of 9 h last week · Evening track · day 24", "Hours", "warning")
    assert attention(quiet(), TODAY, waiting=Waiting(hours=(week(540), week(0)))) == []


def test_a_schedule_under_the_minimum_is_mentioned_while_there_is_one() -> None:
    waiting = Waiting(hours=(week(540), week(0, planned=360)))
    assert texts(attention(quiet(), TODAY, waiting=waiting)) == [
        ("review", "This week 6 h are planned, the program asks for 9 h.")
    ]
    assert attention(quiet(), TODAY, waiting=Waiting(hours=(week(540), week(0, planned=0)))) == []
