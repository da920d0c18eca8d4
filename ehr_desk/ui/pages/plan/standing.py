"""Where each objective stood with two versions of the plan, and where it stands now. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ehr_desk.chart.plans.rows import ObjectiveRow
from ehr_desk.forms.links import PROGRESS
from ehr_desk.ui.widgets.dates import show_date

NOT_THERE = "not in the plan"


@dataclass(frozen=True, slots=True)
class Standing:
    """One objective. ``target``: where it should come, and by when; then its value at each of the three times."""

    head: str
    text: str
    target: str
    older: str
    newer: str
    now: str


def standings(
    older: Sequence[ObjectiveRow], newer: Sequence[ObjectiveRow], now: Sequence[ObjectiveRow]
) -> list[Standing]:
    """A row for each objective of either version, in the order of the newer one; those it no longer has come last."""
    rows = [{row.objective_id: row for row in each} for each in (older, newer, now)]
    first, second, today = rows
    found = []
    for objective_id in dict.fromkeys((*second, *first)):
        row = second.get(objective_id) or first[objective_id]
        by = f" by {show_date(row.target_date)}" if row.target_date else ""
        values = [value_words(each.get(objective_id)) for each in (first, second, today)]
        found.append(Standing(f"Objective {row.number}", row.text, f"{row.target or '–'}{by}", *values))
    return found


def value_words(row: ObjectiveRow | None) -> str:
    """The value of an objective's measure at a time: "2, partly met", "4 at the start, some progress"."""
    if row is None:
        return NOT_THERE
    value = row.now or (f"{row.baseline} at the start" if row.baseline else "")
    outcome = "" if row.status in ("", "open", "active") else row.status
    course = outcome or PROGRESS.get(row.last_progress, row.last_progress)
    return ", ".join(part for part in (value, course) if part) or "–"
