"""Answers one by one, for trends, search and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ehr_desk.forms.answers import readable
from ehr_desk.forms.items import Item
from ehr_desk.forms.links import FLAG, ID, LINKS
from ehr_desk.forms.model import Form
from ehr_desk.forms.scores import item_points
from ehr_desk.forms.values import is_declined

Json = Any
DECLINED: Final = "Declined to answer"


@dataclass(frozen=True, slots=True)
class FlatAnswer:
    """One answer: item id, question text, answer in words, points where it has any, and the row it stands in."""

    item: str
    text: str
    value: str
    points: int | None
    rows: tuple[str, ...] = ()


def flat(form: Form, answers: Mapping[str, Json]) -> list[FlatAnswer]:
    """The visible answers in the order of the form: one each, one per chosen label, one per linked record."""
    return list(_level(form.items, readable(form, answers).answers, ()))


def display(item: Item, value: Json) -> str:
    """An answer as people read it: Yes, 7 of 10, 2.5 mg, labels joined with commas. Not for groups."""
    if is_declined(value):
        return DECLINED
    if item.type == "yesno":
        return "Yes" if value else "No"
    if item.type == "scale":
        return f"{value} of {item.max}"
    if item.type == "multi":
        return ", ".join(value)
    if item.type == "datetime":
        return str(value).replace("T", " ")
    if item.is_link:
        return "; ".join(_link(item, row) for row in value)
    return f"{value} {item.unit}" if item.unit else str(value)


def _level(items: Sequence[Item], answers: Mapping[str, Json], rows: tuple[str, ...]) -> Iterator[FlatAnswer]:
    for item in items:
        if item.is_group and not item.repeats:
            yield from _level(item.items, answers, rows)
        elif item.id in answers:
            yield from _one(item, answers[item.id], rows)


def _one(item: Item, value: Json, rows: tuple[str, ...]) -> Iterator[FlatAnswer]:
    if item.is_group:
        for row in value:
            yield from _level(item.items, row, (*rows, row["_id"]))
    elif item.is_link:
        for row in value:
            yield FlatAnswer(item.id, item.text, _link(item, row), None, rows)
    elif item.type == "multi" and not is_declined(value):
        for label in value:
            yield FlatAnswer(item.id, item.text, label, item.points_of(label), rows)
    else:
        points = None if item.type == "yesno" else item_points(item, value)
        yield FlatAnswer(item.id, item.text, display(item, value), points, rows)


def _link(item: Item, row: Mapping[str, Json]) -> str:
    """The words of a linked record, without ids: ``start, Sertraline, 50, mg``."""
    words = [
        field.text if field.type == FLAG else str(row[name])
        for name, field in LINKS[item.type].items()
        if field.type != ID and row.get(name)
    ]
    return ", ".join(words)
