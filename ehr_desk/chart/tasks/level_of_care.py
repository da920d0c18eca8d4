"""What waits about the level of care: a decision to step that no change followed, a review that is due. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.chart.tasks.rules import DueRules, open_episode
from ehr_desk.common.days import in_words

ACT = "level of care"


def level_of_care(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """The lines of an open stay about its level of care: one at most, the decision first."""
    stay = open_episode(state)
    if stay is None:
        return
    if stay.step_decided_on is not None:
        text = f"{stay.step_decision} was decided on {in_words(stay.step_decided_on)}. No change of level is recorded."
        late = (today - stay.step_decided_on).days > rules.review_soon
        yield Attention("warning" if late else "review", text, ACT, stay.step_decided_by)
    elif stay.level_review_due is not None:
        on, days = in_words(stay.level_review_due), (stay.level_review_due - today).days
        if days < 0:
            yield Attention("warning", f"Review of the level of care overdue since {on}.", ACT)
        elif days <= rules.review_soon:
            yield Attention("review", f"Review of the level of care due on {on}.", ACT)
