"""Names of other people in a text that goes into somebody's chart. Pure.

No chart may tell who else was in a group (42 CFR 2.12, 2.13: that somebody is a patient is itself protected).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.chart.entries.name_forms import UNSPACED, Folded, Names, folded, is_letter, script
from ehr_desk.chart.entries.name_words import AFTER, BEFORE, CAPITAL_ANYWAY, ORDINARY, PARTICLES, SMALL, TITLES
from ehr_desk.forms import Form, Item
from ehr_desk.forms.links import DATE, DECIMAL, FLAG, ID, LINKS, link_key

_STOPS = ".!?:;\n\N{HORIZONTAL ELLIPSIS}\N{INVERTED QUESTION MARK}\N{INVERTED EXCLAMATION MARK}"
_OPENING = "\"'([{*>/\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\u00ab"
_SPACING = " \t-\N{BULLET}\N{EN DASH}\N{EM DASH}"
_NUMBERED = re.compile(r"(?:^|\s)\w{1,2}\)$")
_TITLED = re.compile(rf"\b(?:{'|'.join(TITLES)})\.?\s*$", re.IGNORECASE)
_INITIAL = re.compile(r"(?:^|[\s.])[A-HJ-Z]\.\s?$")
_CLITICS = {
    # Arabic and, so, with, for, like, the; Hebrew and, that, the, in, to, like, from: written onto the next word.
    "ARABIC": re.compile("[\u0648\u0641]?[\u0628\u0644\u0643]?(?:\u0627\u0644|\u0644)?"),
    "HEBREW": re.compile("[\u05d5\u05e9\u05d4\u05d1\u05dc\u05db\u05de]{1,3}"),
}
_GRAMMAR = SMALL | PARTICLES
_ENOUGH = 4
"""Letters of a name that make it sure although something is written onto it."""


@dataclass(frozen=True)
class Named:
    """A name found in a text. ``sure`` is false where it may as well be an ordinary word."""

    item: str
    word: str
    sure: bool


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    sure: bool


def named_in(text: str, names: Names) -> Iterator[tuple[str, bool]]:
    """The places of a text that name somebody, in order, and whether each does for sure.

    Words end where letters end, so a possessive is found and "Markus" is not Mark; in scripts without spaces a name is
    found wherever it stands, and is sure where it is long or a form of address is beside it. What is an ordinary word
    too (``name_words``) counts with a capital only and is not sure at the beginning of a sentence; what always has a
    capital is never sure; pronouns and the like count inside of a sentence only and are never sure.
    """
    place = folded(text)
    flat = place.flat
    for one in names.own:
        if script(one) in UNSPACED and len(one) > 1:
            flat = flat.replace(one, "\0" * len(one))
    place = Folded(place.text, flat, place.at)
    hits = [hit for form in names.sure | names.perhaps for hit in _hits(place, form, form in names.sure)]
    for hit in _outermost(hits):
        yield place.text[place.at[hit.start] : place.at[hit.end]], hit.sure


def typed_texts(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Everything that was written by hand in a form: (top item, text); choices and codes are not."""
    for item in form.items:
        for text in _texts(item, answers):
            yield item.id, text


def names_found(form: Form, answers: Mapping[str, Any], names: Names) -> list[Named]:
    """Each name in each item, once; sure where any place is."""
    found: dict[tuple[str, str], bool] = {}
    for item, text in typed_texts(form, answers):
        for word, sure in named_in(text, names):
            key = (item, word)
            found[key] = found.get(key, False) or sure
    return [Named(item, word, sure) for (item, word), sure in found.items()]


def _hits(place: Folded, form: str, sure: bool) -> Iterator[_Hit]:
    judge = _unspaced if script(form) in UNSPACED else _spaced
    start = place.flat.find(form)
    while start >= 0:
        hit = judge(place, form, start, sure)
        if hit is not None:
            yield hit
        start = place.flat.find(form, start + 1)


def _outermost(hits: Sequence[_Hit]) -> Iterator[_Hit]:
    """Each place once: "O Brien" is one name, not that and Brien."""
    end = -1
    for hit in sorted(hits, key=lambda one: (one.start, -one.end, not one.sure)):
        if hit.end > end:
            end = hit.end
            inside = any(one.sure for one in hits if hit.start <= one.start and one.end <= hit.end)
            yield _Hit(hit.start, hit.end, inside)


def _unspaced(place: Folded, form: str, start: int, sure: bool) -> _Hit | None:
    flat, end = place.flat, start + len(form)
    called = flat[end:].lstrip().startswith(AFTER)
    spoken_to = flat[:start].rstrip().endswith(BEFORE)
    kind = script(form)
    if kind == "HANGUL" and script(flat[start - 1 : start]) == kind:
        return None  # Korean words begin at a space; what follows a name is grammar.
    if kind == "KATAKANA" and kind in (script(flat[start - 1 : start]), script(flat[end : end + 1])):
        return None
    if kind not in ("CJK", "HANGUL", "HIRAGANA", "KATAKANA"):
        spoken_to = spoken_to and len(form) > 1
        if _is_mark(flat[end : end + 1]):
            return None
    if len(form) == 1 and not (called or spoken_to):
        return None
    return _Hit(start, end, called or (spoken_to and len(form) > 1) or (sure and len(form) > 1))


def _is_mark(character: str) -> bool:
    return is_letter(character) and not character.isalpha()


def _spaced(place: Folded, form: str, start: int, sure: bool) -> _Hit | None:
    flat, end = place.flat, start + len(form)
    first, last = _word_around(flat, start, end)
    before, after = flat[first:start], flat[end:last]
    if before:
        clitics = _CLITICS.get(script(form))
        if clitics is None or not clitics.fullmatch(before):
            return None
        sure = sure and len(form) >= _ENOUGH
    elif flat[start - 1 : start] == "'" and start > 1 and is_letter(flat[start - 2]):
        sure = False  # Angelo in D'Angelo
    word = place.text[place.at[start] : place.at[end]]
    plain = not word.isascii() or not (form in ORDINARY or form in _GRAMMAR or form in CAPITAL_ANYWAY)
    if after:
        if after != "s" or len(form) <= 2 or not plain or not word[0].isupper():
            return None
        sure = False  # "Marisols", but also Las Vegas
    elif flat[last : last + 1] == "'":
        _, tail = _word_around(flat, last + 1, last + 1)
        if flat[last + 1 : tail] == "t":
            return None  # don't
        last = tail if tail > last + 1 else last
    if not plain:
        certain = _judged(place.text, word, form, place.at[start])
        return None if certain is None else _Hit(first, last, sure and certain)
    if word.isascii() and len(word) == 2 and not word.istitle():
        sure = False  # ED, ng
    return _Hit(first, last, sure)


def _judged(text: str, word: str, form: str, at: int) -> bool | None:
    """Whether a word that is a name and something else is a name here: yes, perhaps (False), or no (None)."""
    if not word[0].isupper():
        return None
    before = text[:at]
    if _TITLED.search(before):
        return True
    begins = _begins_sentence(before)
    if form in _GRAMMAR:
        return False if word.istitle() and (not begins or _INITIAL.search(before)) else None
    return form not in CAPITAL_ANYWAY and not begins and word.istitle()


def _begins_sentence(before: str) -> bool:
    bare = before.rstrip(_SPACING)
    return not bare or bare[-1] in _STOPS or bare[-1] in _OPENING or bool(_NUMBERED.search(bare))


def _word_around(flat: str, start: int, end: int) -> tuple[int, int]:
    while start and is_letter(flat[start - 1]):
        start -= 1
    while end < len(flat) and is_letter(flat[end]):
        end += 1
    return start, end


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
