"""What a form offers again of earlier entries: its own last one, or another form's. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding, Form, Item, readable

SOURCES = "_carried_from"
"""Beside what a draft was filled in with: from which entry each carried answer came."""
_WRITTEN = ("text", "note", "table", "group")


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
    each = ((item.id, _found(form, item, answers, last)) for item in _carrying(form.items))
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


def tell_carried(filled: Filled, in_error: Collection[str]) -> list[Finding]:
    """How much of a form is word for word what an earlier entry said: the signer answers for all of it. What cannot be
    changed here only stands beside today's answer, and is not counted.

    ``in_error``: entries that have been marked as entered in error. What was written there has to be written anew: it
    may be about somebody else.
    """
    same = [item for item in _carrying(filled.form.items) if not item.readonly and _untouched(filled, item)]
    if not same or filled.kind != "original":
        return []
    sources = sources_of_carried(filled.carried)
    wrong = [item for item in same if sources.get(item.id, "") in in_error]
    found = [
        Finding(
            "must" if item.type in _WRITTEN else "should",
            item.id,
            f"“{item.text}” was carried over from an entry that has been marked as entered in error since. See whether "
            "it is true of this client, and answer it anew.",
        )
        for item in wrong
    ]
    if len(same) > len(wrong):
        count = f"{len(same) - len(wrong)} answers are" if len(same) - len(wrong) > 1 else "One answer is"
        words = f"{count} as an earlier entry has it: read it again, and change what is not so any more."
        first = next(item for item in same if item not in wrong)
        found.append(Finding("tip", first.id, words))
    return found


def _untouched(filled: Filled, item: Item) -> bool:
    answer = filled.answers.get(item.id)
    return answer not in (None, "", []) and answer == filled.carried.get(item.id)


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


def _carrying(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        if item.carry_forward:
            yield item
        if item.type == "group" and not item.repeats:
            yield from _carrying(item.items)
