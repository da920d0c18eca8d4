"""What a form offers again of earlier entries: its own last one, or another form's. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ehr_desk.forms import Form, Item, readable

SOURCES = "_carried_from"
"""Beside what a draft was filled in with: from which entry each carried answer came."""


@dataclass(frozen=True)
class Earlier:
    """The newest entry made with a form: its id and answers; both empty where there is none."""

    entry_id: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


Last = Callable[[str], Earlier]
"""The newest entry of this stay made with a form, by the form's id."""


@dataclass(frozen=True)
class Carried:
    """Answers with what was carried into them, and from which entry each of these came."""

    answers: dict[str, Any]
    sources: dict[str, str]


def carry(form: Form, answers: Mapping[str, Any], last: Last, new_id: Callable[[], str]) -> Carried:
    """The answers, with every unanswered item that names a source answered from the first source that has something.

    A choice that the form does not offer, a text that is too long for it and what it does not show are left out: they
    are asked anew.
    """
    each = ((item.id, _found(form, item, answers, last)) for item in carrying(form.items))
    offered = {name: found for name, found in each if found is not None}  # 0 and "No" are answers
    fits = readable(form, {**answers, **{name: value for name, (value, _) in offered.items()}}).answers
    taken = {name: found for name, found in offered.items() if name in fits}
    return Carried(
        {**answers, **{name: _anew(value, new_id) for name, (value, _) in taken.items()}},
        {name: entry_id for name, (_, entry_id) in taken.items()},
    )


def sources_of_carried(carried: Mapping[str, Any]) -> Mapping[str, str]:
    """From which entry each carried answer of a draft came, by item."""
    found: Mapping[str, str] = carried.get(SOURCES, {})
    return found


def _found(form: Form, item: Item, answers: Mapping[str, Any], last: Last) -> tuple[Any, str] | None:
    if answers.get(item.id) not in (None, "", []):
        return None
    for source in item.carry_forward:
        form_id, _, name = source.partition(".")
        earlier = last(form_id or form.id)
        value = earlier.answers.get(name)
        if value not in (None, "", []):
            return value, earlier.entry_id
    return None


def _anew(value: Any, new_id: Callable[[], str]) -> Any:
    """Rows become rows of their own: what is done with them here is not done with those of before."""
    if isinstance(value, Mapping):
        return {name: new_id() if name == "_id" else _anew(inner, new_id) for name, inner in value.items()}
    return [_anew(one, new_id) for one in value] if isinstance(value, list) else value


def carrying(items: Sequence[Item]) -> Iterator[Item]:
    """The items that are offered what an earlier entry said."""
    for item in items:
        if item.carry_forward:
            yield item
        if item.type == "group" and not item.repeats:
            yield from carrying(item.items)
