"""Two versions of a plan side by side: what was added, changed and ended, and which words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Literal

from ehr_desk.chart.plans.rows import CLOSED, PlanRow
from ehr_desk.chart.plans.tree import objectives
from ehr_desk.ui.widgets.dates import show_date

What = Literal["added", "changed", "ended"]

_TEXTS = (
    ("What the client wants", "client_goals"),
    ("Strengths", "strengths"),
    ("Barriers", "barriers"),
    ("Needs and preferences", "preferences"),
    ("Readiness for change", "readiness"),
    ("Needs put off", "deferred"),
    ("Referrals", "referrals"),
    ("Hours a week", "planned_hours"),
    ("Projected discharge", "projected_discharge"),
    ("Discharge criteria", "discharge_criteria"),
    ("Discharge plan", "discharge_plan"),
    ("Next review", "next_review_on"),
    ("The client's part", "client_participation"),
    ("Client's signature", "client_signature"),
)
_LEVELS = (
    ("Problem", "goals", ("text", "code", "kind", "evidence")),
    ("Goal", "objectives", ("text", "term")),
    ("Objective", "interventions", ("text", "measure", "baseline", "target", "target_date", "status")),
    ("Intervention", "", ("text", "frequency", "responsible")),
)
_FIELDS = {
    "target_date": "by",
    "term": "term",
    "status": "state",
    "baseline": "at the start",
    "target": "target",
    "measure": "measured by",
}
_OPEN = frozenset({"", "open", "active"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one side; ``marked``: the other side does not have them here."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. ``before`` is empty for what was added, ``after`` for what is no longer there."""

    place: str
    what: What
    before: str
    after: str

    def pieces(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Both sides with the words marked that the other one does not have."""
        return words(self.before, self.after)


def compare(before: PlanRow, after: PlanRow) -> list[Difference]:
    """What differs from the older to the newer plan, from the problems down, then the rest of the plan."""
    return [*_level(0, _numbered(before.problems), _numbered(after.problems), ""), *_texts(before, after)]


def words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; what only one of them has is marked."""
    left, right = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    old: list[Piece] = []
    new: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        marked = tag != "equal"
        if i2 > i1:
            old.append(Piece("".join(left[i1:i2]), marked))
        if j2 > j1:
            new.append(Piece("".join(right[j1:j2]), marked))
    return tuple(old), tuple(new)


def summary(found: Sequence[Difference]) -> str:
    """How much differs: "2 added, 1 changed, 1 ended"."""
    counts = [(sum(one.what == what for one in found), what) for what in ("added", "changed", "ended")]
    return ", ".join(f"{number} {what}" for number, what in counts if number) or "Nothing differs."


def _texts(before: PlanRow, after: PlanRow) -> Iterator[Difference]:
    for title, field in _TEXTS:
        old, new = _shown(getattr(before, field)), _shown(getattr(after, field))
        if old != new:
            yield Difference(title, "changed" if old and new else "added" if new else "ended", old, new)


def _level(depth: int, before: Sequence[Any], after: Sequence[Any], number: str) -> Iterator[Difference]:
    """One level of the tree: rows are the same where their ids are; what is gone comes last."""
    inner, fields = _LEVELS[depth][1:]
    known = {str(one.get("_id")): one for one in before}
    kept = {str(one.get("_id")) for one in after}
    for at, row in enumerate(after, start=1):
        where = _number(row, number, at)
        old = known.get(str(row.get("_id")))
        if old is None:
            yield from _whole(depth, row, where, "added")
            continue
        yield from _changed(_place(depth, where), old, row, fields)
        if inner:
            yield from _level(depth + 1, old.get(inner) or [], row.get(inner) or [], where)
    for at, row in enumerate(before, start=1):
        if str(row.get("_id")) not in kept:
            yield from _whole(depth, row, _number(row, number, at), "ended")


def _numbered(problems: Sequence[Any]) -> list[Any]:
    """The tree with each objective's number within its problem, as the page and the notes call it."""
    numbers = {one.objective_id: one.number for one in objectives(list(problems))}
    return [
        {
            **problem,
            "goals": [
                {
                    **goal,
                    "objectives": [
                        {**one, "number": numbers[str(one.get("_id", ""))]} for one in goal.get("objectives") or []
                    ],
                }
                for goal in problem.get("goals") or []
            ],
        }
        for problem in problems
    ]


def _number(row: Mapping[str, Any], number: str, at: int) -> str:
    return str(row.get("number") or (f"{number}.{at}" if number else at))


def _place(depth: int, number: str) -> str:
    return f"{_LEVELS[depth][0]} {number}"


def _changed(place: str, old: Mapping[str, Any], new: Mapping[str, Any], fields: Sequence[str]) -> Iterator[Difference]:
    for field in fields:
        before, after = _value(old, field), _value(new, field)
        if before == after:
            continue
        where = f"{place}, {_FIELDS.get(field, field)}" if field != "text" else place
        ended = field == "status" and after in CLOSED and before not in CLOSED
        yield Difference(where, "ended" if ended else "changed", before, after)


def _whole(depth: int, row: Mapping[str, Any], number: str, what: What) -> Iterator[Difference]:
    inner, fields = _LEVELS[depth][1:]
    parts = [
        f"{_FIELDS[one]} {_value(row, one)}" if one in _FIELDS else _value(row, one)
        for one in fields
        if row.get(one) and one != "status"
    ]
    said, place = ", ".join(parts), _place(depth, number)
    if what == "ended":
        yield Difference(f"{place} of the older plan", what, said, "")
    else:
        yield Difference(place, what, "", said)
    if inner:
        for at, child in enumerate(row.get(inner) or [], start=1):
            yield from _whole(depth + 1, child, _number(child, number, at), what)


def _value(row: Mapping[str, Any], field: str) -> str:
    value = str(row.get(field) or "")
    if field == "status" and value in _OPEN:
        return "open"
    return _shown(value)


def _shown(value: object) -> str:
    """A value as it is read; dates as dates."""
    text = "" if value is None else str(value).strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return show_date(date.fromisoformat(text))
    return text
