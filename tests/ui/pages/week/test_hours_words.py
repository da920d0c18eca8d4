"""What is said about the hours of a week: while it runs, what can still be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehr_desk.chart.sessions.hours import WeekHours
from ehr_desk.chart.sessions.program_service import Week
from ehr_desk.ui.pages.week.presenter import WeekView, hours_words
from tests.chart.plans.bench import CLIENT

MONDAY = date(2026, 11, 16)


def hours(delivered: int, to_come: int = 0) -> WeekHours:
    return WeekHours(CLIENT.id, MONDAY, delivered + to_come, delivered, 0, 0, 0, 540, {}, {}, to_come)


def said(day: date, *weeks: WeekHours) -> str:
    week = Week(MONDAY, (), (), (), {})
    return hours_words(WeekView("dana", day, week, {}, (), [(CLIENT, one) for one in weeks]))


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        (
            [hours(0, 540), hours(0, 600)],
            "With what is still planned in this week, all 2 clients reach the program's minimum.",
        ),
        (
            [hours(0, 540), hours(180, 180)],
            "With what is still planned in this week, 1 of 2 clients reach the program's minimum. "
            f"Not enough is planned for {CLIENT.name} (3 h short).",
        ),
        ([hours(540)], "With what is still planned in this week, the one client reaches the program's minimum."),
        (
            [hours(360)],
            "With what is still planned in this week, 0 of 1 client reaches the program's minimum. "
            f"Not enough is planned for {CLIENT.name} (3 h short).",
        ),
    ],
)
def test_a_week_that_runs_says_who_will_have_the_hours_and_for_whom_too_little_is_planned(
    weeks: list[WeekHours], words: str
) -> None:
    assert said(MONDAY, *weeks) == words


def test_a_session_that_is_over_without_a_note_is_said_beside_what_is_planned() -> None:
    week = WeekHours(CLIENT.id, MONDAY, 540, 180, 0, 0, 0, 540, {}, {}, 180, 180)
    words = "With what is still planned in this week and what has no note yet, the one client reaches"
    assert said(MONDAY + timedelta(days=3), week) == f"{words} the program's minimum."


def test_a_week_that_is_over_says_who_is_under_the_minimum() -> None:
    over = MONDAY + timedelta(days=7)
    assert said(over, hours(180), hours(540)) == "1 of 2 clients is under the program's minimum in this week."


def test_time_that_two_notes_claim_is_said_to_be_counted_once() -> None:
    twice = replace(hours(540), twice=50)
    once = f" Notes of two sessions at once are counted once: {CLIENT.name} (50 min)."
    assert said(MONDAY, twice).endswith(f"reaches the program's minimum.{once}")
