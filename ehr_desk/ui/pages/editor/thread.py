"""The golden thread beside a note: the plan's objectives as cards, and how many goals a note serves. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ehr_desk.chart.plans.rows import ObjectiveRow
from ehr_desk.forms import Form
from ehr_desk.forms.links import PROGRESS
from ehr_desk.ui.forms import thread_panel as kit
from ehr_desk.ui.pages.plan.presenter import target_words
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.widgets.dates import show_date

Links = Sequence[Mapping[str, Any]]


def objective_item(form: Form) -> str:
    """The id of the item that takes the links, empty where the form has none."""
    return next((item.id for item in form.items if item.type == "objective"), "")


def cards(objectives: Sequence[ObjectiveRow], served: Links = ()) -> list[kit.ObjectiveRow]:
    """The open objectives, and those a draft has ticked already even if they were closed since."""
    ticked = {str(link.get("objective_id")) for link in served}
    shown = [row for row in objectives if row.is_open or row.objective_id in ticked]
    goals = goal_numbers(objectives)
    return [_card(row, goals.get((row.problem, row.goal), 0)) for row in shown]


def goal_numbers(objectives: Sequence[ObjectiveRow]) -> dict[tuple[str, str], int]:
    """Goals numbered through the whole plan, in plan order."""
    keys = dict.fromkeys((row.problem, row.goal) for row in objectives)
    return {key: at for at, key in enumerate(keys, start=1)}


def goals_linked(objectives: Sequence[ObjectiveRow], served: Links) -> str:
    """ "2 of 3 goals linked": goals with at least one objective that the note serves."""
    open_goals = {(row.problem, row.goal) for row in objectives if row.is_open}
    ids = {str(link.get("objective_id")) for link in served}
    linked = {(row.problem, row.goal) for row in objectives if row.objective_id in ids}
    total = len(open_goals | linked)
    return f"{len(linked)} of {total} {'goal' if total == 1 else 'goals'} linked" if total else ""


def guidance(form: Form, *, has_plan: bool) -> str:
    """What stands above the cards."""
    if not has_plan:
        return ""
    if form.thread == "required":
        return "Tick the objectives this note serves. At least one is needed to sign."
    return "Tick the objectives this note serves."


def names(objectives: Sequence[ObjectiveRow]) -> dict[str, str]:
    """The words of each objective by its id: "1.2 Use the delay plan"."""
    return {row.objective_id: f"{row.number} {row.text}".strip().rstrip(".") for row in objectives}


def _card(row: ObjectiveRow, goal: int) -> kit.ObjectiveRow:
    title = f"Goal {goal} · Objective {row.number}" if goal else f"Objective {row.number}"
    target = target_words(row.measure, row.baseline, row.target, row.target_date)
    problem = f"Problem: {row.problem}" if row.problem else ""
    note = "\n".join(part for part in (target, problem, _last(row)) if part)
    return kit.ObjectiveRow(row.objective_id, title, row.text, note, count(row.served, "note") if row.served else "")


def _last(row: ObjectiveRow) -> str:
    """How far it had come when it was last spoken of."""
    if not row.last_progress or row.last_on is None:
        return ""
    return f"Last: {PROGRESS.get(row.last_progress, row.last_progress)}, {show_date(row.last_on)}"
