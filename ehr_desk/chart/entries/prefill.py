"""Filling a form from the record. Pure."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ehr_desk.chart.entries.rooms import Prefill, PrefillContext
from ehr_desk.chart.entries.said import Said
from ehr_desk.chart.entries.sentences import assembled, merge
from ehr_desk.forms import Form, Item, visible

_LEFT_OUT = "?left_out"
"""A key that no item can have."""


def fill(
    form: Form, given: Mapping[str, Any], prefills: Mapping[str, Prefill], context: PrefillContext
) -> dict[str, Any]:
    """The given answers, with every unanswered prefilled item answered from the record."""
    answers = dict(given)
    # Later prefills see what earlier ones filled in: a period decides what the rest of a summary says.
    context = replace(context, answers=answers, form=form)
    for item in _prefilled(form.items):
        if item.id not in answers:
            _put(answers, item, prefills, context)
    return answers


@dataclass(frozen=True)
class Refilled:
    """Answers renewed from the record. ``carried`` is what the record filled in, to tell later what was touched."""

    answers: dict[str, Any]
    carried: dict[str, Any]


def refill(
    form: Form,
    answers: Mapping[str, Any],
    carried: Mapping[str, Any],
    prefills: Mapping[str, Prefill],
    context: PrefillContext,
) -> Refilled:
    """The answers with prefilled items computed anew, leaving alone what somebody has changed.

    ``carried`` holds what was filled in before: an answer that still equals it counts as untouched, one that was
    taken out counts as changed. A text with sources is renewed sentence by sentence (see ``sentences``).
    """
    renewed = dict(answers)
    out = left_out(carried)
    # A table that somebody emptied is empty for what speaks of it, not one that was never filled in.
    tables = [item.id for item in _prefilled(form.items) if item.is_group]
    emptied: dict[str, Any] = {
        name: [] for name in tables if (carried.get(name) or name in out) and not answers.get(name)
    }
    context = replace(context, answers=ChainMap(renewed, emptied), form=form)
    texts: list[Item] = []
    for item in _prefilled(form.items):
        untouched = answers.get(item.id) == carried.get(item.id) and item.id not in out
        if item.sources and not untouched:
            texts.append(item)
        elif item.readonly or untouched or item.fixed_rows:
            renewed.pop(item.id, None)
            _put(renewed, item, prefills, context)
        if item.fixed_rows and not untouched and item.id in renewed:
            renewed[item.id] = _kept(item, renewed[item.id], answers.get(item.id) or [])
    # What the record no longer gives was not taken out by anybody: it may be filled in again later.
    told = {name: value for name, value in carried.items() if name in renewed or name not in answers}
    told |= {name: value for name, value in renewed.items() if answers.get(name) != value}
    said = Said.kept(carried)
    for item in with_sources(form):
        before, after = assembled(form, item, answers), assembled(form, item, renewed)
        if item in texts:
            fresh: dict[str, Any] = {}
            _put(fresh, item, prefills, context)
            _merge(item, (before, after), fresh, renewed, told, said)
        said.moved_on(before, after)
    return Refilled(renewed, {**told, **said.to_keep()})


def leave_out(
    form: Form, answers: Mapping[str, Any], prefills: Mapping[str, Prefill], context: PrefillContext
) -> dict[str, Any]:
    """What an entry was signed without although the record of its day (``context``) filled it in: its author took it
    out, and an amendment does not put it back. As it is kept with the draft (``Draft.carried``)."""
    offered, shown = fill(form, answers, prefills, context), visible(form, answers)
    out = [
        item.id for item in _prefilled(form.items) if item.id in offered.keys() - answers.keys() and item.id in shown
    ]
    return {_LEFT_OUT: out} if out else {}


def left_out(carried: Mapping[str, Any]) -> Sequence[str]:
    """The items that the author of an amended entry had taken out."""
    found: Sequence[str] = carried.get(_LEFT_OUT, ())
    return found


def with_sources(form: Form) -> list[Item]:
    """The assembled texts of a form that have the entries behind their sentences beside them."""
    return [item for item in _prefilled(form.items) if item.sources]


def _merge(
    item: Item,
    rows: tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]],
    fresh: Mapping[str, Any],
    renewed: dict[str, Any],
    told: dict[str, Any],
    said: Said,
) -> None:
    """Renew one text that somebody touched; ``fresh`` holds what the record would fill in."""
    before, after = ([sentence for sentence, _ in each] for each in rows)
    proposed = str(fresh.get(item.id, ""))
    merged = merge(str(renewed.get(item.id) or ""), before, after, proposed)
    renewed.pop(item.id, None)
    told.pop(item.id, None)
    renewed |= {item.id: merged.text} if merged.text else {}
    told |= {item.id: proposed} if proposed else {}
    said.choose(item.id, merged, before, after)


def _kept(group: Item, rows: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Fixed rows anew, each with what was typed into it: a row is known by its columns that are not shown."""
    keys = [child.id for child in group.items if child.screen == "hide"]
    own = ["_id", *(child.id for child in group.items if not child.readonly)]

    def key(row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row.get(one) for one in keys)

    typed = {key(row): {name: row[name] for name in own if name in row} for row in before} if keys else {}
    return [{**row, **typed.get(key(row), {})} for row in rows]


def _put(answers: dict[str, Any], item: Item, prefills: Mapping[str, Prefill], context: PrefillContext) -> None:
    prefill = prefills.get(item.prefill)
    value = None if prefill is None else prefill(context)
    if value not in (None, "", []):
        answers[item.id] = _rows(item, value, context) if item.is_group else value


def _rows(group: Item, rows: Sequence[Mapping[str, Any]], context: PrefillContext) -> list[dict[str, Any]]:
    """Rows keyed by the ids of the group's items: a prefill may speak in roles, which no clinic's form renames."""
    return [_row(group, row, context) for row in rows]


def _row(group: Item, row: Mapping[str, Any], context: PrefillContext) -> dict[str, Any]:
    named: dict[str, Any] = {"_id": row.get("_id") or context.new_id()}
    for child in group.items:
        value = row.get(child.id, row.get(child.role) if child.role else None)
        if value not in (None, "", []):
            named[child.id] = _rows(child, value, context) if child.is_group else value
    return named


def _prefilled(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        if item.prefill:
            yield item
        if item.type == "group" and not item.repeats:
            yield from _prefilled(item.items)
