"""All answers of a form as they are kept, before anything is asked of them: types, rows, record links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.forms.errors import Problem
from ehr_desk.forms.items import Item
from ehr_desk.forms.links import link_key
from ehr_desk.forms.model import Form
from ehr_desk.forms.values import ROW_ID, UnfitError, clean_link, clean_value

Json = Any


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What could be read, and what could not. Hidden items are still in it."""

    values: dict[str, Json]
    problems: tuple[Problem, ...]


def clean(form: Form, answers: Mapping[str, Json]) -> Cleaned:
    """The readable answers in the order of the form. Never raises, whatever the answers hold."""
    problems: list[Problem] = []
    return Cleaned(_level(form.items, answers, (), "", problems), tuple(problems))


def row_key(row: Mapping[str, Json], position: int) -> str:
    """What a row is called in places and findings: its id, or ``#`` and its position from 0 while it has none."""
    row_id = row.get("_id")
    return row_id if isinstance(row_id, str) and row_id else f"#{position}"


def words_of(item: Item) -> str:
    """The item's own text without the mark at its end, to stand inside a sentence."""
    return item.text.rstrip(" .:?")


def _level(
    items: Sequence[Item],
    answers: Mapping[str, Json],
    rows: tuple[str, ...],
    where: str,
    problems: list[Problem],
) -> dict[str, Json]:
    """The items of one row, or of the top; groups that do not repeat lie flat among them."""
    values: dict[str, Json] = {}
    for item in items:
        if item.is_group and not item.repeats:
            values |= _level(item.items, answers, rows, where, problems)
        elif item.type != "info" and item.id in answers:
            try:
                value = _value(item, answers[item.id], rows, problems)
            except UnfitError as error:
                problems.append(Problem(item.id, f"{words_of(item)}{where}: {error}", rows))
            else:
                if value is not None:
                    values[item.id] = value
    return values


def _value(item: Item, value: Json, rows: tuple[str, ...], problems: list[Problem]) -> Json | None:
    if item.is_group:
        return _rows(item, value, rows, problems)
    if item.is_link:
        return _links(item, value, rows, problems)
    return clean_value(item, value)


def _listed(value: Json) -> list[Json]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnfitError("this has to be a list; remove it and fill it in again.")
    return value


def _rows(item: Item, value: Json, rows: tuple[str, ...], problems: list[Problem]) -> list[Json] | None:
    found: list[Json] = []
    seen: set[str] = set()
    for position, row in enumerate(_listed(value)):
        where = f" ({words_of(item)}, row {position + 1})"
        if not isinstance(row, Mapping):
            problems.append(Problem(item.id, f"{where[2:-1]}: this row cannot be read; remove it.", rows))
            continue
        key = row_key(row, position)
        if not ROW_ID.fullmatch(key) or key in seen:
            problems.append(Problem(item.id, f"{where[2:-1]}: this row has lost its id; add it again.", rows))
        seen.add(key)
        values = _level(item.items, row, (*rows, key), where, problems)
        found.append({"_id": key, **values})
    return found or None


def _links(item: Item, value: Json, rows: tuple[str, ...], problems: list[Problem]) -> list[Json] | None:
    found: list[Json] = []
    seen: set[str] = set()
    for position, row in enumerate(_listed(value)):
        where = f"{words_of(item)}, row {position + 1}"
        try:
            link = clean_link(item.type, row)
        except UnfitError as error:
            problems.append(Problem(item.id, f"{where}: {error}", rows))
            continue
        key = link[link_key(item.type)]
        if key and key in seen:
            problems.append(Problem(item.id, f"{where}: this is in the list twice; remove one.", rows))
            continue
        seen.add(key)
        found.append(link)
    return found or None
