"""The forms in which a name is looked for, and a text folded so that they can be found in it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from ehr_desk.chart.entries.name_words import PARTICLES
from ehr_desk.common.letters import APOSTROPHES, HYPHENS, PLAIN

SHORTEST = 2
"""Letters; a single initial names nobody."""
_JOINED = 7
"""Letters from which on the parts of a name written as one word are hardly anything else."""
_APART = re.compile(r"[\s.,;:()\"/]+")
_DROPPED = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670))
"""Accents, Hebrew points, Arabic vowel signs. Marks of other scripts are letters to their readers and stay."""
_ARTICLE = "\u0627\u0644"  # the Arabic "al-"
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
"""Scripts in which words follow each other without spaces, or words of grammar are written onto a name."""
_WHOLE = {"CJK": 3, "HANGUL": 3, "HIRAGANA": 4, "KATAKANA": 3}
"""Characters from which on a name of such a script is hardly part of another word; of the others five."""


@dataclass(frozen=True)
class Names:
    """What is looked for, folded. ``perhaps``: forms that mean somebody else as easily. ``own``: those of the client
    whose chart it is, inside of which nobody else is named."""

    sure: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.sure or self.perhaps)


@dataclass(frozen=True)
class Folded:
    """A text without case and accents; ``at`` tells for each of its characters where it stands in ``text``."""

    text: str
    flat: str
    at: Sequence[int]


def names_of_people(people: Iterable[Iterable[str]], own: Iterable[str] = ()) -> Names:
    """The forms of several people's names, each person's together. ``own``: names of whom the chart is about."""
    mine, maybe = _of_person(own)
    own_forms = mine | maybe
    sure: set[str] = set()
    perhaps: set[str] = set()
    for person in people:
        certain, doubtful = _of_person(person)
        sure |= certain
        perhaps |= doubtful
    return Names(frozenset(sure - own_forms), frozenset(perhaps - sure - own_forms), frozenset(own_forms))


def folded(text: str) -> Folded:
    """A text as names are looked for in it."""
    text = unicodedata.normalize("NFKC", text)
    if text.isascii():
        return Folded(text, text.lower().replace("`", "'"), range(len(text) + 1))
    parts = [_folded(one) for one in text]
    at = [place for place, part in enumerate(parts) for _ in part]
    return Folded(text, "".join(parts), [*at, len(text)])


def is_letter(character: str) -> bool:
    """Whether a word goes on with it: a letter, or a mark that belongs to one."""
    return bool(character) and unicodedata.category(character)[0] in "LM"


def script(text: str) -> str:
    """The script of a word, as the Unicode names its first letter: LATIN, ARABIC, CJK."""
    first = next((one for one in text if is_letter(one)), "")
    return unicodedata.name(first, "").partition(" ")[0] if first else ""


def whole(form: str) -> bool:
    """Whether a name of a script without spaces is long enough to be nothing else."""
    return len(form) >= _WHOLE.get(script(form), 5)


def _folded(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    if character in HYPHENS:
        return "-"
    if character.isascii():
        return character.lower()
    if unicodedata.category(character) == "Cf":  # soft hyphens, direction marks, joiners
        return ""
    plain = "".join(one for one in unicodedata.normalize("NFKD", character) if not _dropped(one))
    return unicodedata.normalize("NFC", plain).casefold().translate(PLAIN)


def _dropped(mark: str) -> bool:
    return any(first <= ord(mark) <= last for first, last in _DROPPED)


def _of_person(names: Iterable[str]) -> tuple[set[str], set[str]]:
    flat = [folded(name).flat.strip() for name in names if name.strip()]
    sure: set[str] = set()
    perhaps: set[str] = set()
    together = [name for name in dict.fromkeys(flat) if script(name) in UNSPACED]
    for name in flat:
        certain, doubtful = _unspaced(name, together) if name in together else _spaced(name)
        sure |= certain
        perhaps |= doubtful
    sure |= {one + other for one, other in permutations(together, 2) if script(one) == script(other)}
    return sure, perhaps - sure


def _unspaced(name: str, names: Sequence[str]) -> tuple[set[str], set[str]]:
    words = {word for word in _APART.split(name) if word}
    full = {word for word in words if any(other != word and other in word for other in names)}
    sure = full | {word for word in words if whole(word)} | ({"".join(_APART.split(name))} if len(words) > 1 else set())
    return sure, words - sure


def _spaced(name: str) -> tuple[set[str], set[str]]:
    sure: set[str] = set()
    perhaps: set[str] = set()
    pieces: list[str] = []
    for word in _APART.split(name):
        parts = [part for part in re.split(r"['-]+", word) if part]
        if "'" in word and len(parts) == 2 and len(parts[0]) <= 2:
            # O'Brien is written OBrien and O Brien, too; Brien alone may be somebody else.
            sure |= {between.join(parts) for between in ("", "'", " ", "-")}
            perhaps.add(parts[1])
            pieces.append("".join(parts))
        else:
            pieces += parts
    solid = [piece for piece in pieces if piece not in PARTICLES] or pieces
    sure |= set(solid)
    if len(pieces) > 1:
        joined = "".join(pieces)
        (sure if len(joined) >= _JOINED else perhaps).add(joined)
    sure |= {piece.removeprefix(_ARTICLE) for piece in solid if piece.startswith(_ARTICLE) and len(piece) > 4}
    return {one for one in sure if len(one) >= SHORTEST}, {one for one in perhaps - sure if len(one) > SHORTEST}
