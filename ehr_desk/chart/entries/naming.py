"""Names of other people in a text that goes into somebody's chart. Pure.

No chart may tell who else was in a group (42 CFR 2.12, 2.13: that somebody is a patient is itself protected).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.forms import Form, Item
from ehr_desk.forms.links import DATE, DECIMAL, FLAG, ID, LINKS, link_key

SHORTEST = 2
"""Letters; a single initial names nobody."""
_WORD = re.compile(r"[^\W\d_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W\d_]+)*")
_STOPS = '.!?:\n"\N{LEFT DOUBLE QUOTATION MARK}'
_ORDINARY = (
    "amber angel april ash august autumn baker banks barber basil bell bill bishop black blue bond brook brooks "
    "brown buck bud bush carol chance chase chip christian clay cliff cook cooper cross daisy dale dawn day dean "
    "dee destiny diamond drew duke earnest faith farmer ford forest fox frank french gay gene ginger glen grace "
    "grant gray green guy hall hardy harmony harvest hazel heath heather heaven hill holly honor hope hunt hunter "
    "iris ivy jack jade jasmine jay jean joy june justice king lake lane laurel lee liberty lily little long love "
    "low lucky major marina mark marks marsh mason may melody mercy merit miles miller mills misty moody moon moss "
    "noble north ocean olive opal page park parker parks pat patience paul pearl penny pepper piper pope porter "
    "potter power price prince rain ray reed reid rich river rivers rob robin rock rod rose ruby rush sage sally "
    "sandy savage serenity shaw short sky small smart smith snow spring star stark stone storm strong sue summer "
    "sunny swift taylor temple terry trace trinity tripp turner victor victory violet walker wall ward warner "
    "waters weaver weeks wells west white wild will willow winter wise wolf wood woods worth wren young "
)
ORDINARY = frozenset(_ORDINARY.split())
"""Words of ordinary English that are names too, in lower case (own list)."""


@dataclass(frozen=True)
class Named:
    """A name found in a text. ``sure`` is false where it may as well be an ordinary word that begins a sentence."""

    item: str
    word: str
    sure: bool


def words_of_names(names: Iterable[str]) -> frozenset[str]:
    """The words that names are made of, folded for comparison: "Vega-Ortiz" is found as Vega, too."""
    words = (fold(word) for name in names for word in _WORD.findall(name))
    return frozenset(word for word in words if len(word) >= SHORTEST)


def named_in(text: str, names: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The words of a text that are names (see :func:`words_of_names`), and whether each is one for sure.

    Words end where letters end, so a possessive is found and "Markus" is not Mark. An ordinary word counts only where
    it is written with a capital; at the beginning of a sentence it is not sure.
    """
    for match in _WORD.finditer(text):
        word = match.group()
        found = _as_name(fold(word), names)
        if not found:
            continue
        ordinary = found in ORDINARY
        if ordinary and not word[0].isupper():
            continue
        yield word, not (ordinary and _begins_sentence(text, match.start()))


def typed_texts(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Everything that was written by hand in a form: (top item, text); choices and codes are not."""
    for item in form.items:
        for text in _texts(item, answers):
            yield item.id, text


def names_found(form: Form, answers: Mapping[str, Any], names: frozenset[str]) -> list[Named]:
    """Each name in each item, once; sure where any place is."""
    found: dict[tuple[str, str], bool] = {}
    for item, text in typed_texts(form, answers):
        for word, sure in named_in(text, names):
            key = (item, word)
            found[key] = found.get(key, False) or sure
    return [Named(item, word, sure) for (item, word), sure in found.items()]


def fold(word: str) -> str:
    """A word without case and accents."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    return plain.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def _as_name(word: str, names: frozenset[str]) -> str:
    """The name that a word is, also in the possessive; empty where it is none."""
    bare = word.removesuffix("'s").removesuffix("'")
    return next((one for one in (word, bare) if one in names), "")


def _begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t-\N{BULLET}")
    return not before or before[-1] in _STOPS


def _texts(item: Item, answers: Mapping[str, Any]) -> Iterator[str]:
    value = answers.get(item.id)
    if item.is_group and not item.repeats:
        for child in item.items:
            yield from _texts(child, answers)
    elif item.type in ("text", "note"):
        if isinstance(value, str):
            yield value
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for row in value:
            if isinstance(row, Mapping):
                yield from _row_texts(item, row)


def _row_texts(item: Item, row: Mapping[str, Any]) -> Iterator[str]:
    if item.is_link:
        apart = {FLAG, DECIMAL, DATE, ID}
        for name, field in LINKS[item.type].items():
            if (
                name != link_key(item.type)
                and field.type not in apart
                and not field.allowed
                and isinstance(row.get(name), str)
            ):
                yield row[name]
        return
    for child in item.items:
        yield from _texts(child, row)
