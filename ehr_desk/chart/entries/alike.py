"""A note held against an earlier one for the same client, field by field. Pure; the editor asks it while one types."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.chart.entries.likeness import FEWEST_WORDS, Likeness, likeness
from ehr_desk.forms import Form, Item


@dataclass(frozen=True)
class LastNote:
    """An earlier note. ``own``: of the same author. ``on``: its day (ISO)."""

    form: Form
    answers: Mapping[str, Any]
    own: bool = False
    on: str = ""

    def texts(self) -> dict[str, str]:
        """Its long texts by role, or by id where an item has none: the formats of a note share roles."""
        return {_key(item): _text(item, self.answers) for item in _notes(self.form)}


@dataclass(frozen=True)
class Alike:
    """A text that says the same as the earlier one. ``whole``: all texts of the note together, told at the first."""

    item: Item
    found: Likeness
    text: str
    other: str
    whole: bool = False

    @property
    def place(self) -> str:
        """The field in words."""
        return self.item.section or self.item.text


def alike(form: Form, answers: Mapping[str, Any], last: LastNote, names: Collection[str] = ()) -> Sequence[Alike]:
    """The whole note where it is alike, else the fields that are. ``names`` are the client's."""
    items = _notes(form)
    before = last.texts()
    whole = "\n".join(filter(None, (_text(item, answers) for item in items)))
    other = "\n".join(filter(None, before.values()))
    all_of_it = likeness(whole, other, names)
    if items and all_of_it.near and len(whole.split()) >= FEWEST_WORDS:
        return [Alike(items[0], all_of_it, whole, other, whole=True)]
    return alike_fields(form, answers, last, names)


def alike_fields(
    form: Form, answers: Mapping[str, Any], last: LastNote, names: Collection[str] = ()
) -> Sequence[Alike]:
    """The fields that say the same as the same field of an earlier note; short texts are alike by chance."""
    before = last.texts()
    found = []
    for item in _notes(form):
        text, other = _text(item, answers), before.get(_key(item), "")
        same = likeness(text, other, names)
        if same.near and len(text.split()) >= FEWEST_WORDS:
            found.append(Alike(item, same, text, other))
    return found


def response_in(form: Form, answers: Mapping[str, Any]) -> str:
    """What the answers of a group note say of the client."""
    item = form.by_role("response")
    return str(answers.get(item.id) or "") if item is not None else ""


def _notes(form: Form) -> list[Item]:
    return [item for item in form.items if item.type == "note"]


def _key(item: Item) -> str:
    return item.role or item.id


def _text(item: Item, answers: Mapping[str, Any]) -> str:
    return str(answers.get(item.id) or "")
