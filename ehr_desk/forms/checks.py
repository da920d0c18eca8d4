"""What stands between answers and a signature, in plain words that name the item by its own text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ehr_desk.forms.cleaning import clean, words_of
from ehr_desk.forms.errors import Problem
from ehr_desk.forms.items import Alert, Item
from ehr_desk.forms.links import FLAG, LINKS
from ehr_desk.forms.model import Form
from ehr_desk.forms.numbers import number_of
from ehr_desk.forms.state import Frame, State, View, place
from ehr_desk.forms.values import is_declined
from ehr_desk.forms.words import DATE_TYPES, NUMBER_TYPES, TEXT_TYPES

Json = Any
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
"""Outside of these a date of a clinical record is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to do. ``must`` blocks signing, ``should`` and ``tip`` do not. ``rows`` says in which row.

    ``confirm``: the key under which a reason in the author's words lifts a ``must``; empty where nothing does.
    ``signed``: how the signed entry says what that reason is for, where the kind of the key alone says too little.
    """

    level: str
    item: str
    text: str
    rows: tuple[str, ...] = ()
    confirm: str = ""
    signed: str = ""


def check(form: Form, answers: Mapping[str, Json], *, per: str = "") -> list[Finding]:
    """Everything that is missing or wrong, in the order of the form. Never raises on answers.

    ``per`` looks only at the items written once per ``session`` or per ``client``. No finding shows an answer.
    """
    return _Checker(form, answers).run(per)


def needed_now(form: Form, answers: Mapping[str, Json]) -> frozenset[str]:
    """The places of items that have to be answered because of what other answers say."""
    return _Checker(form, answers).needed()


def asks_for(form: Form, answers: Mapping[str, Json], role: str) -> bool:
    """Whether an alert that holds asks for the item of a role: ``safety_action``, where an answer raised a risk."""
    items = {form.item(one.rpartition("/")[2]) for one in needed_now(form, answers)}
    return any(item.role == role for item in items)


class _Checker:
    def __init__(self, form: Form, answers: Mapping[str, Json]) -> None:
        self._form = form
        cleaned = clean(form, answers)
        self._state = State(form, cleaned.values)
        self._problems: dict[str, list[Problem]] = {}
        for problem in cleaned.problems:
            self._problems.setdefault(place(problem.item, problem.rows), []).append(problem)

    def run(self, per: str) -> list[Finding]:
        found: list[Finding] = []
        asked: set[str] = set()
        pairs = list(self._state.each(lambda item: not per or item.per == per))
        for item, frame in pairs:
            alerts = list(self._alerts(item, frame))
            asked |= {place(alert.item, alert.rows) for alert in alerts if alert.level == "must"}
            found += alerts
        for item, frame in pairs:
            found += self._of_item(item, frame, asked)
        found += self._empty_rows([pair for pair in pairs if pair[0].repeats], found)
        order = {place(item.id, frame.rows): position for position, (item, frame) in enumerate(pairs)}
        return sorted(
            dict.fromkeys(found), key=lambda finding: order.get(place(finding.item, finding.rows), len(order))
        )

    def needed(self) -> frozenset[str]:
        return frozenset(
            place(name, frame.at(len(self._form.plan.rows[name])).rows)
            for item, frame in self._state.each(lambda item: bool(item.alerts))
            for alert, when in zip(item.alerts, self._form.plan.alerts.get(item.id, ()), strict=True)
            if alert.level == "must" and alert.needs and self._state.holds(when, frame)
            for name in alert.needs
        )

    def _of_item(self, item: Item, frame: Frame, asked: set[str]) -> Iterator[Finding]:
        here = place(item.id, frame.rows)
        problems = self._problems.get(here, [])
        for problem in problems:
            yield Finding("must", item.id, problem.text, problem.rows)
        if (item.is_group and not item.repeats) or item.type == "info":
            return
        value = frame.values.get(item.id)
        if value is None:
            if item.required and not problems and here not in asked:
                yield self._finding(item, frame, f"Missing: {_ended(item, self._where(item, frame))}")
        elif is_declined(value):
            return
        elif item.is_link:
            yield from self._links(item, frame, value)
        elif not item.is_group:
            yield from self._value(item, frame, value)

    def _finding(self, item: Item, frame: Frame, text: str, level: str = "must") -> Finding:
        return Finding(level, item.id, text, frame.rows)

    def _where(self, item: Item, frame: Frame) -> str:
        """`` (Problems, row 2; Goals, row 1)``, nothing outside of rows; a row that the record gave by what it says."""
        groups = self._form.plan.rows[item.id]
        parts = [_row_words(self._form.item(group), frame.at(depth)) for depth, group in enumerate(groups, start=1)]
        return f" ({'; '.join(parts)})" if parts else ""

    def _value(self, item: Item, frame: Frame, value: Json) -> Iterator[Finding]:
        name = f"{words_of(item)}{self._where(item, frame)}"
        if item.type in NUMBER_TYPES and not _within(item, value):
            yield self._finding(item, frame, f"{name}: give a number {_span(item)}.")
        if item.type in TEXT_TYPES and len(value) > item.max_length:
            over = len(value) - item.max_length
            yield self._finding(
                item, frame, f"{name}: {over:,} characters too long; it may have {item.max_length:,}. Shorten it."
            )
        if item.type in DATE_TYPES and item.type != "time" and not EARLIEST_YEAR <= int(value[:4]) <= LATEST_YEAR:
            yield self._finding(item, frame, f"{name}: look at the year again.")

    def _empty_rows(self, groups: list[tuple[Item, Frame]], found: list[Finding]) -> Iterator[Finding]:
        """Rows without any answer, unless something in them is named as missing already."""
        named = {finding.rows[:depth] for finding in found for depth in range(1, len(finding.rows) + 1)}
        for item, frame in groups:
            for number, row in enumerate(frame.values.get(item.id) or (), start=1):
                if set(row) <= {"_id"} and (*frame.rows, row["_id"]) not in named:
                    name = f"{words_of(item)}, row {number}{self._where(item, frame)}"
                    yield self._finding(item, frame, f"{name} is empty. Fill it in or remove it.")

    def _links(self, item: Item, frame: Frame, value: list[Json]) -> Iterator[Finding]:
        for number, row in enumerate(value, start=1):
            for name, field in LINKS[item.type].items():
                if field.needed and field.type != FLAG and row[name] == "":
                    where = f"{words_of(item)}, row {number}{self._where(item, frame)}"
                    yield self._finding(item, frame, f"Missing: {field.text} ({where}).")

    def _alerts(self, item: Item, frame: Frame) -> Iterator[Finding]:
        for alert, when in zip(item.alerts, self._form.plan.alerts.get(item.id, ()), strict=True):
            if self._state.holds(when, frame):
                yield from self._alert(item, frame, alert)

    def _alert(self, item: Item, frame: Frame, alert: Alert) -> Iterator[Finding]:
        if not alert.needs:
            yield self._finding(item, frame, alert.text, alert.level)
        view = View(self._state, frame)
        for name in alert.needs:
            if not view.answered(name):
                need = self._form.item(name)
                at = frame.at(len(self._form.plan.rows[name]))
                why = alert.text or f"The answer to {words_of(item)} asks for more."
                yield Finding(alert.level, name, f"{why} Missing: {_ended(need, self._where(need, at))}", at.rows)


def _row_words(group: Item, row: Frame) -> str:
    """Which row: "Problems, row 2", or what its first read-only column says where the rows are given."""
    columns = (one.id for one in group.items if one.readonly and one.screen != "hide" and one.type == "text")
    said = str(row.values.get(next(columns, "")) or "") if group.fixed_rows else ""
    return said or f"{words_of(group)}, row {row.number}"


def _ended(item: Item, where: str) -> str:
    """The item's text as the end of a sentence."""
    text = item.text.rstrip(" .:") + where
    return text if text.endswith("?") else f"{text}."


def _within(item: Item, value: Json) -> bool:
    number = number_of(value)
    if number is None:
        return False
    above = item.min is None or number >= Decimal(item.min)
    return above and (item.max is None or number <= Decimal(item.max))


def _span(item: Item) -> str:
    unit = f" {item.unit}" if item.unit else ""
    if item.min is None:
        return f"of at most {item.max}{unit}"
    return f"of at least {item.min}{unit}" if item.max is None else f"from {item.min} to {item.max}{unit}"
