"""The plan room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source
from ehr_desk.chart.plans import effects, fold, prefills, rules
from ehr_desk.chart.plans.intake_needs import IntakeOf
from ehr_desk.chart.plans.needs_rules import needs_check
from ehr_desk.chart.plans.rows import ObjectiveRow, PlanRow, ProgressRow
from ehr_desk.chart.plans.tables import ObjectiveTable, PlanTable, ProgressTable


def room(intake_of: IntakeOf = lambda client_id: ()) -> Room:
    """Folds ``plan``, ``objectives``, ``objective_progress``; sources ``plan``, ``plan_review``, ``objectives``.

    ``intake_of``: the entries in which intake says what it found of a client, for the check of a plan.
    """
    return Room(
        name="plans",
        folds=(
            TableFold("plan", fold.KINDS, fold.fold_plan, PlanRow, PlanTable),
            TableFold("objectives", fold.KINDS, fold.fold_objectives, ObjectiveRow, ObjectiveTable),
            TableFold("objective_progress", fold.PROGRESS_KINDS, fold.fold_progress, ProgressRow, ProgressTable),
        ),
        sources=(
            Source("plan", effects.adopted),
            Source("plan_review", effects.reviewed),
            Source("objectives", effects.progress),
        ),
        checks=(rules.check_plan, needs_check(intake_of), rules.check_review, rules.check_thread),
        prefills={
            "plan.current": prefills.problems,
            "plan.problems": prefills.problems,
            **{f"plan.{name}": prefills.text(name) for name in effects.TEXTS},
            "plan.reviewed_on": prefills.reviewed_on,
            "plan.next_review_on": prefills.next_review_on,
            "plan.objectives": prefills.reviews,
            "plan.objectives_stand": prefills.objectives_stand,
            "plan.closed_objectives": prefills.closed_objectives,
            "plan.barriers_rows": prefills.barrier_rows,
            "plan.responsible": prefills.responsible,
        },
    )
