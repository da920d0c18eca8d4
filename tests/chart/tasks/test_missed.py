"""Missed sessions, and clients who seem to have left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ehr_desk.chart.tasks.attention import attention
from ehr_desk.chart.tasks.due import DueRule
from tests.chart.tasks.making import ADMITTED, EPISODE, TODAY, attended, quiet, rules_of


def test_an_excused_absence_is_not_a_missed_session() -> None:
    assert attention(quiet(attendance=[attended(date(2026, 11, 20), "excused")]), TODAY) == []


def test_coming_back_ends_the_missed_sessions() -> None:
    rows = [attended(date(2026, 11, 19), "no-show"), attended(date(2026, 11, 20))]
    assert attention(quiet(attendance=rows), TODAY) == []


def test_who_seems_to_have_left_early_is_named_with_the_day_of_the_summary() -> None:
    gone = [attended(date(2026, 11, day), "no-show") for day in (18, 19, 20)]
    chart = quiet(attendance=[attended(date(2026, 11, 16)), *gone])
    rules = rules_of(DueRule("discharge summary", 7, "working", case="left early"))
    # Seven working days after Monday 16 November 2026: 17, 18, 19, 20, 23, 24, 25.
    words = "the discharge summary is due by 25 Nov 2026."
    assert [one.act for one in attention(chart, TODAY, rules=rules) if words in one.text] == ["discharge"]
    assert not [one for one in attention(chart, TODAY) if one.act == "discharge"]


def test_who_seems_to_have_left_is_told_of_this_stay_and_no_two_days_for_one_summary() -> None:
    rules = rules_of(DueRule("discharge summary", 10), DueRule("discharge summary", 7, case="left early"))
    missed = [attended(date(2026, 11, day), "no-show") for day in (18, 19, 20)]

    def said(last: date, end: date, admitted: date = ADMITTED) -> list[str]:
        stay = replace(EPISODE, admitted_on=admitted, projected_discharge=end)
        found = attention(quiet(episodes=[stay], attendance=[attended(last), *missed]), TODAY, rules=rules)
        return [one.text for one in found if one.act == "discharge"]

    later, ended = date(2027, 1, 20), date(2026, 11, 17)
    assert said(date(2026, 3, 1), later, admitted=date(2026, 11, 17)) == [], "last seen in the stay before"
    assert said(ended, ended) == ["Discharge was expected on 17 Nov 2026; its summary is due by 27 Nov 2026."]
    assert said(date(2026, 11, 16), ended) == [
        "Discharge was expected on 17 Nov 2026.",
        "Last seen on 16 Nov 2026, then missed 3 sessions. If that was the end of the stay, the discharge summary is "
        "due by 23 Nov 2026.",
    ]
