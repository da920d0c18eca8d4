"""What waits about the level of care: a decided step without its change, a review that is due, rosters, the hours of a
plan. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.sessions.roster_fit import of_stay
from ehr_desk.chart.sessions.rows import WeeklyRow
from ehr_desk.chart.tasks.plan_revision import PLAN_VERSION
from ehr_desk.chart.tasks.rows import Attention, Level, LevelDue
from ehr_desk.chart.tasks.rules import DueRules, open_episode, plan_in_force
from ehr_desk.chart.tasks.words import near_words
from ehr_desk.common.days import in_words

ACT = "level of care"
_PLAN_REVIEW = "plan review"


def level_of_care(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """The lines of an open stay about its level of care: one at most, the decision first; and the hours of its plan."""
    for one in _due("", state, today, rules):
        stay = open_episode(state)
        if one.kind == "step" and stay is not None:
            text = f"{stay.step_decision} was decided on {in_words(one.on)}. No change of level is recorded."
            yield Attention(one.level, text, ACT, stay.step_decided_by)
        else:
            yield Attention(one.level, f"{one.text}.", ACT)
    for one in _plan_hours("", state, today, rules):
        after = " A review was signed since: the plan needs a new version." if one.kind == "version" else ""
        act = PLAN_VERSION if one.kind == "version" else _PLAN_REVIEW
        yield Attention(one.level, f"{one.text}.{after}", act, one.entry_id)


def level_due(
    client_id: str, state: Rows, today: date, rules: DueRules, program: Sequence[WeeklyRow]
) -> Iterator[LevelDue]:
    """What waits in an open stay: the decision or the review, the hours of the plan, and rosters of the former level on
    the weekly program."""
    yield from _due(client_id, state, today, rules)
    yield from _plan_hours(client_id, state, today, rules)
    stay = open_episode(state)
    left = of_stay(client_id, stay, program, today) if stay is not None else None
    if left is not None:
        tone: Level = "review" if left.ahead else "warning"
        yield LevelDue(client_id, "roster", tone, left.words(), max(left.level.since, today), ahead=left.ahead)


def _plan_hours(client_id: str, state: Rows, today: date, rules: DueRules) -> Iterator[LevelDue]:
    """The plan still names the hours from before a change of level: a reason to review it, then for a new version."""
    stay, plan = open_episode(state), plan_in_force(state)
    stage = stay.level_on(today) if stay is not None else None
    if stay is None or stage is None or plan is None or plan.adopted_on >= stage.since:
        return
    named, wanted = plan.planned_hours, stage.planned_hours
    if stage.since == stay.admitted_on or not named or not wanted or Decimal(named) == Decimal(wanted):
        return
    late = (today - stage.since).days > rules.review_soon
    reviewed = plan.reviewed_on is not None and plan.reviewed_on >= stage.since
    change = f"the change of {in_words(stage.since)}"
    text = f"The plan names {named} hours a week, from before {change}; {wanted} are planned since"
    yield LevelDue(
        client_id,
        "version" if reviewed else "plan",
        "warning" if late else "review",
        text,
        stage.since,
        entry_id=plan.entry_id,
    )


def _due(client_id: str, state: Rows, today: date, rules: DueRules) -> Iterator[LevelDue]:
    """One at most, the decision first."""
    stay = open_episode(state)
    if stay is None:
        return
    if stay.step_decided_on is not None:
        on = stay.step_decided_on
        level: Level = "warning" if (today - on).days > rules.review_soon else "review"
        words = f"{stay.step_decision} decided {near_words(on, today)}, no change of level recorded"
        yield LevelDue(client_id, "step", level, words, on)
    elif stay.level_review_due is not None and (stay.level_review_due - today).days <= rules.review_soon:
        on, late = stay.level_review_due, stay.level_review_due < today
        words = f"Review of the level of care {'overdue since' if late else 'due on'} {in_words(on)}"
        yield LevelDue(client_id, "review", "warning" if late else "review", words, on)
