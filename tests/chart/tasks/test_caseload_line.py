"""The caseload's line: why a client is on somebody's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ehr_desk.chart.measures.rows import SafetyRow
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.tasks.attention import alerts, attention
from ehr_desk.chart.tasks.caseload import caseload_line
from ehr_desk.chart.tasks.rows import Waiting
from tests.chart.tasks.making import EPISODE, PLAN, RELIABLE, TODAY, Chart, attended, line, note, phq9, quiet


def family(at: datetime) -> PlannedSessionRow:
    return PlannedSessionRow("s2", at, 60, "family", "Family session", "s-dana", False, ("c1",))


@pytest.mark.parametrize(
    ("chart", "waiting", "expected"),
    [
        (quiet(), Waiting(), ("Evening track · day 24", "", "")),
        (quiet(), Waiting(notes_owed=[note(TODAY)]), ("Note due today · Evening track · day 24", "1 due", "warning")),
        (
            quiet(),
            Waiting(notes_owed=[note(date(2026, 11, 18))]),
            ("Note due since 3 days ago · Evening track · day 24", "1 due", "warning"),
        ),
        (
            quiet(),
            Waiting(notes_owed=[note(TODAY), note(TODAY)]),
            ("2 notes due · Evening track · day 24", "2 due", "warning"),
        ),
        (
            quiet(plan=[replace(PLAN, next_review_on=date(2026, 11, 24))]),
            Waiting(),
            ("Plan review due in 3 days · Evening track · day 24", "Review", "info"),
        ),
        (
            quiet(plan=[replace(PLAN, next_review_on=date(2026, 11, 20))]),
            Waiting(),
            ("Plan review overdue by 1 day · Evening track · day 24", "Review", "warning"),
        ),
        (
            quiet(attendance=[attended(date(2026, 11, 20), "no-show")]),
            Waiting(),
            ("Missed group yesterday · Evening track · day 24", "Missed", "danger"),
        ),
        (
            quiet(measures=[phq9(TODAY, 12, flagged=True)]),
            Waiting(),
            ("Safety screen positive · Evening track · day 24", "Safety", "danger"),
        ),
        (
            quiet(),
            Waiting(sessions=[family(datetime(2026, 11, 21, 15, 0))]),
            ("Family session 15:00 · Evening track · day 24", "Family", "review"),
        ),
        (quiet(), Waiting(cosign=1), ("Co-sign requested · Evening track · day 24", "Co-sign", "review")),
        (
            quiet(),
            Waiting(drafts=["Discharge summary"]),
            ("Discharge summary draft · Evening track · day 24", "Draft", "info"),
        ),
        (
            quiet(),
            Waiting(drafts=["PHQ-9: depression"]),
            ("PHQ-9: depression draft · Evening track · day 24", "Draft", "info"),
        ),
    ],
)
def test_the_line_says_why_a_client_is_on_my_list(
    chart: Chart, waiting: Waiting, expected: tuple[str, str, str]
) -> None:
    assert line(chart, waiting) == expected


def test_the_most_important_reason_wins() -> None:
    chart = quiet(attendance=[attended(date(2026, 11, 20), "no-show")], measures=[phq9(TODAY, 12, flagged=True)])
    assert line(chart, Waiting(notes_owed=[note(TODAY)]))[1] == "Safety"


@pytest.mark.parametrize(
    ("left_days_ago", "expected"),
    [
        (7, ("Aftercare · 7-day call due", "Call", "info")),
        (31, ("Aftercare · 30-day call due", "Call", "info")),
        (20, ("Aftercare · discharged 20 days ago", "", "")),
        (200, ("Discharged", "", "")),
    ],
)
def test_after_discharge_the_line_speaks_of_aftercare(left_days_ago: int, expected: tuple[str, str, str]) -> None:
    left = replace(EPISODE, admitted_on=date(2026, 1, 5), discharged_on=TODAY - timedelta(days=left_days_ago))
    assert line(quiet(episodes=[left])) == expected


def test_somebody_who_was_never_admitted_is_said_so() -> None:
    assert line(Chart()) == ("Not admitted yet", "", "")


def test_a_concern_for_safety_stands_first_before_the_admission_and_after_the_stay() -> None:
    told = SafetyRow(TODAY, "The crisis line was called together.", "", "", "e-call")
    screened = replace(phq9(TODAY, 12, flagged=True), form_id="phq9")
    left = replace(EPISODE, discharged_on=TODAY - timedelta(days=7))
    before, after = Chart({"measures": [screened]}), quiet(episodes=[left], safety=[told])
    assert line(before) == ("Safety screen positive · not admitted yet", "Safety", "danger")
    assert line(after) == ("Safety event today · aftercare · 7-day call due", "Safety", "danger")
    assert caseload_line(after, TODAY).where == "Aftercare"
    assert [one.chip for one in alerts("c1", after, TODAY, reliable=RELIABLE)] == ["Safety"]
    assert [one.level for one in alerts("c1", before, TODAY, reliable=RELIABLE)] == ["danger"]


def test_nobody_calls_who_died() -> None:
    told = SafetyRow(TODAY - timedelta(days=8), "An ambulance was called.", "High", "Dana", "e-s")
    died = replace(EPISODE, discharged_on=TODAY - timedelta(days=7), discharge_reason="Death")
    chart = quiet(episodes=[died], safety=[told])
    assert line(chart) == ("Died", "", "")
    assert alerts("c1", chart, TODAY, reliable=RELIABLE) == []
    assert [one.act for one in attention(chart, TODAY)] == ["safety"]
