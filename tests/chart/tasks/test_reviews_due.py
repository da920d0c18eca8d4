"""When plans and their reviews fall due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ehr_desk.chart.tasks.attention import attention
from ehr_desk.chart.tasks.due import DueRule
from ehr_desk.chart.tasks.rows import Waiting
from ehr_desk.chart.tasks.rules import review_due
from tests.chart.tasks.making import EPISODE, PLAN, TODAY, Chart, attended, quiet, rules_of


def test_the_review_falls_due_thirty_days_after_the_last_where_the_plan_names_no_day() -> None:
    due = review_due(quiet(plan=[replace(PLAN, next_review_on=None)]), TODAY, client_id="c1")
    assert due is not None
    assert (due.client_id, due.kind, due.due_on, due.days) == ("c1", "review", date(2026, 12, 3), 12)
    reviewed = review_due(quiet(plan=[replace(PLAN, next_review_on=None, reviewed_on=date(2026, 11, 10))]), TODAY)
    assert reviewed is not None
    assert reviewed.due_on == date(2026, 12, 10)


def test_a_plan_counted_in_sessions_is_due_on_the_day_of_that_session_held_or_planned() -> None:
    admitted = quiet(plan=[], episodes=[replace(EPISODE, admitted_on=date(2026, 11, 19))])
    rules = rules_of(DueRule("plan", 2, "sessions"))
    held = Chart({**admitted.state, "attendance": [attended(date(2026, 11, 19)), attended(TODAY, "no-show")]})
    due = review_due(held, TODAY, rules=rules, planned=[date(2026, 11, 20), date(2026, 11, 23)])
    assert due is not None
    assert due.due_on == date(2026, 11, 23), "a missed session is none"
    waiting = Waiting(planned=[date(2026, 11, 23)])
    assert any("Due on 23 Nov 2026" in one.text for one in attention(held, TODAY, rules=rules, waiting=waiting))


def test_of_the_time_before_the_last_two_weeks_the_planned_sessions_count() -> None:
    due = review_due(
        quiet(plan=[]),
        TODAY,
        rules=rules_of(DueRule("plan", 2, "sessions")),
        planned=[date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 12)],
    )
    assert due is not None
    assert due.due_on == date(2026, 11, 2)


def test_a_stay_planned_to_be_short_is_reviewed_sooner() -> None:
    rules = rules_of(DueRule("review", 30), DueRule("review", 15, case="short stay", stay_days=30))
    plan = replace(PLAN, next_review_on=None, projected_discharge=EPISODE.admitted_on + timedelta(days=28))
    short = review_due(quiet(plan=[plan]), TODAY, rules=rules)
    longer = review_due(
        quiet(plan=[replace(plan, projected_discharge=EPISODE.admitted_on + timedelta(days=29))]), TODAY, rules=rules
    )
    assert short is not None
    assert longer is not None
    assert (longer.due_on - short.due_on).days == 15
