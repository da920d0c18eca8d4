"""What must hold for plans, reviews and the golden thread. Pure; asked before signing.

Sources: SD 67:61:07:06 (problems with evidence, measurable objectives with indicators, frequency of services,
responsible staff), 26 TAC 564.804 (measurable and time-specific objectives, discharge criteria, length of stay),
CTS.03.01.03 (the client's part in the plan), 26 TAC 301.361 (a note names the objective that was its focus).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.plans import tree
from ehr_desk.chart.plans.rows import ALL_CLOSED, CLOSED, ObjectiveRow
from ehr_desk.chart.plans.then import plan_of_note, plan_of_review
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding

_INTERVENTION = (
    ("text", "intervention_text", "wording"),
    ("frequency", "frequency", "frequency"),
    ("responsible", "responsible", "person responsible"),
)
_NEEDED = (("measure", "measure"), ("baseline", "baseline"), ("target", "target"), ("target_date", "target date"))
# Marks of a group note for a client who was not in the session: there is nothing to thread.
_NOT_THERE = frozenset({"excused", "no-show"})


def check_plan(filled: Filled) -> list[Finding]:
    """A plan before it is signed: from problem to intervention nothing is missing.

    What the form itself requires is left to the form engine, which names it row by row.
    """
    if "plan" not in filled.form.states:
        return []
    problems = tree.from_roles(filled.rows("problems"))
    found: list[Finding] = []
    if not problems and not _asked_by_form(filled, "problems"):
        found.append(Finding("must", item_id(filled, "problems"), "The plan has no problem yet. Add at least one."))
    return [
        *found,
        *_check_problems(filled, problems),
        *_check_objectives(filled, problems),
        *_check_whole(filled),
    ]


def check_review(filled: Filled) -> list[Finding]:
    """A review updates every open objective, and says why one simply continues."""
    if "plan_review" not in filled.form.states:
        return []
    at = item_id(filled, "reviews")
    rows: list[ObjectiveRow] = list(plan_of_review(filled).rows("objectives"))
    if not rows:
        return [Finding("must", at, "There is no signed plan to review.")]
    if filled.text("objectives_stand") == ALL_CLOSED and any(row.is_open for row in rows):
        still = ", ".join(row.number for row in rows if row.is_open)
        text = f"Not every objective is met or closed. Still open: {still}."
        return [Finding("must", item_id(filled, "objectives_stand"), text)]
    reviews = {str(row.get("objective_id") or ""): row for row in filled.rows("reviews")}
    found = [finding for row in rows if row.is_open for finding in _check_reviewed(row, reviews, at)]
    known = {row.objective_id for row in rows}
    if any(objective_id not in known for objective_id in reviews):
        found.append(Finding("must", at, "A reviewed objective is not part of the plan in force. Assemble again."))
    on = filled.day("reviewed_on") or filled.effective_on
    if on > filled.today:
        found.append(Finding("must", item_id(filled, "reviewed_on"), "The review lies in the future."))
    return found + _check_next_review(filled, on)


def check_thread(filled: Filled) -> list[Finding]:
    """A note names the objectives that it served, of the plan in force on its day (the golden thread)."""
    links = filled.links("objective")
    at = _link_item(filled)
    rows: list[ObjectiveRow] = list(plan_of_note(filled).rows("objectives"))
    now: list[ObjectiveRow] = list(filled.chart.rows("objectives"))
    found: list[Finding] = []
    if filled.form.thread == "required" and not links and filled.text("attended") not in _NOT_THERE:
        found.append(_unthreaded(at, rows))
    # Objectives of an earlier version stay known: a late or corrected note may belong to them.
    marked = {row.objective_id for row in filled.chart.rows("objective_progress")}
    then, later = {row.objective_id for row in rows}, {row.objective_id for row in now}
    for link in links:
        served = str(link.get("objective_id") or "")
        if served not in then | marked | later:
            found.append(Finding("must", at, "The note names an objective that is in no signed plan. Choose it again."))
        elif served not in then | marked:
            text = f"The plan of {in_words(filled.effective_on)} had no {_name(link, now)}: it was adopted later."
            found.append(Finding("should", at, text))
        # A missing mark is named by the form engine, which knows the shape of the link.
        if link.get("progress") and not str(link.get("evidence") or "").strip():
            found.append(Finding("should", at, f"Say what shows the progress of {_name(link, [*rows, *now])}."))
    return found


def item_id(filled: Filled, role: str) -> str:
    """The id of the item with a role; empty when the form has none."""
    item = next(filled.items(role), None)
    return item.id if item else ""


def _check_problems(filled: Filled, problems: list[dict[str, Json]]) -> Iterator[Finding]:
    at = item_id(filled, "problems")
    for place, problem in enumerate(problems, start=1):
        name = f"Problem {place}"
        if not problem["text"] and not _asked_by_form(filled, "problem_text"):
            yield Finding("must", at, f"{name} has no wording.")
        if not problem["evidence"] and not _asked_by_form(filled, "problem_evidence"):
            yield Finding("should", at, f"{name} has no supporting evidence.")
        if not problem["goals"] and not _asked_by_form(filled, "goals"):
            yield Finding("must", at, f"{name} has no goal.")
        for second, goal in enumerate(problem["goals"], start=1):
            which = f"Goal {second} of problem {place}"
            if not goal["text"] and not _asked_by_form(filled, "goal_text"):
                yield Finding("must", at, f"{which} has no wording.")
            if not goal["objectives"]:
                if not _asked_by_form(filled, "objectives"):
                    yield Finding("must", at, f"{which} has no objective.")
            elif all(objective["status"] in CLOSED for objective in goal["objectives"]):
                yield Finding("should", at, f"{which} has no open objective. Add one, or say in the plan why not.")


def _check_objectives(filled: Filled, problems: list[dict[str, Json]]) -> Iterator[Finding]:
    at = item_id(filled, "problems")
    needed = [(key, words) for key, words in _NEEDED if not _asked_by_form(filled, key)]
    parts = [(key, role, words) for key, role, words in _INTERVENTION if not _asked_by_form(filled, role)]
    for placed in tree.objectives(problems):
        each, name = placed.objective, f"Objective {placed.number}"
        if not each["text"] and not _asked_by_form(filled, "objective_text"):
            yield Finding("must", at, f"{name} has no wording.")
        if each["status"] in CLOSED:
            continue
        missing = [words for key, words in needed if not each[key]]
        if missing:
            yield Finding("must", at, f"{name} has no {_listed(missing)}.")
        if each["target_date"] and date.fromisoformat(each["target_date"]) < filled.effective_on:
            yield Finding("should", at, f"The target date of objective {placed.number} has passed.")
        if not each["interventions"] and not _asked_by_form(filled, "interventions"):
            yield Finding("should", at, f"{name} has no intervention.")
        for intervention in each["interventions"]:
            lacking = [words for key, _, words in parts if not intervention[key]]
            if lacking:
                yield Finding("must", at, f"An intervention of objective {placed.number} has no {_listed(lacking)}.")


def _check_whole(filled: Filled) -> Iterator[Finding]:
    for role, text in (
        ("discharge_criteria", "The plan has no discharge criteria."),
        ("client_participation", "Say how the client took part in the plan."),
    ):
        # A clinic's own form may leave the item out; then there is nowhere to answer it.
        at = item_id(filled, role)
        if at and not filled.text(role).strip() and not _asked_by_form(filled, role):
            yield Finding("must", at, text)
    if not _projected_discharge(filled) and not _asked_by_form(filled, "projected_discharge"):
        yield Finding("should", item_id(filled, "projected_discharge"), "There is no projected date of discharge.")
    yield from _check_next_review(filled, filled.effective_on)


def _projected_discharge(filled: Filled) -> bool:
    if filled.day("projected_discharge"):
        return True
    return any(row.projected_discharge and not row.discharged_on for row in filled.chart.rows("episodes"))


def _check_next_review(filled: Filled, reviewed_on: date) -> list[Finding]:
    at = item_id(filled, "next_review_on")
    planned = filled.day("next_review_on")
    if planned is None:
        if _asked_by_form(filled, "next_review_on"):
            return []
        return [Finding("should", at, "The next review of the plan has no date.")]
    if planned <= reviewed_on:
        return [Finding("must", at, "The next review must lie after this one.")]
    return []


def _check_reviewed(row: ObjectiveRow, reviews: Mapping[str, Mapping[str, Json]], at: str) -> Iterator[Finding]:
    review = reviews.get(row.objective_id)
    outcome = str(review.get("outcome") or "").casefold() if review else ""
    course = str(review.get("course") or "").strip() if review else ""
    if review is None or not outcome:
        # A line that is there without an outcome is named by the form where it requires one.
        yield Finding("must", at, f"Objective {row.number} has not been reviewed.")
    elif outcome == "continue" and not course:
        yield Finding("must", at, f"Objective {row.number} continues: say why.")
    elif not course:
        yield Finding("should", at, f"Say how objective {row.number} went.")


def _unthreaded(at: str, rows: Sequence[ObjectiveRow]) -> Finding:
    if any(row.is_open for row in rows):
        return Finding("must", at, "The note names no objective of the plan. Choose the one it served.")
    if rows:  # nothing is left to choose
        text = "No objective of the plan is open any more. A review or a new version of the plan says what comes next."
        return Finding("should", at, text)
    return Finding("should", at, "There is no signed plan yet.")


def _name(link: Mapping[str, Json], rows: Sequence[ObjectiveRow]) -> str:
    number = next((row.number for row in rows if row.objective_id == link.get("objective_id")), "")
    return f"objective {number}" if number else "the objective"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", no ".join(words[:-1]) + " and no " + words[-1]


def _asked_by_form(filled: Filled, role: str) -> bool:
    item = filled.form.by_role(role)
    return item is not None and item.required


def _link_item(filled: Filled) -> str:
    return next((item.id for item in filled.form.walk() if item.type == "objective"), "")
