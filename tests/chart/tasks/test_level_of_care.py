"""What the level of care in force decides: the week's minimum, due dates, what waits in the chart's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.tasks.attention import attention
from ehr_desk.chart.tasks.caseload import caseload_line
from ehr_desk.chart.tasks.due import DueRule, DueTable
from ehr_desk.chart.tasks.level_of_care import level_due
from ehr_desk.chart.tasks.rules import DueRules, review_due
from ehr_desk.chart.tasks.weeks import Weeks
from tests.chart.plans.bench import CLIENT
from tests.chart.tasks.making import ADMITTED, EPISODE, PLAN, TODAY, quiet, texts

IOP, OP = "Intensive outpatient", "Outpatient"
STEPPED_ON = date(2026, 11, 11)


def stepped() -> EpisodeRow:
    """The stay with a step down on a Wednesday."""
    levels = [
        {"level_of_care": IOP, "track": "Evening", "planned_hours": "9", "since": ADMITTED.isoformat()},
        {"level_of_care": OP, "track": "Evening", "planned_hours": "3", "since": STEPPED_ON.isoformat()},
    ]
    told = [{**one, "reason": "", "entry_id": f"e-{at}"} for at, one in enumerate(levels)]
    return replace(EPISODE, level_of_care=OP, planned_hours="3", levels=told)


@pytest.mark.parametrize(
    ("day", "minimum"), [(date(2026, 11, 3), 540), (date(2026, 11, 10), 0), (date(2026, 11, 17), 0)]
)
def test_the_minimum_of_a_week_is_that_of_the_level_in_force_on_all_of_its_days(day: date, minimum: int) -> None:
    weeks = Weeks(ClinicRow(""), {}, datetime(2026, 11, 21, 12))
    week = weeks.of(CLIENT, quiet(episodes=[stepped()]), day)
    assert week is not None
    assert week.minimum == minimum


def test_on_the_day_of_discharge_nobody_is_short_of_hours_any_more() -> None:
    weeks = Weeks(ClinicRow(""), {}, datetime(2026, 11, 21, 12))
    assert [one.minimum for one in weeks.last_and_this(CLIENT, quiet(), TODAY)] == [540, 540]
    left = replace(EPISODE, discharged_on=TODAY)
    assert weeks.last_and_this(CLIENT, quiet(episodes=[left]), TODAY) == ()


def test_a_review_is_due_by_the_rule_of_the_level_in_force() -> None:
    table = DueTable((DueRule("review", 14, program=IOP), DueRule("review", 90, program=OP)))
    plan = replace(PLAN, next_review_on=None)
    days = [
        due.due_on
        for stay in (EPISODE, stepped())
        if (due := review_due(quiet(episodes=[stay], plan=[plan]), TODAY, rules=DueRules(table)))
    ]
    assert days == [date(2026, 11, 17), date(2027, 2, 1)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        (
            {"step_decision": "Step down", "step_decided_on": date(2026, 11, 19), "step_decided_by": "e-review"},
            [("review", "Step down was decided on 19 Nov 2026. No change of level is recorded.")],
        ),
        (
            {"step_decision": "Step up", "step_decided_on": date(2026, 11, 12), "step_decided_by": "e-review"},
            [("warning", "Step up was decided on 12 Nov 2026. No change of level is recorded.")],
        ),
        (
            {"level_review_due": date(2026, 11, 24)},
            [("review", "Review of the level of care due on 24 Nov 2026.")],
        ),
        (
            {"level_review_due": date(2026, 11, 20)},
            [("warning", "Review of the level of care overdue since 20 Nov 2026.")],
        ),
        ({"level_review_due": date(2026, 12, 20)}, []),
    ],
)
def test_a_decision_without_its_change_and_a_review_that_is_due_are_told(
    changes: dict[str, object], found: list[tuple[str, str]]
) -> None:
    stay = replace(EPISODE, **changes)  # type: ignore[arg-type]  # fields by their names
    lines = attention(quiet(episodes=[stay]), TODAY)
    assert texts(lines) == found
    assert {one.act for one in lines} <= {"level of care"}


def test_a_step_that_waits_stands_on_the_days_list_and_in_the_caseload() -> None:
    stay = replace(EPISODE, step_decision="Step down", step_decided_on=date(2026, 11, 19), step_decided_by="e-review")
    state = quiet(episodes=[stay])
    (found,) = level_due("c1", state, TODAY, DueRules(), [])
    assert (found.kind, found.text) == ("step", "Step down decided 2 days ago, no change of level recorded")
    line = caseload_line(state, TODAY)
    assert (line.chip, line.why.split(" · ")[0]) == ("Step down", "Step down decided 2 days ago, no change recorded")


@pytest.mark.parametrize(
    ("changes", "day", "found"),
    [
        ({}, TODAY, [("plan", "warning")]),
        ({}, STEPPED_ON, [("plan", "review")]),
        ({}, date(2026, 11, 10), []),
        ({"reviewed_on": date(2026, 11, 10)}, TODAY, [("plan", "warning")]),
        ({"reviewed_on": STEPPED_ON}, TODAY, [("version", "warning")]),
        ({"adopted_on": STEPPED_ON}, TODAY, []),
        ({"planned_hours": "3.0"}, TODAY, []),
        ({"planned_hours": ""}, TODAY, []),
    ],
)
def test_a_plan_with_the_hours_of_the_level_before_is_told_until_there_is_a_new_version(
    changes: dict[str, object], day: date, found: list[tuple[str, str]]
) -> None:
    plan = replace(PLAN, **changes)  # type: ignore[arg-type]  # fields by their names
    due = list(level_due("c1", quiet(episodes=[stepped()], plan=[plan]), day, DueRules(), []))
    assert [(one.kind, one.level) for one in due] == found
    words = "The plan names 9 hours a week, from before the change of 11 Nov 2026; 3 are planned since"
    assert all((one.text, one.on, one.entry_id) == (words, STEPPED_ON, "e-plan") for one in due)


def test_the_chart_leads_to_the_review_of_such_a_plan_and_after_it_to_the_new_version() -> None:
    for reviewed, act, end in ((None, "plan review", "since."), (TODAY, "plan version", "needs a new version.")):
        lines = attention(quiet(episodes=[stepped()], plan=[replace(PLAN, reviewed_on=reviewed)]), TODAY)
        (line,) = (one for one in lines if "hours a week" in one.text)
        assert (line.act, line.text.endswith(end)) == (act, True)


def test_the_caseload_says_the_track_of_the_day_where_another_one_is_signed_ahead() -> None:
    ahead = replace(stepped(), track="Morning")
    ahead.levels[1].update(since="2026-11-23", track="Morning")
    assert [caseload_line(quiet(episodes=[ahead]), day).where.split(" ")[0] for day in (TODAY, date(2026, 11, 23))] == [
        "Evening",
        "Morning",
    ]
