"""What a form offers again of earlier entries: its own last one, or another form's. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding, Form, Item, readable

Last = Callable[[str], Mapping[str, Any]]
"""The answers of the newest entry made with a form (by its id); empty where there is none."""


def carry(form: Form, answers: Mapping[str, Any], last: Last, new_id: Callable[[], str]) -> dict[str, Any]:
    """The answers, with every unanswered item that names a source answered from the first source that has something.

    A choice that the form does not offer, a text that is too long for it and what it does not show are left out: they
    are asked anew.
    """
    each = ((item.id, _found(form, item, answers, last)) for item in _carrying(form.items))
    offered = {name: found for name, found in each if found is not None}  # 0 and "No" are answers
    fits = readable(form, {**answers, **offered}).answers
    return {**answers, **{name: _anew(value, new_id) for name, value in offered.items() if name in fits}}


def tell_carried(filled: Filled) -> list[Finding]:
    """How much of a form is word for word what an earlier entry said: the signer answers for all of it. What cannot be
    changed here only stands beside today's answer, and is not counted."""
    same = [
        item
        for item in _carrying(filled.form.items)
        if not item.readonly
        and filled.answers.get(item.id) not in (None, "", []) and filled.answers[item.id] == filled.carried.get(item.id)
    ]
    if not same or filled.kind != "original":
        return []
    count = f"{len(same)} answers are" if len(same) > 1 else "One answer is"
    words = f"{count} as an earlier entry has it: read it again, and change what is not so any more."
    return [Finding("tip", same[0].id, words)]


def _found(form: Form, item: Item, answers: Mapping[str, Any], last: Last) -> Any:
    if answers.get(item.id) not in (None, "", []):
        return None
    for source in item.carry_forward:
        form_id, _, name = source.partition(".")
        value = last(form_id or form.id).get(name)
        if value not in (None, "", []):
            return value
    return None


def _anew(value: Any, new_id: Callable[[], str]) -> Any:
    """Rows become rows of their own: what is done with them here is not done with those of before."""
    if isinstance(value, Mapping):
        return {name: new_id() if name == "_id" else _anew(inner, new_id) for name, inner in value.items()}
    return [_anew(one, new_id) for one in value] if isinstance(value, list) else value


def _carrying(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        if item.carry_forward:
            yield item
        if item.type == "group" and not item.repeats:
            yield from _carrying(item.items)
