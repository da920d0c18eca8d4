"""The ``[choices]`` and ``[[item]]`` tables of a form file."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ehr_desk.forms.items import Alert, Choice, Item
from ehr_desk.forms.lines import Key
from ehr_desk.forms.numbers import decimal_text
from ehr_desk.forms.table import Source, Table
from ehr_desk.forms.words import (
    CARRIED,
    CHOICE_TYPES,
    CONDITION_WORDS,
    DEFAULT_MAX_LENGTH,
    GROUP_TYPES,
    LEVELS,
    LINK_TYPES,
    MAX_DEPTH,
    NUMBER_TYPES,
    PDF_WAYS,
    PERS,
    PREFILL,
    SCREEN_WAYS,
    TEXT_TYPES,
    TYPES,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file something is written."""

    source: Source
    key: Key


class ItemReader:
    """Reads items one after another and remembers where each stood. ``places`` is keyed by item id."""

    def __init__(self, scope: str) -> None:
        self.items: list[Item] = []
        self.places: dict[str, Place] = {}
        self._scope = scope
        self._lists: dict[str, tuple[Choice, ...]] = {}

    def take_lists(self, source: Source, top: Table) -> None:
        """The shared answer lists of a file."""
        if not top.has("choices"):
            return
        table = source.table(("choices",), top.take("choices"), "choices")
        for name in list(source.data["choices"]):
            table.take(name)
            if name in self._lists:
                table.fail(name, f"there are two answer lists called {name}.", "Rename one of them.")
            value = source.data["choices"][name]
            key: Key = ("choices", name)
            if isinstance(value, dict) and set(value) == {"labels"} and isinstance(value["labels"], list):
                key, value = (*key, "labels"), value["labels"]
            self._lists[name] = _choices(source, key, value)

    def take_item(self, table: Table) -> None:
        """One top-level item with everything inside it."""
        self.items.append(self._item(table, "", 1))

    def _item(self, table: Table, per: str, depth: int) -> Item:
        item_id = table.name_of("id")
        table.name = item_id
        self._remember(table, item_id)
        kind = table.one_of("type", TYPES)
        per = self._per(table, per)
        values: dict[str, Any] = {
            "id": item_id,
            "text": table.text("text"),
            "type": kind,
            "help": table.text("help", ""),
            "show_if": table.text("show_if", ""),
            "role": table.name_of("role", ""),
            "per": per,
            "section": table.text("section", ""),
            "pdf": table.one_of("pdf", PDF_WAYS, "inline"),
            "alerts": _alerts(table),
            "code": table.text("code", ""),
            "sources": table.names("sources"),
        }
        if kind != "info":
            values |= {
                "required": table.flag("required"),
                "prefill": table.name_of("prefill", "", PREFILL),
                "readonly": table.flag("readonly"),
                "carry_forward": _carried(table, item_id),
                "search": table.flag("search", True),
                "screen": table.one_of("screen", SCREEN_WAYS, "show"),
            }
            if kind not in (*GROUP_TYPES, *LINK_TYPES):
                values["may_decline"] = table.flag("may_decline")
        values |= self._of_type(table, kind, per, depth)
        if values.get("screen") == "hide" and not (depth > 1 and values["readonly"]):
            table.fail(
                "screen", f"nobody could ever answer {item_id}.", "Only a column with readonly = true is hidden."
            )
        if values.get("may_decline") and values.get("role"):
            table.fail("may_decline", f"the record reads {item_id} by its role.", "Take out may_decline or role.")
        if values.get("fixed_rows") and not values["prefill"]:
            table.fail("fixed_rows", f"{item_id} would never have a row.", "Say with prefill where its rows come from.")
        table.done()
        return Item(**values)

    def _remember(self, table: Table, item_id: str) -> None:
        if item_id in CONDITION_WORDS:
            table.fail("id", f"no item can be called {item_id}.", "It is a word of conditions; choose another id.")
        if item_id in self.places:
            before = self.places[item_id]
            where = f"{before.source.path.name}, line {before.source.line((*before.key, 'id'))}"
            table.fail("id", f"the id {item_id} is there twice, first in {where}.", "Give every item its own id.")
        self.places[item_id] = Place(table.source, table.key)

    def _per(self, table: Table, around: str) -> str:
        if self._scope != "session":
            if table.has("per"):
                table.fail(
                    "per", "per has no meaning in a form of scope client.", 'Take it out, or write scope = "session".'
                )
            return ""
        per = table.one_of("per", PERS, around or "session")
        if around and per != around:
            table.fail("per", f"this item lies in a group that is written per {around}.", "Take per out, or move it.")
        return per

    def _of_type(self, table: Table, kind: str, per: str, depth: int) -> dict[str, Any]:
        if kind in TEXT_TYPES:
            return {
                "unit": table.text("unit", ""),
                "lines": table.number("lines", 0, 0),
                "max_length": table.number("max_length", DEFAULT_MAX_LENGTH, 1),
            }
        if kind in NUMBER_TYPES:
            return _range(table, kind)
        if kind in CHOICE_TYPES:
            return {"choices": self._choices_of(table)}
        if kind in GROUP_TYPES:
            return self._group(table, kind, per, depth)
        return {}

    def _group(self, table: Table, kind: str, per: str, depth: int) -> dict[str, Any]:
        inside = table.take("item")
        if not isinstance(inside, list) or not inside:
            table.fail("item", f"the {kind} {table.name} is empty.", "Put items into it under [[item.item]].")
        if depth >= MAX_DEPTH:
            table.fail("", "groups lie too deep in one another.", f"At most {MAX_DEPTH} levels.")
        repeats = table.flag("repeats", kind == "table")
        if kind == "table" and not repeats:
            table.fail("repeats", "a table always repeats.", "Take repeats out, or make it a group.")
        if table.has("required") and not repeats:
            table.fail("required", "a group that does not repeat cannot be required.", "Make its items required.")
        key: Key = (*table.key, "item")
        children = tuple(
            self._item(table.source.table((*key, at), data, f"item {at + 1} of {table.name}"), per, depth + 1)
            for at, data in enumerate(inside)
        )
        for at, child in enumerate(children):
            if kind == "table" and (child.is_group or child.type in ("info", *LINK_TYPES)):
                table.source.fail(
                    (*key, at), f"a {child.type} cannot be a column of a table.", "Make the table a repeating group."
                )
        fixed = table.flag("fixed_rows")
        if fixed and not repeats:
            table.fail("fixed_rows", f"{table.name} has no rows.", "Take fixed_rows out, or write repeats = true.")
        return {"repeats": repeats, "fixed_rows": fixed, "items": children}

    def _choices_of(self, table: Table) -> tuple[Choice, ...]:
        value = table.take("choices")
        if isinstance(value, str):
            if value not in self._lists:
                table.fail("choices", f"there is no answer list called {value!r}.", f"Write [choices.{value}] first.")
            return self._lists[value]
        if value is None:
            table.fail("choices", f"{table.name} has no answers.", 'Write choices = ["...", "..."] or name a list.')
        return _choices(table.source, (*table.key, "choices"), value)


def _carried(table: Table, item_id: str) -> tuple[str, ...]:
    """``true`` for the same item of the form's own last entry, or the item of a form, or several in order."""
    value = table.take("carry_forward")
    if value is None or value is False:
        return ()
    wanted = [f".{item_id}"] if value is True else [value] if isinstance(value, str) else value
    if not isinstance(wanted, list) or not all(isinstance(one, str) and CARRIED.fullmatch(one) for one in wanted):
        table.fail(
            "carry_forward",
            "carry_forward has to be true, or name an item of a form.",
            'Write carry_forward = true, or carry_forward = "suitability.own_words", or a list of such names.',
        )
    return tuple(f".{item_id}" if one == "." else one for one in wanted)


def _range(table: Table, kind: str) -> dict[str, Any]:
    values: dict[str, Any] = {"min": _bound(table, "min", kind), "max": _bound(table, "max", kind)}
    if kind == "scale":
        values |= {"low": table.text("low", ""), "high": table.text("high", "")}
        if values["min"] is None or values["max"] is None:
            table.fail("type", f"the scale {table.name} has no ends.", "Write min = 0 and max = 10, for example.")
    else:
        values["unit"] = table.text("unit", "")
    low, high = values["min"], values["max"]
    if low is not None and high is not None and Decimal(low) >= Decimal(high):
        table.fail("min", f"min of {table.name} is not below max.", "Exchange or correct them.")
    if kind == "scale" and high - low > 100:
        table.fail("max", "a scale of more than 100 steps cannot be shown.", "Use type integer.")
    return values


def _bound(table: Table, name: str, kind: str) -> int | str | None:
    if kind != "decimal":
        return table.number(name) if table.has(name) else None
    value = table.take(name)
    if value is None:
        return None
    plain = decimal_text(f"{value:f}" if isinstance(value, Decimal) else str(value))
    if plain is None or isinstance(value, bool):
        table.fail(name, f"{name} of {table.name} is not a number.", "Write a plain number such as 0.5.")
    return plain


def _choices(source: Source, key: Key, value: Any) -> tuple[Choice, ...]:
    """An answer list: texts, or ``"label" = points``. Order counts."""
    if isinstance(value, dict):
        found = [((*key, label), label, points) for label, points in value.items()]
    elif isinstance(value, list):
        found = [((*key, at), label, None) for at, label in enumerate(value)]
    else:
        source.fail(key, "this is not an answer list.", 'Write ["Yes", "No"] or lines like "Not at all" = 0.')
    if not found:
        source.fail(key, "the answer list is empty.", "Write at least one label.")
    seen: dict[str, str] = {}
    return tuple(_choice(source, where, label, points, seen) for where, label, points in found)


def _choice(source: Source, key: Key, label: Any, points: Any, seen: dict[str, str]) -> Choice:
    if not isinstance(label, str) or not label.strip():
        source.fail(key, "an answer label has to be text.", "Put it into quotation marks.")
    if points is not None and (not isinstance(points, int) or isinstance(points, bool)):
        source.fail(
            key,
            f"the points of {label!r} are not a whole number.",
            f'Write "{label}" = 0, the label in quotation marks.',
        )
    label = unicodedata.normalize("NFC", label).strip()
    folded = label.casefold()
    if folded in seen:
        source.fail(
            key, f"the label {label!r} is in one list twice.", "Two equal answers cannot be told apart; rename."
        )
    seen[folded] = label
    return Choice(label, points)


def _alerts(table: Table) -> tuple[Alert, ...]:
    value = table.take("alert")
    if value is None:
        return ()
    key: Key = (*table.key, "alert")
    if not isinstance(value, list):
        return (_alert(table.source.table(key, value, "alert")),)
    return tuple(_alert(table.source.table((*key, at), one, "alert")) for at, one in enumerate(value))


def _alert(table: Table) -> Alert:
    alert = Alert(
        when=table.text("when"),
        needs=table.names("needs"),
        level=table.one_of("level", LEVELS, "must"),
        text=table.text("text", ""),
    )
    table.done()
    if not alert.needs and not alert.text:
        table.fail("", "the alert neither needs nor says anything.", 'Add needs = ["..."] or text = "...".')
    return alert


Places = Mapping[str, Place]
