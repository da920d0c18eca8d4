"""What plan forms start with. Rows are keyed by the item ids of the forms that ship with the program."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.entries.rooms import ChartState, Prefill, PrefillContext
from ehr_desk.chart.plans import tree
from ehr_desk.chart.plans.rows import ALL_CLOSED, SOME_OPEN, ObjectiveRow, PlanRow
from ehr_desk.chart.plans.then import on_day
from ehr_desk.common.canonical import Json


def problems(context: PrefillContext) -> Json:
    """The tree of the plan in force, with the same ids, so that objectives keep their course in the new version."""
    plan = _plan(context)
    if plan is None:
        return None
    statuses = {
        row.objective_id: tree.STATUS_LABELS.get(row.status, row.status) for row in context.chart.rows("objectives")
    }
    return tree.to_roles(plan.problems, statuses)


def text(name: str) -> Prefill:
    """A prefill that takes over one text of the plan in force."""

    def taken_over(context: PrefillContext) -> Json:
        plan = _plan(context)
        return getattr(plan, name) or None if plan else None

    return taken_over


def reviewed_on(context: PrefillContext) -> Json:
    """The day from which a review covers: the last review of the plan in force, else its adoption."""
    plan = _plan(context, _reviewed(context))
    return (plan.reviewed_on or plan.adopted_on).isoformat() if plan else None


def next_review_on(context: PrefillContext) -> Json:
    """The planned day of the next review, as long as it has not passed."""
    plan = _plan(context)
    if plan is None or plan.next_review_on is None or plan.next_review_on <= context.today:
        return None
    return plan.next_review_on.isoformat()


def reviews(context: PrefillContext) -> Json:
    """One line per open objective for the review; the outcome is left for the reviewer."""
    rows: list[ObjectiveRow] = list(_reviewed(context).rows("objectives"))
    return [
        {
            "_id": context.new_id(),
            "objective_id": row.objective_id,
            "objective_text": f"{row.number} {row.text}".strip(),
            "baseline": row.baseline,
        }
        for row in rows
        if row.is_open
    ] or None


def objectives_stand(context: PrefillContext) -> Json:
    """Whether any objective of the plan in force is open; nothing without a plan."""
    rows: list[ObjectiveRow] = list(_reviewed(context).rows("objectives"))
    if not rows:
        return None
    return SOME_OPEN if any(row.is_open for row in rows) else ALL_CLOSED


def closed_objectives(context: PrefillContext) -> Json:
    """The objectives of the plan in force that are met or closed, one a line."""
    rows: list[ObjectiveRow] = list(_reviewed(context).rows("objectives"))
    lines = [f"{row.number} {row.text.rstrip('.')}: {row.status}" for row in rows if not row.is_open]
    return "\n".join(lines) or None


def barrier_rows(context: PrefillContext) -> Json:
    """The barriers of the plan in force, one row per line, for the table of the aftercare plan."""
    plan = _plan(context)
    lines = [line.strip(" -•") for line in plan.barriers.splitlines()] if plan else []
    return [{"_id": context.new_id(), "barriers_barrier": line} for line in lines if line] or None


def responsible(context: PrefillContext) -> Json:
    """The people the plan in force names as responsible, each once, in plan order."""
    plan = _plan(context)
    if plan is None:
        return None
    names = [
        str(intervention.get("responsible") or "").strip()
        for placed in tree.objectives(plan.problems)
        for intervention in placed.objective.get("interventions") or []
    ]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _plan(context: PrefillContext, chart: ChartState | None = None) -> PlanRow | None:
    return next(iter((chart or context.chart).rows("plan")), None)


def _reviewed(context: PrefillContext) -> ChartState:
    """The chart on the day of a review that is written later; as it stands now for everything else."""
    said = context.answers.get("reviewed_on")
    try:
        day = date.fromisoformat(said) if isinstance(said, str) else context.today
    except ValueError:  # half-typed: the form says what is wrong with it
        day = context.today
    return on_day(context.chart, day, context.today)
