"""The one model of a form. Everything reads it: editor, checks, scores, search, paper, exchange."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cached_property

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.errors import OurError
from ehr_desk.forms.definition import FORMAT, Json, decode_item, decode_score, encode
from ehr_desk.forms.items import Alert, Band, Change, Choice, Item, Score
from ehr_desk.forms.plan import Plan, build_plan

__all__ = ["Alert", "Band", "Change", "Choice", "Form", "Item", "Score"]

_NUMBER = re.compile(r"_(\d+[a-z]?)$")


@dataclass(frozen=True)
class Form:
    """A form with everything resolved: shared lists copied into their items, parts inserted.

    Equal forms have equal hashes whatever file they came from.
    """

    id: str
    version: int
    title: str
    category: str
    scope: str
    authors: tuple[str, ...]
    cosign: bool = True
    states: tuple[str, ...] = ()
    paper: str = "note"
    thread: str = "none"
    service: str = ""
    copyright: str = ""
    licence: str = ""
    code: str = ""
    recall: str = ""
    sealed: bool = False
    restricted: bool = False
    usual: bool = False
    taken_home: bool = False
    items: tuple[Item, ...] = ()
    scores: tuple[Score, ...] = ()

    def definition(self) -> dict[str, Json]:
        """The form as JSON, to be kept with what was written on it. The same form gives the same JSON."""
        return {"format": FORMAT, **encode(self)}

    @classmethod
    def from_definition(cls, data: Mapping[str, Json]) -> Form:
        """The form of a kept definition. Raises :class:`OurError` if the JSON is not one."""
        known = {field.name for field in fields(cls)} | {"format"}
        needed = {field.name for field in fields(cls) if field.default is MISSING}
        if data.get("format") != FORMAT or not needed <= set(data) <= known:
            raise OurError("a pinned form has a shape that this version does not know")
        values = {name: value for name, value in data.items() if name != "format"}
        for name, make in (("items", decode_item), ("scores", decode_score)):
            values[name] = tuple(make(one) for one in values.get(name, ()))
        for name in ("authors", "states"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical definition, 64 hexadecimal characters."""
        return sha256_hex(canonical(self.definition()))

    @cached_property
    def plan(self) -> Plan:
        """Who depends on whom; worked out at first use and kept."""
        return build_plan(self.items, self.scores)

    def walk(self) -> Iterator[Item]:
        """Every item, groups before what is in them, in the order of the form."""
        for item in self.items:
            yield from item.walk()

    def item(self, item_id: str) -> Item:
        """The item of this id. Raises :class:`OurError` if the form has none."""
        try:
            return self.plan.items[item_id]
        except KeyError:
            raise OurError(f"form {self.id} has no item {item_id}") from None

    def score(self, score_id: str) -> Score:
        """The score of this id. Raises :class:`OurError` if the form has none."""
        try:
            return self.plan.scores[score_id]
        except KeyError:
            raise OurError(f"form {self.id} has no score {score_id}") from None

    def number_of(self, item: Item) -> str:
        """The published number of a measure's question ("3", "2a"): its id ends with it. Empty where it has none, or
        where its wording begins with one."""
        found = _NUMBER.search(item.id)
        scored = any(item.id in score.items for score in self.scores)
        return found[1] if found and scored and self.category == "measure" and not item.text[:1].isdigit() else ""

    def by_role(self, role: str, inside: str = "") -> Item | None:
        """The first item that has a role: in the whole form, or only inside one group."""
        items = self.item(inside).items if inside else self.items
        return next((item for top in items for item in top.walk() if item.role == role), None)
