"""A form as JSON and back: what is hashed, and what is kept with every record that was written on the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from ehr_desk.common.errors import OurError
from ehr_desk.forms.items import Alert, Band, Change, Choice, Item, Score

Json = Any
FORMAT = 1
"""The version of this JSON shape itself."""


def encode(part: Json) -> Json:
    """The part without the fields that stand at their default."""
    return {
        field.name: _plain(getattr(part, field.name))
        for field in fields(part)
        if getattr(part, field.name) != field.default
    }


def _plain(value: Json) -> Json:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return encode(value) if isinstance(value, Choice | Alert | Item | Band | Change | Score) else value


def decode_item(data: Mapping[str, Json]) -> Item:
    """The inverse of :func:`encode` for an item. Raises :class:`OurError` for a shape that is none."""
    return Item(
        **_known(
            Item,
            data,
            choices=lambda one: Choice(**_known(Choice, one)),
            alerts=lambda one: Alert(**_known(Alert, one)),
            items=decode_item,
        )
    )


def decode_score(data: Mapping[str, Json]) -> Score:
    """The inverse of :func:`encode` for a score. Raises :class:`OurError` for a shape that is none."""
    known = _known(Score, data, bands=lambda one: Band(**_known(Band, one)))
    if known.get("change") is not None:
        known["change"] = Change(**_known(Change, known["change"]))
    return Score(**known)


@cache
def _shape(kind: type) -> tuple[frozenset[str], frozenset[str]]:
    """The names of a part's fields, and those that must be there: of the class, so they never change."""
    found = fields(kind)
    return frozenset(one.name for one in found), frozenset(one.name for one in found if one.default is MISSING)


def _known(kind: type, data: Json, **parts: Any) -> dict[str, Json]:
    names, needed = _shape(kind)
    if not isinstance(data, Mapping) or not needed <= data.keys() <= names:
        raise OurError(f"a pinned form holds a {kind.__name__.lower()} that this version does not know")
    return {name: _parts(value, parts.get(name)) for name, value in data.items()}


def _parts(value: Json, make: Any) -> Json:
    if not isinstance(value, list):
        return value
    return tuple(make(one) if make else one for one in value)
