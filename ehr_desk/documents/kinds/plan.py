"""Treatment plan and plan review on paper: each goal in the client's words over its objectives, then what is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ehr_desk.documents.days import day
from ehr_desk.documents.kinds.frame import capital, note_blocks, shown
from ehr_desk.documents.kinds.generic import EntryComposer
from ehr_desk.documents.model import Block, Column, Fact, Facts, Heading, KeyFigure, Row, Table
from ehr_desk.forms import Form, Item

Json = Any
_OBJECTIVES = (
    ("", 0.5),
    ("Objective", 3.4),
    ("Measured by", 2.4),
    ("Now", 0.9),
    ("Target", 0.9),
    ("By", 1.4),
    ("State", 1.0),
)
_INTERVENTIONS = (("For", 0.5), ("What we do", 3.6), ("How often, how long", 3.0), ("Who", 2.4))
_REVIEWED = (
    ("Objective", 3.2),
    ("At the start", 1.1),
    ("Now", 1.1),
    ("Outcome", 1.2),
    ("Course, and the reason for the outcome", 3.6),
)


class PlanComposer(EntryComposer):
    """A plan: a part for each problem, a table of objectives for each goal, one of interventions for each problem."""

    in_panel = EntryComposer.in_panel | frozenset({"next_review_on", "projected_discharge", "planned_hours"})

    def __init__(self, body: Mapping[str, Json], form: Form) -> None:
        super().__init__(body, form)
        self.handlers = {"problems": self._problems}

    def score_tiles(self) -> tuple[KeyFigure, ...]:
        """When the plan is looked at again, and how much is planned."""
        return key_figures(self, ("planned_hours", "next_review_on", "projected_discharge"))

    def _problems(self, item: Item, value: Json) -> list[Block]:
        found: list[Block] = []
        for number, raw in enumerate(value, start=1):
            problem = _by_role(item, raw)
            found.append(Heading(f"Problem {number}: {problem.get('problem_text', '')}", 3))
            found += self._facts_of(item, raw)
            found += self._goals(_child(item, "goals"), problem.get("goals", []), number)
        return found

    def _facts_of(self, item: Item, raw: Mapping[str, Json]) -> list[Block]:
        """Kind and code, then the evidence as it was typed."""
        facts = tuple(
            Fact(child.text, shown(child, raw[child.id]))
            for child in item.items
            if child.role in ("problem_kind", "problem_code") and raw.get(child.id)
        )
        evidence = _child(item, "problem_evidence")
        text = str(raw.get(evidence.id) or "") if evidence else ""
        return [*([Facts(facts)] if facts else []), *(note_blocks(text) if text else [])]

    def _goals(self, item: Item | None, goals: Sequence[Mapping[str, Json]], problem: int) -> list[Block]:
        if item is None:
            return []
        found: list[Block] = []
        done: list[Row] = []
        count = 0
        for raw in goals:
            goal = _by_role(item, raw)
            words = str(goal.get("goal_text", "")).strip().strip("\u201c\u201d\"'")
            term = f" ({str(goal['goal_term']).lower()})" if goal.get("goal_term") else ""
            found.append(Heading(f"Goal{term}, in the client\u2019s words: \u201c{words}\u201d", 4))
            objectives = _child(item, "objectives")
            rows: list[Row] = []
            for each in goal.get("objectives", []):
                if objectives is None:
                    break
                count += 1
                objective = _by_role(objectives, each)
                rows.append(Row((f"{problem}.{count}", *_objective_cells(objective))))
                done += _done(objectives, objective, f"{problem}.{count}")
            found += [_table(_OBJECTIVES, rows)] if rows else []
        if done:
            found += [Heading("What is done about it", 4), _table(_INTERVENTIONS, done)]
        return found


class PlanReviewComposer(EntryComposer):
    """A review: the decision on top, each objective from start to now in one table."""

    in_panel = EntryComposer.in_panel | frozenset({"decision", "next_review_on", "projected_discharge"})

    def __init__(self, body: Mapping[str, Json], form: Form) -> None:
        super().__init__(body, form)
        self.handlers = {"reviews": self._reviews}

    def score_tiles(self) -> tuple[KeyFigure, ...]:
        """What was decided, and until when."""
        return key_figures(self, ("decision", "next_review_on", "projected_discharge"))

    def _reviews(self, item: Item, value: Json) -> list[Block]:
        rows = []
        for raw in value:
            row = _by_role(item, raw)
            names = ("objective_text", "baseline", "now", "outcome", "course")
            rows.append(Row(tuple(capital(str(row.get(name) or "")) for name in names)))
        return [_table(_REVIEWED, rows)]


def key_figures(composer: EntryComposer, roles: Sequence[str]) -> tuple[KeyFigure, ...]:
    """The answers to items with these roles as key figures; those without an answer are left out."""
    items = [composer.form.by_role(role) for role in roles]
    return tuple(
        KeyFigure(item.text, shown(item, composer.answers[item.id]))
        for item in items
        if item is not None and composer.answers.get(item.id)
    )


def _objective_cells(objective: Mapping[str, Json]) -> tuple[str, ...]:
    by = str(objective.get("target_date") or "")
    texts = [str(objective.get(role) or "") for role in ("objective_text", "measure", "baseline", "target")]
    return (*texts, day(by) if by else "", capital(str(objective.get("objective_status") or "")))


def _done(item: Item | None, objective: Mapping[str, Json], number: str) -> list[Row]:
    inner = _child(item, "interventions") if item else None
    if inner is None:
        return []
    found = []
    for raw in objective.get("interventions", []):
        row = _by_role(inner, raw)
        found.append(
            Row((number, *(str(row.get(role) or "") for role in ("intervention_text", "frequency", "responsible"))))
        )
    return found


def _table(columns: Sequence[tuple[str, float]], rows: Sequence[Row]) -> Table:
    """A table without the columns that nobody filled."""
    kept = [at for at in range(len(columns)) if any(row.cells[at] for row in rows)]
    return Table(
        tuple(Column(*columns[at]) for at in kept),
        tuple(Row(tuple(row.cells[at] for at in kept), row.sources) for row in rows),
    )


def _child(item: Item, role: str) -> Item | None:
    return next((child for child in item.items if child.role == role), None)


def _by_role(item: Item, raw: Mapping[str, Json]) -> dict[str, Json]:
    """A row's answers by the roles of its items; rows inside stay as they are."""
    names = {child.id: child.role or child.id for child in item.items}
    return {names.get(key, key): value for key, value in raw.items()}
