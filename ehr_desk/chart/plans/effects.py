"""What a signed entry can state about the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.plans import tree
from ehr_desk.chart.plans.rows import ALL_CLOSED, ObjectiveRow
from ehr_desk.chart.plans.then import plan_of_note, plan_of_review
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words
from ehr_desk.forms.links import PROGRESS as MARKS

ADOPTED = "plan.adopted"
REVIEWED = "plan.reviewed"
PROGRESS = "objective.progress"

# Roles of a plan form whose text the plan carries as it is; the rows have fields of the same names.
TEXTS = (
    "client_goals",
    "strengths",
    "barriers",
    "preferences",
    "discharge_criteria",
    "discharge_plan",
    "planned_hours",
    "readiness",
    "deferred",
    "referrals",
    "client_participation",
    "client_signature",
    "client_signature_reason",
)


def adopted(filled: Filled) -> list[Effect]:
    """The whole plan as one effect: it stands in place of the version before."""
    problems = tree.from_roles(filled.rows("problems"))
    next_review = filled.day("next_review_on")
    placed = list(tree.objectives(problems))
    sentence = (
        f"Treatment plan adopted: {_count(len(problems), 'problem')}, "
        f"{_count(sum(len(each['goals']) for each in problems), 'goal')}, {_count(len(placed), 'objective')}"
    )
    if next_review:
        sentence += f"; next review {in_words(next_review)}"
    data = {
        "problems": problems,
        **{role: filled.text(role).strip() for role in TEXTS},
        "projected_discharge": _iso(filled.day("projected_discharge")),
        "next_review_on": _iso(next_review),
    }
    return [Effect(ADOPTED, filled.effective_on, data, sentence + ".")]


def reviewed(filled: Filled) -> list[Effect]:
    """A review of the plan in force: the outcome of each objective and the day of the next review."""
    on = filled.day("reviewed_on") or filled.effective_on
    next_review = filled.day("next_review_on")
    numbers = _numbers(plan_of_review(filled).rows("objectives"))
    reviews: list[dict[str, Json]] = []
    outcomes: list[str] = []
    for row in filled.rows("reviews"):
        outcome = str(row.get("outcome") or "").casefold()
        objective_id = str(row.get("objective_id") or "")
        said = {key: str(row.get(key) or "").strip() for key in ("now", "course")}
        reviews.append({"objective_id": objective_id, "outcome": outcome, **said})
        if outcome:
            outcomes.append(f"{numbers.get(objective_id, 'objective')} {_outcome_words(outcome)}")
    sentence = "Treatment plan reviewed"
    if filled.text("objectives_stand") == ALL_CLOSED:
        sentence += ": all objectives met or closed"
    if outcomes:
        sentence += ": " + ", ".join(outcomes)
    if next_review:
        sentence += f"; next review {in_words(next_review)}"
    data = {
        "reviews": reviews,
        "next_review_on": _iso(next_review),
        "projected_discharge": _iso(filled.day("projected_discharge")),
    }
    return [Effect(REVIEWED, on, data, sentence + ".")]


def progress(filled: Filled) -> list[Effect]:
    """One effect per objective that a note served, in the words of the plan of its day."""
    # What was adopted only later may be named too, with the numbers that it has now.
    rows: list[ObjectiveRow] = [*filled.chart.rows("objectives"), *plan_of_note(filled).rows("objectives")]
    numbers, texts = _numbers(rows), {row.objective_id: row.text for row in rows}
    found = []
    for link in filled.links("objective"):
        objective_id = str(link.get("objective_id") or "")
        if not objective_id:
            continue
        mark = str(link.get("progress") or "")
        evidence = str(link.get("evidence") or "").strip()
        name = " ".join(part for part in (numbers.get(objective_id, ""), texts.get(objective_id, "")) if part)
        sentence = f"Objective {name.rstrip('.') or 'of an earlier plan'}: {MARKS.get(mark, mark) or 'served'}"
        data = {"objective_id": objective_id, "progress": mark, "evidence": evidence}
        found.append(Effect(PROGRESS, filled.effective_on, data, sentence.rstrip(".") + "."))
    return found


def _numbers(rows: Sequence[ObjectiveRow]) -> dict[str, str]:
    return {row.objective_id: row.number for row in rows}


def _outcome_words(outcome: str) -> str:
    return "continues" if outcome == "continue" else outcome


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
