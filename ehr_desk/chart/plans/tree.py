"""Walking the plan's tree (problem, goal, objective, intervention) as the effects and rows carry it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ehr_desk.common.canonical import Json

# The treatment plan form says "active" of what the record calls open.
STATUS_LABELS = {"open": "active"}
_STATUS_OF_LABEL = {label: status for status, label in STATUS_LABELS.items()}


@dataclass(frozen=True)
class Placed:
    """An objective with its place in the tree."""

    number: str
    problem: Mapping[str, Json]
    goal: Mapping[str, Json]
    objective: Mapping[str, Json]

    @property
    def objective_id(self) -> str:
        return str(self.objective.get("_id", ""))


def objectives(problems: list[Any]) -> Iterator[Placed]:
    """Every objective in plan order, numbered within its problem."""
    for first, problem in enumerate(problems, start=1):
        second = 0
        for goal in problem.get("goals") or []:
            for objective in goal.get("objectives") or []:
                second += 1
                yield Placed(f"{first}.{second}", problem, goal, objective)


def from_roles(rows: list[dict[str, Json]]) -> list[dict[str, Json]]:
    """The tree of a filled plan form, whose rows are keyed by role (see ``Filled.rows``)."""
    return [
        {
            "_id": _text(row, "_id"),
            "text": _text(row, "problem_text"),
            "evidence": _text(row, "problem_evidence"),
            "kind": _text(row, "problem_kind"),
            "code": _text(row, "problem_code"),
            "goals": [_goal(goal) for goal in row.get("goals") or []],
        }
        for row in rows
    ]


def to_roles(problems: list[Any], statuses: Mapping[str, str]) -> list[dict[str, Json]]:
    """The inverse of :func:`from_roles`, for filling a new version; ``statuses`` by objective id.

    Empty fields are left out: a missing answer has no key.
    """
    return [
        _filled(
            {
                "_id": problem.get("_id", ""),
                "problem_text": problem.get("text"),
                "problem_evidence": problem.get("evidence"),
                "problem_kind": problem.get("kind"),
                "problem_code": problem.get("code"),
                "goals": [_goal_to_roles(goal, statuses) for goal in problem.get("goals") or []],
            }
        )
        for problem in problems
    ]


def with_statuses(problems: list[Any], statuses: Mapping[str, str]) -> list[Any]:
    """The tree again with new statuses of objectives; the given tree stays as it is."""
    return [
        {
            **problem,
            "goals": [
                {
                    **goal,
                    "objectives": [
                        {
                            **objective,
                            "status": statuses.get(str(objective.get("_id", "")), objective.get("status", "")),
                        }
                        for objective in goal.get("objectives") or []
                    ],
                }
                for goal in problem.get("goals") or []
            ],
        }
        for problem in problems
    ]


def _goal(row: Mapping[str, Json]) -> dict[str, Json]:
    term = _text(row, "goal_term")
    return {
        "_id": _text(row, "_id"),
        "text": _text(row, "goal_text"),
        **({"term": term} if term else {}),
        "objectives": [_objective(each) for each in row.get("objectives") or []],
    }


def _objective(row: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "_id": _text(row, "_id"),
        "text": _text(row, "objective_text"),
        "measure": _text(row, "measure"),
        "baseline": _text(row, "baseline"),
        "target": _text(row, "target"),
        "target_date": _text(row, "target_date"),
        "status": _status(row),
        "interventions": [
            {
                "_id": _text(each, "_id"),
                "text": _text(each, "intervention_text"),
                "frequency": _text(each, "frequency"),
                "responsible": _text(each, "responsible"),
            }
            for each in row.get("interventions") or []
        ],
    }


def _goal_to_roles(goal: Mapping[str, Json], statuses: Mapping[str, str]) -> dict[str, Json]:
    return _filled(
        {
            "_id": goal.get("_id", ""),
            "goal_text": goal.get("text"),
            "goal_term": goal.get("term"),
            "objectives": [
                _filled(
                    {
                        "_id": each.get("_id", ""),
                        "objective_text": each.get("text"),
                        "measure": each.get("measure"),
                        "baseline": each.get("baseline"),
                        "target": each.get("target"),
                        "target_date": each.get("target_date"),
                        "objective_status": statuses.get(str(each.get("_id", "")), each.get("status")),
                        "interventions": [
                            _filled(
                                {
                                    "_id": one.get("_id", ""),
                                    "intervention_text": one.get("text"),
                                    "frequency": one.get("frequency"),
                                    "responsible": one.get("responsible"),
                                }
                            )
                            for one in each.get("interventions") or []
                        ],
                    }
                )
                for each in goal.get("objectives") or []
            ],
        }
    )


def _filled(row: dict[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in row.items() if value or key == "_id"}


def _status(row: Mapping[str, Json]) -> str:
    label = _text(row, "objective_status").casefold()
    return _STATUS_OF_LABEL.get(label, label)


def _text(row: Mapping[str, Json], key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value).strip()
