"""What waits about the level of care: a decided step without its change, a review that is due, rosters. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.sessions.roster_fit import of_stay
from ehr_desk.chart.sessions.rows import WeeklyRow
from ehr_desk.chart.tasks.rows import Attention, Level, LevelDue
from ehr_desk.chart.tasks.rules import DueRules, open_episode
from ehr_desk.chart.tasks.words import near_words
from ehr_desk.common.days import in_words

ACT = "level of care"


def level_of_care(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """The lines of an open stay about its level of care: one at most, the decision first."""
    for one in _due("", state, today, rules):
        stay = open_episode(state)
        if one.kind == "step" and stay is not None:
            text = f"{stay.step_decision} was decided on {in_words(one.on)}. No change of level is recorded."
            yield Attention(one.level, text, ACT, stay.step_decided_by)
        else:
            yield Attention(one.level, f"{one.text}.", ACT)


def level_due(
    client_id: str, state: Rows, today: date, rules: DueRules, program: Sequence[WeeklyRow]
) -> Iterator[LevelDue]:
    """What waits in an open stay: the decision or the review, and rosters of the former level on the weekly program."""
    yield from _due(client_id, state, today, rules)
    stay = open_episode(state)
    left = of_stay(client_id, stay, program, today) if stay is not None else None
    if left is not None:
        tone: Level = "review" if left.ahead else "warning"
        yield LevelDue(client_id, "roster", tone, left.words(), max(left.level.since, today), ahead=left.ahead)


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
