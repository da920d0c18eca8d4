"""The treatment plan to read: problems, goals, objectives with their course, interventions. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.plans.rows import ObjectiveRow, PlanRow
from ehr_desk.chart.plans.tree import objectives as placed_objectives
from ehr_desk.common.days import days_from_to
from ehr_desk.forms import Form, Item
from ehr_desk.forms.links import PROGRESS
from ehr_desk.ui.pages.record.episodes import current_episode
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.theme.tokens import Tone
from ehr_desk.ui.widgets.dates import show_date

PLAN_FORM = "treatment_plan"
REVIEW_FORM = "plan_review"
_SIGNATURE, _ON_PAPER = "Client's signature", "Signed on paper, original kept"

_STATUS: dict[str, tuple[str, Tone]] = {
    "open": ("Open", "info"),
    "met": ("Met", "success"),
    "partly met": ("Partly met", "warning"),
    "not met": ("Not met", "danger"),
    "revised": ("Revised", "neutral"),
    "deferred": ("Deferred", "neutral"),
}


@dataclass(frozen=True)
class ObjectiveView:
    """One objective with its course in words."""

    objective_id: str
    head: str
    text: str
    status: str
    tone: Tone
    target: str
    course: str
    evidence: str
    entry_id: str
    interventions: tuple[str, ...]


@dataclass(frozen=True)
class GoalView:
    """One goal with its objectives."""

    text: str
    objectives: tuple[ObjectiveView, ...]


@dataclass(frozen=True)
class ProblemView:
    """One problem with its goals."""

    head: str
    kind: str
    evidence: str
    goals: tuple[GoalView, ...]


@dataclass(frozen=True)
class PlanView:
    """The plan in force on a day. ``review`` is empty after a discharge; ``texts`` stand beside the tree; ``on_paper``:
    by its answer the client signed a printed paper."""

    facts: str
    review: str
    review_tone: Tone
    problems: tuple[ProblemView, ...]
    texts: tuple[tuple[str, str], ...]
    entry_id: str
    on_paper: bool = False


def view_of(state: Mapping[str, Sequence[Any]], on: date) -> PlanView | None:
    """The plan as it stood on a day, or None where there was none."""
    plan: PlanRow | None = next(iter(state.get("plan", ())), None)
    if plan is None:
        return None
    known = {row.objective_id: row for row in state.get("objectives", ())}
    numbers = {one.objective_id: one.number for one in placed_objectives(plan.problems)}
    episode = current_episode(state)
    review, tone = _review(plan, on) if episode is None or episode.is_open else ("", "neutral")
    return PlanView(
        facts=_facts(plan, known.values(), episode),
        review=review,
        review_tone=tone,
        problems=tuple(_problem(at, one, known, numbers) for at, one in enumerate(plan.problems, start=1)),
        texts=_texts(plan),
        entry_id=plan.entry_id,
        on_paper=plan.client_signature == _ON_PAPER,
    )


def told_with_drawing(texts: Sequence[tuple[str, str]], drawn: date | None) -> tuple[tuple[str, str], ...]:
    """The texts beside the tree, with the day on which the client drew their signature on the plan's paper."""
    said = f"Drawn on {show_date(drawn)}" if drawn is not None else ""
    return tuple((title, f"{text}. {said}" if said and title == _SIGNATURE else text) for title, text in texts)


def versions(entries: Sequence[EntryRow]) -> list[EntryRow]:
    """The plans and reviews among a client's entries, newest first."""
    return [entry for entry in entries if entry.form_id in (PLAN_FORM, REVIEW_FORM)]


def _facts(plan: PlanRow, objectives: Any, episode: EpisodeRow | None) -> str:
    rows: list[ObjectiveRow] = list(objectives)
    met = sum(1 for one in rows if one.status == "met")
    parts = [
        f"Version {plan.version}",
        f"adopted {show_date(plan.adopted_on)}",
        f"{count(len(rows), 'objective')}, {met} met",
    ]
    if plan.planned_hours:
        parts.append(f"{plan.planned_hours} hours a week")
    if plan.projected_discharge:
        parts.append(f"discharge planned for {show_date(plan.projected_discharge)}")
    stay = stay_words(plan, episode)
    if stay:
        parts.append(stay)
    return " · ".join(parts)


def _review(plan: PlanRow, on: date) -> tuple[str, Tone]:
    if plan.next_review_on is None:
        return "No review planned", "warning"
    if plan.next_review_on < on:
        return f"Review overdue since {show_date(plan.next_review_on)}", "danger"
    near = (plan.next_review_on - on).days <= 14
    return f"Next review {show_date(plan.next_review_on)}", "warning" if near else "neutral"


def _texts(plan: PlanRow) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("What the client wants", plan.client_goals),
        ("Strengths", plan.strengths),
        ("Barriers", plan.barriers),
        ("Needs and preferences", plan.preferences),
        ("Discharge criteria", plan.discharge_criteria),
        ("Discharge plan", plan.discharge_plan),
        ("Needs put off, and why", plan.deferred),
        ("Referrals", plan.referrals),
        ("Readiness for change", plan.readiness),
        ("How the client took part", plan.client_participation),
        (_SIGNATURE, signature_words(plan)),
    )
    return tuple(pair for pair in pairs if pair[1])


def signature_words(plan: PlanRow) -> str:
    """How the client signed, or why there is no signature."""
    reason = f": {plan.client_signature_reason}" if plan.client_signature_reason else ""
    return f"{plan.client_signature}{reason}"


def stay_words(plan: PlanRow, episode: EpisodeRow | None) -> str:
    """The projected length of stay: "stay of 84 days projected"; empty where no day is named."""
    if plan.projected_discharge is None or episode is None:
        return ""
    days = days_from_to(episode.admitted_on, plan.projected_discharge)
    return f"stay of {count(days, 'day')} projected" if days > 0 else ""


def _goal_words(goal: Mapping[str, Any]) -> str:
    term = str(goal.get("term", "")).lower()
    return f"{goal.get('text', '')} ({term})" if term else str(goal.get("text", ""))


def _problem(
    at: int, problem: Mapping[str, Any], known: Mapping[str, ObjectiveRow], numbers: Mapping[str, str]
) -> ProblemView:
    code = f" ({problem['code']})" if problem.get("code") else ""
    goals = tuple(
        GoalView(
            _goal_words(goal),
            tuple(_objective(one, known, numbers) for one in goal.get("objectives") or []),
        )
        for goal in problem.get("goals") or []
    )
    return ProblemView(
        head=f"{at}  {problem.get('text', '')}{code}",
        kind=str(problem.get("kind") or ""),
        evidence=str(problem.get("evidence") or ""),
        goals=goals,
    )


def _objective(one: Mapping[str, Any], known: Mapping[str, ObjectiveRow], numbers: Mapping[str, str]) -> ObjectiveView:
    objective_id = str(one.get("_id", ""))
    row = known.get(objective_id)
    status = row.status if row else str(one.get("status") or "open")
    word, tone = _STATUS.get(status, (status.capitalize(), "neutral"))
    return ObjectiveView(
        objective_id=objective_id,
        head=f"Objective {numbers.get(objective_id, '')}".strip(),
        text=str(one.get("text") or ""),
        status=word,
        tone=tone,
        target=target_words(
            str(one.get("measure") or ""),
            str(one.get("baseline") or ""),
            str(one.get("target") or ""),
            _day(one.get("target_date")),
        ),
        course=course_words(row),
        evidence=row.evidence if row else "",
        entry_id=row.entry_id if row else "",
        interventions=tuple(_intervention(each) for each in one.get("interventions") or []),
    )


def target_words(measure: str, baseline: str, target: str, by: date | None) -> str:
    """How an objective is measured: "Panic attacks a week: 4 → 1 by 27 Nov 2026"."""
    span = " → ".join(part for part in (baseline, target) if part)
    until = f" by {show_date(by)}" if by else ""
    head = f"{measure}: " if measure and span else measure
    return f"{head}{span}{until}".strip()


def course_words(row: ObjectiveRow | None) -> str:
    """How far an objective has come: "some progress, 14 Oct 2026 · served by 3 notes"."""
    if row is None or not row.last_progress:
        return "No note has named it yet"
    progress = PROGRESS.get(row.last_progress, row.last_progress)
    on = f", {show_date(row.last_on)}" if row.last_on else ""
    return f"{progress.capitalize()}{on} · served by {count(row.served, 'note')}"


def _intervention(each: Mapping[str, Any]) -> str:
    parts = (each.get("text"), each.get("frequency"), each.get("responsible"))
    return ", ".join(str(part) for part in parts if part)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


@dataclass(frozen=True)
class OutlineLine:
    """One line of the plan's outline. ``target`` is the place to jump to; without one it says what is missing."""

    text: str
    depth: int
    target: str = ""
    objective_id: str = ""


_LEVELS = (
    ("goals", "This problem has no goal yet"),
    ("objectives", "This goal has no objective yet"),
    ("interventions", "This objective has no intervention yet"),
)


def outline(form: Form, answers: Mapping[str, Any]) -> Iterator[OutlineLine]:
    """The problems, goals and objectives of a plan being written, and where a level is still empty."""
    problems = form.by_role("problems")
    if problems is None:
        return
    rows = answers.get(problems.id) or []
    if not rows:
        yield OutlineLine("No problem yet", 0)
    for at, row in enumerate(rows, start=1):
        yield from _outline_row(problems, row, (), 0, str(at), [0])


def _outline_row(
    level: Item, row: Mapping[str, Any], path: tuple[str, ...], depth: int, number: str, counter: list[int]
) -> Iterator[OutlineLine]:
    here = (*path, str(row.get("_id", "")))
    head = level.items[0]
    words = str(row.get(head.id) or "").strip() or f"{head.text} is empty"
    if depth == 2:
        counter[0] += 1
        number = f"{number}.{counter[0]}"
    shown = words if depth == 1 else f"{number}  {words}"
    objective_id = here[-1] if depth == 2 else ""
    yield OutlineLine(_short(shown), depth, "/".join((*here, head.id)), objective_id)
    role, missing = _LEVELS[depth]
    inner = next((child for child in level.items if child.role == role), None)
    below = row.get(inner.id) or [] if inner is not None else []
    if inner is not None and not below:
        yield OutlineLine(missing, depth + 1)
    if inner is not None and depth < 2:
        for each in below:
            yield from _outline_row(inner, each, here, depth + 1, number, counter)


def _short(text: str) -> str:
    return text if len(text) <= 38 else f"{text[:37].rstrip()}…"
