"""Pure: the plan's effects to its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.plans import effects, tree
from ehr_desk.chart.plans.rows import ObjectiveRow, PlanRow, ProgressRow
from ehr_desk.common.canonical import Json

# A plan belongs to one episode. Spelled here because sibling rooms do not know each other.
EPISODE_OPENED = "episode.opened"
EPISODE_CLOSED = "episode.closed"
KINDS = frozenset({effects.ADOPTED, effects.REVIEWED, effects.PROGRESS, EPISODE_OPENED, EPISODE_CLOSED})

PROGRESS_KINDS = frozenset({effects.REVIEWED, effects.PROGRESS})


@dataclass
class _Course:
    """What has been said about one objective so far; outlives versions of the plan."""

    status: str = ""
    now: str = ""
    last_progress: str = ""
    last_on: date | None = None
    served: int = 0
    evidence: str = ""
    entry_id: str = ""


@dataclass
class _State:
    plan: PlanRow | None = None
    discharged: bool = False
    courses: dict[str, _Course] = field(default_factory=dict)

    def course(self, objective_id: str) -> _Course:
        return self.courses.setdefault(objective_id, _Course())


def fold_plan(ordered: Sequence[SignedEffect]) -> list[PlanRow]:
    """The plan in force: no row before the first adoption. A review before any plan changes nothing.

    The plan stays readable after discharge and ends with the next admission, which starts without one.
    """
    plan = _read(ordered).plan
    return [plan] if plan else []


def fold_objectives(ordered: Sequence[SignedEffect]) -> list[ObjectiveRow]:
    """The objectives of the plan in force, in plan order, with everything said about them.

    The latest statement decides the status: a review's outcome, or a note that marks the objective met (and any
    other mark of a later note opens it again). A new version of the plan keeps the course of objectives that it
    takes over under the same id.
    """
    state = _read(ordered)
    if state.plan is None:
        return []
    return [_objective_row(placed, state) for placed in tree.objectives(state.plan.problems)]


def fold_progress(ordered: Sequence[SignedEffect]) -> list[ProgressRow]:
    """Every mark of a note and every outcome of a review, oldest first."""
    rows: list[ProgressRow] = []
    for effect in ordered:
        if effect.kind == effects.PROGRESS:
            rows.append(
                ProgressRow(
                    _text(effect.data, "objective_id"),
                    effect.effective_on,
                    _text(effect.data, "progress"),
                    _text(effect.data, "evidence"),
                    effect.entry_id,
                    effect.author_name,
                )
            )
        elif effect.kind == effects.REVIEWED:
            rows.extend(
                ProgressRow(
                    _text(review, "objective_id"),
                    effect.effective_on,
                    _text(review, "outcome"),
                    _text(review, "course"),
                    effect.entry_id,
                    effect.author_name,
                )
                for review in effect.data.get("reviews") or []
                if _text(review, "outcome")
            )
    return rows


def _read(ordered: Sequence[SignedEffect]) -> _State:
    state = _State()
    for effect in ordered:
        if effect.kind == effects.ADOPTED:
            _adopt(state, effect)
        elif effect.kind == effects.REVIEWED:
            _review(state, effect)
        elif effect.kind == effects.PROGRESS:
            _note(state, effect)
        elif effect.kind == EPISODE_CLOSED:
            state.discharged = True
        elif effect.kind == EPISODE_OPENED and state.discharged:
            # Not at every admission: one that is signed after its plan must not end it.
            state.plan, state.discharged = None, False
    if state.plan:
        state.plan = replace(state.plan, problems=tree.with_statuses(state.plan.problems, _statuses(state)))
    return state


def _adopt(state: _State, effect: SignedEffect) -> None:
    data = effect.data
    state.plan = PlanRow(
        entry_id=effect.entry_id,
        adopted_on=effect.effective_on,
        version=state.plan.version + 1 if state.plan else 1,
        problems=list(data.get("problems") or []),
        client_goals=_text(data, "client_goals"),
        strengths=_text(data, "strengths"),
        barriers=_text(data, "barriers"),
        preferences=_text(data, "preferences"),
        discharge_criteria=_text(data, "discharge_criteria"),
        discharge_plan=_text(data, "discharge_plan"),
        planned_hours=_text(data, "planned_hours"),
        readiness=_text(data, "readiness"),
        deferred=_text(data, "deferred"),
        referrals=_text(data, "referrals"),
        client_participation=_text(data, "client_participation"),
        client_signature=_text(data, "client_signature"),
        client_signature_reason=_text(data, "client_signature_reason"),
        projected_discharge=_day(data, "projected_discharge"),
        next_review_on=_day(data, "next_review_on"),
        reviewed_on=None,
    )
    state.discharged = False
    for placed in tree.objectives(state.plan.problems):
        # The plan's own word on the status counts from its day on; where it says nothing, the course so far stands.
        course = state.course(placed.objective_id)
        course.status = _text(placed.objective, "status") or course.status or "open"


def _review(state: _State, effect: SignedEffect) -> None:
    for review in effect.data.get("reviews") or []:
        outcome = _text(review, "outcome")
        if not outcome:
            continue
        course = state.course(_text(review, "objective_id"))
        course.status = "open" if outcome == "continue" else outcome
        course.last_on, course.entry_id = effect.effective_on, effect.entry_id
        course.now = _text(review, "now") or course.now
        course.evidence = _text(review, "course") or course.evidence
    if state.plan is None:
        return
    planned = _day(effect.data, "next_review_on")
    kept = state.plan.next_review_on
    if planned is None and kept is not None and kept > effect.effective_on:
        planned = kept
    projected = _day(effect.data, "projected_discharge") or state.plan.projected_discharge
    state.plan = replace(
        state.plan, reviewed_on=effect.effective_on, next_review_on=planned, projected_discharge=projected
    )


def _note(state: _State, effect: SignedEffect) -> None:
    course = state.course(_text(effect.data, "objective_id"))
    course.last_progress = _text(effect.data, "progress")
    course.last_on, course.entry_id = effect.effective_on, effect.entry_id
    course.served += 1
    course.evidence = _text(effect.data, "evidence") or course.evidence
    if course.last_progress == "met":
        course.status = "met"
    elif course.status == "met":
        course.status = "open"


def _statuses(state: _State) -> Mapping[str, str]:
    return {objective_id: course.status for objective_id, course in state.courses.items() if course.status}


def _objective_row(placed: tree.Placed, state: _State) -> ObjectiveRow:
    course = state.course(placed.objective_id)
    each = placed.objective
    return ObjectiveRow(
        objective_id=placed.objective_id,
        number=placed.number,
        problem=_text(placed.problem, "text"),
        goal=_text(placed.goal, "text"),
        text=_text(each, "text"),
        measure=_text(each, "measure"),
        baseline=_text(each, "baseline"),
        target=_text(each, "target"),
        target_date=_day(each, "target_date"),
        status=course.status or "open",
        now=course.now,
        last_progress=course.last_progress,
        last_on=course.last_on,
        served=course.served,
        evidence=course.evidence,
        entry_id=course.entry_id or (state.plan.entry_id if state.plan else ""),
    )


def _text(data: Mapping[str, Json], key: str) -> str:
    value = data.get(key)
    return "" if value is None else str(value)


def _day(data: Mapping[str, Json], key: str) -> date | None:
    value = data.get(key)
    return date.fromisoformat(value) if value else None
