"""Which scores the quiet list of a chart tells: what got worse by more than chance, alerts and positive screens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ehr_desk.chart.measures.rows import PartialRow, SafetyRow
from ehr_desk.chart.tasks.attention import alerts, attention
from ehr_desk.chart.tasks.rules import stays_before
from ehr_desk.common.days import in_words
from tests.chart.tasks.making import ADMITTED, EPISODE, RELIABLE, TODAY, phq9, quiet, rise, texts


def test_a_change_within_chance_is_not_mentioned() -> None:
    assert attention(quiet(measures=rise(13, by=4)), TODAY, reliable=RELIABLE) == []


def test_a_score_that_gets_worse_little_by_little_is_held_against_the_best_of_the_stay() -> None:
    rows = [
        phq9(ADMITTED - timedelta(days=1), 0),
        phq9(ADMITTED, 2, change=2),
        phq9(ADMITTED + timedelta(days=2), 7, change=5),
        phq9(ADMITTED + timedelta(days=4), 12, change=5),
        phq9(date(2026, 11, 20), 17, change=5),
    ]
    assert texts(attention(quiet(measures=rows[:3]), TODAY, reliable=RELIABLE)) == []
    assert texts(attention(quiet(measures=rows), TODAY, reliable=RELIABLE)) == [
        ("warning", f"PHQ-9 is 15 points worse than on {in_words(ADMITTED)}: 17 on 20 Nov 2026.")
    ]
    again = [*rows, phq9(date(2026, 11, 21), 17, change=0)]
    assert len(attention(quiet(measures=again), TODAY, reliable=RELIABLE)) == 1, "the same score again is no better"
    better = [*rows[:4], phq9(date(2026, 11, 20), 10, change=-2)]
    assert texts(attention(quiet(measures=better), TODAY, reliable=RELIABLE)) == []


def test_a_first_score_of_a_stay_is_not_held_against_the_stay_before() -> None:
    rows = [phq9(ADMITTED - timedelta(days=30), 4), phq9(date(2026, 11, 20), 14, change=10)]
    assert attention(quiet(measures=rows), TODAY, reliable=RELIABLE) == []


def test_scores_of_one_entry_that_got_worse_are_one_sentence() -> None:
    asked = ("importance", "confidence", "mood", "sleep")
    rows = [
        replace(row, form_id="rulers", score_id=f"ruler_{one}", title=one.capitalize(), maximum=10)
        for one in asked
        for row in rise(4, by=-2)
    ]
    assert texts(attention(quiet(measures=rows), TODAY, reliable=RELIABLE)) == [
        ("warning", "Worse by more than chance on 20 Nov 2026: Importance, Confidence, Mood and 1 more.")
    ]


def test_a_better_score_is_not_mentioned() -> None:
    assert attention(quiet(measures=rise(3, by=-9)), TODAY, reliable=RELIABLE) == []


def test_an_answered_alert_is_mentioned_once_as_a_safety_event() -> None:
    flagged = phq9(date(2026, 11, 20), 12, flagged=True)
    safety = SafetyRow(date(2026, 11, 20), "Safety plan made", "Low", "Dana", flagged.entry_id)
    found = attention(quiet(measures=[flagged], safety=[safety]), TODAY)
    assert texts(found) == [("warning", "Safety: risk judged low on 20 Nov 2026.")]


def test_an_alert_of_a_measure_without_a_total_is_told_until_it_is_asked_again_with_one() -> None:
    asked = SafetyRow(date(2026, 11, 18), "Asked", "No current risk found", "Dana", "e-9", "PHQ-9 total")
    told = ("danger", "PHQ-9 of 18 Nov 2026, without a total: an answer needs attention.")
    assert texts(attention(quiet(safety=[asked]), TODAY)) == [told]
    assert texts(attention(quiet(safety=[asked], measures=[phq9(date(2026, 11, 10), 5)]), TODAY)) == [told]
    assert attention(quiet(safety=[asked], measures=[phq9(date(2026, 11, 20), 5)]), TODAY) == []
    assert attention(quiet(safety=[replace(asked, unscored="")]), TODAY) == []


def test_a_certain_positive_screen_without_a_total_is_told_until_there_is_a_score() -> None:
    row = PartialRow("phq9", "PHQ-9 total", "phq9", date(2026, 11, 18), 12, 27, 3, False, True, "e-9")
    told = ("review", "PHQ-9 is a positive screen: at least 12 on 18 Nov 2026, without a total.")
    before = phq9(date(2026, 11, 10), 8)
    assert texts(attention(quiet(partial_measures=[row]), TODAY)) == [told]
    assert texts(attention(quiet(partial_measures=[row], measures=[before]), TODAY)) == [told]
    assert attention(quiet(partial_measures=[row], measures=[phq9(date(2026, 11, 20), 5)]), TODAY) == []
    known = attention(quiet(partial_measures=[row], measures=[replace(before, positive=True)]), TODAY)
    assert [one.entry_id for one in known] == [before.entry_id]
    assert attention(quiet(partial_measures=[replace(row, positive=False)]), TODAY) == []


def test_what_is_worse_whatever_was_declined_is_told_as_at_least() -> None:
    row = PartialRow("phq9", "PHQ-9 total", "phq9", date(2026, 11, 18), 12, 27, 3, False, True, "e-9")
    told = ("warning", "PHQ-9 is at least 7 points worse: at least 12 on 18 Nov 2026, without a total.")
    chart = quiet(partial_measures=[row], measures=[phq9(date(2026, 11, 10), 5)])
    assert texts(attention(chart, TODAY, reliable=RELIABLE)) == [told]


def test_a_screen_that_became_positive_is_mentioned_once() -> None:
    before = phq9(date(2026, 11, 6), 9)
    now = replace(phq9(date(2026, 11, 20), 11, change=2), positive=True)
    expected = ("review", "PHQ-9 is a positive screen: 11 on 20 Nov 2026.")
    assert texts(attention(quiet(measures=[before, now]), TODAY, reliable=RELIABLE)) == [expected]
    known = replace(before, positive=True)
    assert attention(quiet(measures=[known, now]), TODAY, reliable=RELIABLE) == []


def test_alerts_are_safety_scores_and_screens() -> None:
    chart = quiet(
        allergy_status=[],
        measures=[*rise(16, by=7), replace(phq9(date(2026, 11, 19), 9), form_id="gad7")],
        safety=[SafetyRow(date(2026, 11, 18), "Safety plan made", "Moderate", "Dana", "e-s")],
    )
    found = alerts("c1", chart, TODAY, reliable=RELIABLE)
    assert [(one.chip, one.level) for one in found] == [("Safety", "danger"), ("Score", "warning")]


def test_the_first_positive_screen_of_a_new_stay_is_told_whatever_the_stay_before_was() -> None:
    before = replace(EPISODE, admitted_on=date(2026, 6, 1), discharged_on=date(2026, 10, 1))
    old = replace(phq9(date(2026, 9, 20), 14), positive=True)
    now = replace(phq9(date(2026, 11, 20), 14, change=0), positive=True)
    told = ("review", "PHQ-9 is a positive screen: 14 on 20 Nov 2026.")
    assert texts(attention(quiet(episodes=[before, EPISODE], measures=[old, now]), TODAY)) == [told]
    screening = replace(old, on=ADMITTED - timedelta(days=2))
    again = quiet(episodes=[before, EPISODE], measures=[old, screening, now])
    assert attention(again, TODAY) == [], "the screening that led to the stay belongs to it"
    row = PartialRow("phq9", "PHQ-9 total", "phq9", date(2026, 11, 18), 12, 27, 3, False, True, "e-9")
    partial = quiet(episodes=[before, EPISODE], measures=[old], partial_measures=[row])
    assert texts(attention(partial, TODAY)) == [
        ("review", "PHQ-9 is a positive screen: at least 12 on 18 Nov 2026, without a total.")
    ]


def test_little_by_little_is_told_too_where_the_newest_has_no_total() -> None:
    rows = [phq9(date(2026, 11, 2), 0), phq9(date(2026, 11, 9), 3, change=3)]
    row = PartialRow("phq9", "PHQ-9 total", "phq9", date(2026, 11, 18), 6, 27, 3, False, False, "e-9")
    told = "PHQ-9 is at least 6 points worse than on 2 Nov 2026: at least 6 on 18 Nov 2026, without a total."
    chart = quiet(measures=rows, partial_measures=[row])
    assert texts(attention(chart, TODAY, reliable=RELIABLE)) == [("warning", told)]
    higher = [*rows, phq9(date(2026, 11, 12), 7, change=4)]
    chart = quiet(measures=higher, partial_measures=[row])
    found = [text for _, text in texts(attention(chart, TODAY, reliable=RELIABLE))]
    assert not any("at least" in text for text in found), "it may have got better since"
    elsewhere = [replace(one, on=one.on - timedelta(days=60)) for one in rows]
    assert attention(quiet(measures=elsewhere, partial_measures=[row]), TODAY, reliable=RELIABLE) == []


def test_a_day_that_two_stays_share_belongs_to_the_second() -> None:
    shared = date(2026, 10, 29)
    ended = replace(EPISODE, admitted_on=date(2026, 9, 1), discharged_on=shared)
    chart = quiet(episodes=[ended, replace(EPISODE, admitted_on=shared)])
    days = [date(2026, 8, 20), date(2026, 10, 28), shared, TODAY]
    assert [stays_before(chart, on) for on in days] == [0, 0, 1, 1]
    assert [stays_before(quiet(episodes=[ended]), on) for on in (shared, TODAY)] == [0, 1]
