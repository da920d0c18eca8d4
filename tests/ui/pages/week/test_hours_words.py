"""What is said about the hours of a week: while it runs, what can still be changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehr_desk.chart.sessions.hours import WeekHours
from ehr_desk.chart.sessions.program_service import Week
from ehr_desk.ui.pages.week.presenter import WeekView, hours_words
from tests.chart.plans.bench import CLIENT

MONDAY = date(2026, 11, 16)


def hours(planned: int, delivered: int) -> WeekHours:
    return WeekHours(CLIENT.id, MONDAY, planned, delivered, 0, 0, 0, 540, {}, {})


def said(day: date, *weeks: WeekHours) -> str:
    week = Week(MONDAY, (), (), (), {})
    return hours_words(WeekView("dana", day, week, {}, (), [(CLIENT, one) for one in weeks]))


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        ([hours(540, 0), hours(600, 0)], "0 of 2 clients have the program's minimum so far."),
        (
            [hours(540, 0), hours(360, 0)],
            "0 of 2 clients have the program's minimum so far; 1 is planned for less than it.",
        ),
        ([hours(540, 540), hours(540, 180)], "1 of 2 clients has the program's minimum so far."),
        ([hours(360, 540)], "1 of 1 client has the program's minimum so far."),
    ],
)
def test_a_week_that_runs_says_who_has_the_hours_and_whose_schedule_holds_too_little(
    weeks: list[WeekHours], words: str
) -> None:
    assert said(MONDAY, *weeks) == words


def test_a_week_that_is_over_says_who_is_under_the_minimum() -> None:
    over = MONDAY + timedelta(days=7)
    assert said(over, hours(540, 180), hours(540, 540)) == "1 of 2 clients is under the program's minimum in this week."
