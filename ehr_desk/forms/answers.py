"""Answers as they are signed: canonical, and without what the form hides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.forms.cleaning import clean
from ehr_desk.forms.errors import AnswerError, Problem
from ehr_desk.forms.items import Item
from ehr_desk.forms.model import Form
from ehr_desk.forms.state import State, place

Json = Any


@dataclass(frozen=True, slots=True)
class Readable:
    """The canonical form of all answers that could be read, and the visible ones that could not."""

    answers: dict[str, Json]
    problems: tuple[Problem, ...]


def readable(form: Form, answers: Mapping[str, Json]) -> Readable:
    """What can be read of answers that may be half typed. Never raises, whatever they hold."""
    cleaned = clean(form, answers)
    state = State(form, cleaned.values)
    shown = tuple(problem for problem in cleaned.problems if place(problem.item, problem.rows) in state.visible)
    return Readable(_shown(form.items, cleaned.values, (), state), shown)


def normalise(form: Form, answers: Mapping[str, Json]) -> dict[str, Json]:
    """The canonical answers: known ids in the order of the form, right types, nothing hidden, nothing empty.

    Normalising again changes nothing. Raises :class:`AnswerError` that names every item to look at.
    """
    found = readable(form, answers)
    if found.problems:
        raise AnswerError(found.problems)
    return found.answers


def only(form: Form, answers: Mapping[str, Json], per: str) -> dict[str, Json]:
    """The part of a group note that is written once (``session``) or for each client (``client``)."""
    wanted = {item.id for item in form.walk() if item.per == per}
    return {name: value for name, value in answers.items() if name in wanted}


def _shown(items: Sequence[Item], values: Mapping[str, Json], rows: tuple[str, ...], state: State) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for item in items:
        if place(item.id, rows) not in state.visible:
            continue
        if item.is_group and not item.repeats:
            found |= _shown(item.items, values, rows, state)
        elif item.id in values:
            value = values[item.id]
            found[item.id] = _shown_rows(item, value, rows, state) if item.is_group else value
    return found


def _shown_rows(item: Item, values: list[Json], rows: tuple[str, ...], state: State) -> list[Json]:
    return [{"_id": row["_id"], **_shown(item.items, row, (*rows, row["_id"]), state)} for row in values]
