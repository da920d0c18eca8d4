"""Passages carried forward from an earlier note into a draft, and whether anybody has touched them since. Pure.

Notes cloned from one another are what auditors look for first. So a passage that was carried forward stays marked as
long as its wording stands in its field (a word put in or changed does not make it new: the share of words is that of
``likeness``), and until the author has said that it is still so. What was rewritten is the author's own again. Nothing
here depends on the screen: the marks are kept with the draft, and signing looks at them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ehr_desk.chart.entries.likeness import stretch

_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Passage:
    """Words of an earlier entry. ``on``: its day (ISO). ``confirmed``: the author said that they still hold."""

    item: str
    text: str
    entry_id: str
    on: str
    confirmed: bool = False


def passages_in(text: str) -> list[str]:
    """The parts of a text that are carried forward one by one: its paragraphs."""
    return [part.strip() for part in _PARAGRAPHS.split(text) if part.strip()]


def span(passage: str, text: str) -> tuple[int, int] | None:
    """Where the words of a passage stand in a text, whatever the spaces and line breaks between them."""
    words = unicodedata.normalize("NFC", passage).split()
    if not words:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return found.span() if found else None


def standing(passage: str, text: str) -> tuple[int, int] | None:
    """Where a passage still stands in a text, word for word or with next to nothing changed; None once rewritten."""
    return span(passage, text) or stretch(passage, text)


def untouched(passages: Sequence[Passage], answers: Mapping[str, Any]) -> list[Passage]:
    """The passages that nobody has rewritten, and of which nobody said that they still hold."""
    return [one for one in passages if not one.confirmed and _stands(one, answers)]


def confirm(passages: Sequence[Passage], item: str) -> tuple[Passage, ...]:
    """The author has read what was carried into a field, and it still holds."""
    return tuple(replace(one, confirmed=True) if one.item == item else one for one in passages)


def to_kept(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    """The passages as a draft keeps them."""
    return [asdict(one) for one in passages]


def from_kept(kept: Sequence[Mapping[str, Any]]) -> tuple[Passage, ...]:
    """The passages of a draft."""
    return tuple(_read(kept))


def _read(kept: Sequence[Mapping[str, Any]]) -> Iterator[Passage]:
    for one in kept:
        words = {name: str(one.get(name, "")) for name in ("item", "text", "entry_id", "on")}
        yield Passage(**words, confirmed=bool(one.get("confirmed")))


def _stands(one: Passage, answers: Mapping[str, Any]) -> bool:
    text = answers.get(one.item)
    return isinstance(text, str) and standing(one.text, unicodedata.normalize("NFC", text)) is not None
