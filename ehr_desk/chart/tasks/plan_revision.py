"""What the newest review asks of the plan: a new version, where it revised an objective or names new needs. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.plans.rows import ObjectiveRow
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.chart.tasks.rules import open_episode, plan_in_force
from ehr_desk.chart.tasks.words import counted
from ehr_desk.common.days import in_words

PLAN_VERSION = "plan version"
"""The act that starts a new version of the plan."""
_NOTHING = frozenset({"", "none", "no", "n/a", "nothing", "nothing new", "no new needs"})


@dataclass(frozen=True)
class Reviewed:
    """The newest review of the plan, and what it names as new; ``upon``: the plan's version was signed before it."""

    line: EntryRow
    new_needs: str
    upon: bool


def plan_revision(state: Rows, review: Reviewed | None) -> list[Attention]:
    """One line where the plan in force still is the one that the review asks to revise."""
    if review is None or not review.upon or open_episode(state) is None or plan_in_force(state) is None:
        return []
    rows: list[ObjectiveRow] = list(state.rows("objectives"))
    revised = sum(row.status == "revised" and row.entry_id == review.line.entry_id for row in rows)
    said = [f"revised {counted(revised, 'objective')}"] if revised else []
    if review.new_needs.strip().rstrip(".").casefold() not in _NOTHING:
        said.append("names new needs")
    if not said:
        return []
    on = in_words(review.line.effective_on)
    text = f"The plan review of {on} {' and '.join(said)}: the plan needs a new version."
    return [Attention("warning", text, PLAN_VERSION, review.line.entry_id)]
