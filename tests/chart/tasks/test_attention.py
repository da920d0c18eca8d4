"""The quiet list of a chart, from rows: what is said, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.measures.rows import SafetyRow
from ehr_desk.chart.tasks.attention import attention
from ehr_desk.chart.tasks.rows import Waiting
from tests.chart.tasks.making import ADMITTED, EPISODE, PLAN, RELIABLE, TODAY, Chart, attended, note, phq9, quiet, texts


def test_a_quiet_chart_has_nothing_to_look_at() -> None:
    assert attention(quiet(), TODAY, reliable=RELIABLE) == []


@pytest.mark.parametrize(
    ("chart", "level", "text", "act"),
    [
        (quiet(allergy_status=[]), "warning", "Nobody has asked about allergies yet.", "allergies"),
        (
            quiet(plan=[]),
            "warning",
            "No signed treatment plan. It was due on 8 Nov 2026.",
            "plan",
        ),
        (
            quiet(plan=[], episodes=[replace(EPISODE, admitted_on=date(2026, 11, 20))]),
            "review",
            "No signed treatment plan yet. Due on 30 Nov 2026.",
            "plan",
        ),
        (
            quiet(plan=[replace(PLAN, next_review_on=date(2026, 11, 24))]),
            "review",
            "Plan review due on 24 Nov 2026.",
            "plan review",
        ),
        (
            quiet(plan=[replace(PLAN, next_review_on=date(2026, 11, 18))]),
            "warning",
            "Plan review overdue since 18 Nov 2026.",
            "plan review",
        ),
        (
            quiet(measures=[phq9(date(2026, 11, 20), 12, flagged=True)]),
            "danger",
            "PHQ-9 of 20 Nov 2026 (12, moderate): an answer needs attention.",
            "measures",
        ),
        (
            quiet(measures=[phq9(date(2026, 11, 6), 8), phq9(date(2026, 11, 20), 14, change=6)]),
            "warning",
            "PHQ-9 is 6 points worse: 14 on 20 Nov 2026.",
            "measures",
        ),
        (
            quiet(safety=[SafetyRow(date(2026, 11, 20), "Supervisor called", "High", "Dana", "e-s")]),
            "danger",
            "Safety: risk judged high on 20 Nov 2026.",
            "safety",
        ),
        (
            quiet(attendance=[attended(date(2026, 11, 17)), attended(date(2026, 11, 20), "no-show")]),
            "warning",
            "Missed group on 20 Nov 2026.",
            "timeline",
        ),
        (
            quiet(attendance=[attended(date(2026, 11, 19), "no-show"), attended(date(2026, 11, 20), "no-show")]),
            "danger",
            "Missed 2 sessions in a row, the last on 20 Nov 2026.",
            "timeline",
        ),
        (
            quiet(episodes=[replace(EPISODE, projected_discharge=date(2026, 12, 4))]),
            "review",
            "Discharge is expected on 4 Dec 2026.",
            "discharge",
        ),
        (
            quiet(episodes=[replace(EPISODE, projected_discharge=date(2026, 11, 20))]),
            "warning",
            "Discharge was expected on 20 Nov 2026; its summary is due by 20 Dec 2026.",
            "discharge",
        ),
    ],
)
def test_what_needs_a_look_is_said_in_words(chart: Chart, level: str, text: str, act: str) -> None:
    (found,) = attention(chart, TODAY, reliable=RELIABLE)
    assert (found.level, found.text, found.act) == (level, text, act)


def test_a_consent_is_mentioned_two_weeks_before_it_ends() -> None:
    consent = ConsentRow(
        "e-c",
        "specific disclosure",
        "County probation office",
        "",
        "",
        [],
        ADMITTED,
        date(2026, 12, 5),
        "",
        None,
        "e-c",
    )
    (found,) = attention(quiet(consents=[consent]), TODAY)
    assert found.text == "The consent for County probation office ends on 5 Dec 2026."
    assert attention(quiet(consents=[replace(consent, expires_on=date(2026, 12, 6))]), TODAY) == []
    assert attention(quiet(consents=[replace(consent, revoked_on=TODAY)]), TODAY) == []
    assert attention(quiet(consents=[replace(consent, expires_on=date(2026, 11, 20))]), TODAY) == []


def test_what_matters_most_stands_first() -> None:
    chart = quiet(
        plan=[replace(PLAN, next_review_on=date(2026, 11, 24))],
        allergy_status=[],
        measures=[phq9(date(2026, 11, 20), 12, flagged=True)],
    )
    assert [one.level for one in attention(chart, TODAY)] == ["danger", "warning", "review"]


def test_after_discharge_plan_and_discharge_are_silent() -> None:
    left = replace(EPISODE, discharged_on=date(2026, 11, 10), projected_discharge=date(2026, 11, 1))
    assert attention(quiet(episodes=[left], plan=[replace(PLAN, next_review_on=date(2026, 11, 1))]), TODAY) == []


def test_owed_notes_and_pending_co_signatures_are_counted() -> None:
    waiting = Waiting(notes_owed=[note(date(2026, 11, 19)), note(TODAY)], cosign=2)
    assert texts(attention(quiet(), TODAY, waiting=waiting)) == [
        ("warning", "2 sessions without your signed note, the first on 19 Nov 2026."),
        ("review", "2 entries wait for a co-signature."),
    ]
