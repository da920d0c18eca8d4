"""What readers get of a treatment plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

# Statuses of an objective after which nobody works on it any more.
CLOSED = frozenset({"met", "not met", "revised", "deferred"})
# What a review answers to how the objectives of the plan stand.
SOME_OPEN, ALL_CLOSED = "Some are open", "All objectives are met or closed"


@dataclass(frozen=True)
class PlanRow:
    """The plan in force: its newest version.

    ``problems`` is the tree as JSON: problem {_id, text, evidence, kind, code, goals}, goal {_id, text, objectives},
    objective {_id, text, measure, baseline, target, target_date, status, interventions}, intervention
    {_id, text, frequency, responsible}. Dates inside are ISO text or empty. ``version`` counts adoptions from 1.
    ``reviewed_on`` is the last review of this version; a review may also move ``next_review_on`` and
    ``projected_discharge``. ``planned_hours`` is decimal text, hours a week.
    ``deferred``: known needs that are put off, with the reason. ``client_signature`` says how the client signed or why
    there is no signature, in the form's words, with ``client_signature_reason`` where it is missing.
    """

    entry_id: str
    adopted_on: date
    version: int
    problems: list[Any]
    client_goals: str
    strengths: str
    barriers: str
    preferences: str
    discharge_criteria: str
    discharge_plan: str
    planned_hours: str
    projected_discharge: date | None
    next_review_on: date | None
    reviewed_on: date | None
    readiness: str = ""
    deferred: str = ""
    referrals: str = ""
    client_participation: str = ""
    client_signature: str = ""
    client_signature_reason: str = ""


@dataclass(frozen=True)
class ObjectiveRow:
    """One objective of the plan in force and how far it has come.

    ``number`` is "problem.objective" (1.2: the second objective of the first problem). ``last_progress`` is the
    newest mark a note gave, ``evidence`` the newest evidence or review text, ``now`` the measure's value at the last
    review, ``served`` how many notes named it.
    ``entry_id`` is the entry that spoke of it last; before the first note it is the plan's.
    """

    objective_id: str
    number: str
    problem: str
    goal: str
    text: str
    measure: str
    baseline: str
    target: str
    target_date: date | None
    status: str
    now: str
    last_progress: str
    last_on: date | None
    served: int
    evidence: str
    entry_id: str

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on."""
        return self.status not in CLOSED


@dataclass(frozen=True)
class ProgressRow:
    """One statement about an objective: a note's mark (regressed, none, some, met) or a review's outcome."""

    objective_id: str
    on: date
    progress: str
    evidence: str
    entry_id: str
    author_name: str
