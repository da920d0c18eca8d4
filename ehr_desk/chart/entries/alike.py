"""A note held against the last few for the same client, by sentences across their fields. Pure; the editor asks it
while one types, the check before signing asks the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.chart.entries.likeness import FEWEST_WORDS, Likeness, likeness
from ehr_desk.chart.entries.repeats import Sentence, repeated, sentences
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
    """A text that says the same as earlier ones. ``whole``: all texts of the note together, told at the first.

    ``other`` is what it repeats, ``of`` the notes that stands in: mostly one, several where it is put together.
    """

    item: Item
    found: Likeness
    text: str
    other: str
    of: tuple[LastNote, ...]
    whole: bool = False

    @property
    def place(self) -> str:
        """The field in words."""
        return self.item.section or self.item.text


class Held:
    """The last few notes, newest first, made ready to be compared with again and again. ``names`` are the client's."""

    def __init__(self, notes: Sequence[LastNote], names: Collection[str] = ()) -> None:
        self.notes = tuple(notes)
        self.names = tuple(names)
        self._texts = [note.texts() for note in self.notes]
        self._written = [
            [one for text in texts.values() for one in sentences(text, self.names)] for texts in self._texts
        ]

    def alike(self, form: Form, answers: Mapping[str, Any]) -> Sequence[Alike]:
        """The whole note where it is alike, else the fields that are."""
        items = _notes(form)
        text = "\n".join(filter(None, (_text(item, answers) for item in items)))
        before = ["\n".join(filter(None, texts.values())) for texts in self._texts]
        whole = self._closest(text, before)
        if items and whole is not None:
            found, other, of = whole
            return [Alike(items[0], found, text, other, of, whole=True)]
        return self.alike_fields(form, answers)

    def alike_fields(self, form: Form, answers: Mapping[str, Any]) -> Sequence[Alike]:
        """The fields that were written before, under whatever heading; short texts are alike by chance."""
        found = []
        for item in _notes(form):
            text = _text(item, answers)
            same = self._closest(text, [texts.get(_key(item), "") for texts in self._texts])
            if same is not None:
                found.append(Alike(item, same[0], text, same[1], same[2]))
        return found

    def _closest(self, text: str, before: Sequence[str]) -> tuple[Likeness, str, tuple[LastNote, ...]] | None:
        """What a text repeats most of; ``before`` are the texts that stand in its place in each note."""
        if not self.notes or len(text.split()) < FEWEST_WORDS:
            return None
        compared = [*self._in_place(text, before), *self._anywhere(sentences(text, self.names))]
        near = [one for one in compared if one[0].near]
        # The first of equals: the same place and the newest note before several of them together.
        return max(near, key=lambda one: (one[0].identical, one[0].share), default=None)

    def _in_place(self, text: str, before: Sequence[str]) -> Iterator[tuple[Likeness, str, tuple[LastNote, ...]]]:
        for note, other in zip(self.notes, before, strict=True):
            yield likeness(text, other, self.names), other, (note,)

    def _anywhere(self, text: Sequence[Sentence]) -> Iterator[tuple[Likeness, str, tuple[LastNote, ...]]]:
        for note, written in zip(self.notes, self._written, strict=True):
            same = repeated(text, written)
            yield same.found, same.earlier, (note,)
        if len(self.notes) > 1:
            same = repeated(text, [one for written in self._written for one in written])
            yield same.found, same.earlier, self.notes


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
