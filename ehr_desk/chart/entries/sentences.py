"""Assembled text, sentence by sentence: what the record wrote, what the author wrote, and how both come together. Pure.

Which sentences of a text are assembled is not marked in the text: they are those of the table of sources beside it that
stand in the text word for word. So no edit on any way needs to keep marks, and whatever the author wrote or changed is
the author's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from ehr_desk.forms import Form, Item

_EDITED, _MOVED = 0.5, 0.6
"""How much of two sentences is the same where one was made from the other: by an author, by the record."""

_OWN = re.compile(r"(\s*)(\S[^\n]*?(?:[.!?\u2026]+[\u201d\"')\]]*(?=\s|$)|(?=\n)|$))")
_PARAGRAPH = "\n\n"


@dataclass(frozen=True)
class Choice:
    """A sentence that the author changed and the record changed as well.

    ``was`` is what both began with; ``now`` is empty where the record no longer says anything of the kind.
    """

    was: str
    own: str
    now: str

    def is_open(self, text: str) -> bool:
        """Whether both still stand in the text; where the record says nothing now, whether the author's does."""
        return stands(self.own, text) and (not self.now or stands(self.now, text))


@dataclass(frozen=True)
class Merged:
    """A text with its assembled sentences renewed, and the choices that are left to the author."""

    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class _Piece:
    """A sentence in a text. ``lead``: the blanks before it; ``base``, ``new``: which assembled one it was and is; -1 is
    the author's own."""

    lead: str
    words: str
    base: int = -1
    new: int = -1


def stands(sentence: str, text: str) -> bool:
    """Whether a sentence stands in a text word for word, as a whole."""
    return _place(sentence, text, []) is not None


def assembled(form: Form, item: Item, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The assembled sentences of a text in order, each with each entry it rests on (empty where the record holds
    nothing): the rows of its tables of sources."""
    found: list[tuple[str, str]] = []
    for table in (form.item(name) for name in item.sources):
        sentence, entry = (next((one.id for one in table.items if one.role == role), "") for role in _COLUMNS)
        for row in answers.get(table.id) or ():
            if row.get(sentence):
                found.append((str(row[sentence]), str(row.get(entry, ""))))
    return found


_COLUMNS = ("sentence", "entry")


def merge(text: str, before: Sequence[str], after: Sequence[str], proposed: str) -> Merged:
    """The text with every assembled sentence that nobody touched renewed in its place, and the author's own kept.

    ``before`` are the assembled sentences that the text was made from, ``after`` those that the record gives now and
    ``proposed`` the text that they make. A sentence that the author took out stays out as long as the record says the
    same. One that the author changed stays; where the record changed too, the new one stands after it, to choose.
    """
    before, after = list(dict.fromkeys(before)), list(dict.fromkeys(after))
    pieces, tail = _pieces(text, before)
    moved = _partners(before, after)
    edited = _edited(pieces, before)
    placed: list[_Piece] = []
    choices: list[Choice] = []
    told: set[int] = set()
    for at, piece in enumerate(pieces):
        base = edited.get(at, piece.base)
        new = moved.get(base, -1)
        if piece.base >= 0:
            placed.append(replace(piece, words=after[new] if new >= 0 else "", new=new))
        else:
            placed.append(piece)
            if base >= 0 and (new < 0 or after[new] != before[base]):
                choices.append(Choice(before[base], piece.words, after[new] if new >= 0 else ""))
                placed += [_Piece(" ", after[new], new=new)] if new >= 0 else []
        told.add(new)
    kept_out = {new for base, new in moved.items() if before[base] == after[new]}
    for new in range(len(after)):
        if new not in told and new not in kept_out:
            _insert(placed, new, after, proposed)
    return Merged(_text(placed, tail), tuple(choices))


def again(choice: Choice, before: Sequence[str], after: Sequence[str]) -> Choice:
    """A choice that is still open, after the record changed once more."""
    new = _partners(list(before), list(after)).get(before.index(choice.now), -1) if choice.now in before else -1
    return replace(choice, now=after[new] if new >= 0 else choice.now if choice.now in after else "")


def _pieces(text: str, sentences: Sequence[str]) -> tuple[list[_Piece], str]:
    """The text as sentences, and the blanks at its end."""
    taken: list[tuple[int, int, int]] = []
    # The longest first: a short sentence may be the beginning of a longer one.
    for base in sorted(range(len(sentences)), key=lambda one: -len(sentences[one])):
        at = _place(sentences[base], text, taken)
        if at is not None:
            taken.append((at, at + len(sentences[base]), base))
    found: list[_Piece] = []
    start, lead = 0, ""
    for begin, end, base in sorted(taken):
        own, lead = _own(text[start:begin])
        found += [*own, _Piece(lead, text[begin:end], base)]
        start = end
    own, lead = _own(text[start:])
    return [*found, *own], lead


def _place(sentence: str, text: str, taken: Sequence[tuple[int, int, int]]) -> int | None:
    """Where a sentence stands as a whole, outside of what is taken."""
    if not sentence:
        return None
    for match in re.finditer(rf"(?<!\S){re.escape(sentence)}(?!\S)", text):
        if not any(begin < match.end() and match.start() < end for begin, end, _ in taken):
            return match.start()
    return None


def _own(gap: str) -> tuple[list[_Piece], str]:
    """The author's sentences between two assembled ones, and the blanks after them."""
    found = [_Piece(match[1], match[2].rstrip()) for match in _OWN.finditer(gap)]
    return found, gap[len(gap.rstrip()) :] if found else gap


def _partners(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Which sentence became which: the same words, else the most alike of those that are left."""
    same = {one: after.index(words) for one, words in enumerate(before) if words in after}
    left = [one for one in range(len(before)) if one not in same]
    new = [one for one in range(len(after)) if one not in same.values()]
    return same | _alike(left, new, lambda a, b: _likeness(before[a], after[b]), _MOVED)


def _edited(pieces: Sequence[_Piece], before: Sequence[str]) -> dict[int, int]:
    """Which of the author's sentences was made from which assembled one that no longer stands in the text."""
    there = {piece.base for piece in pieces}
    own = [at for at, piece in enumerate(pieces) if piece.base < 0]
    gone = [base for base in range(len(before)) if base not in there]
    return _alike(own, gone, lambda at, base: _likeness(pieces[at].words, before[base]), _EDITED)


def _alike(
    ones: Sequence[int], others: Sequence[int], like: Callable[[int, int], float], least: float
) -> dict[int, int]:
    rated = sorted(((like(a, b), -a, -b) for a in ones for b in others), reverse=True)
    found: dict[int, int] = {}
    for rate, a, b in rated:
        if rate >= least and -a not in found and -b not in found.values():
            found[-a] = -b
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _insert(placed: list[_Piece], new: int, after: Sequence[str], proposed: str) -> None:
    """Put a new sentence after the one that stands before it in what is proposed, else before the one after it."""

    def gap(one: int, other: int) -> str:
        between = proposed[proposed.find(after[one]) : proposed.find(after[other])]
        return _PARAGRAPH if _PARAGRAPH in between else " "

    where = {piece.new: at for at, piece in enumerate(placed) if piece.new >= 0 and piece.words}
    earlier = max((one for one in where if one < new), default=-1)
    later = min((one for one in where if one > new), default=-1)
    if earlier >= 0:
        lead, at = gap(earlier, new), where[earlier] + 1
        # A new paragraph begins where that of the sentence before it ends, with what the author added to it.
        while lead == _PARAGRAPH and at < len(placed) and _PARAGRAPH not in placed[at].lead:
            at += 1
        placed.insert(at, _Piece(lead, after[new], new=new))
    elif later >= 0:
        at = where[later]
        placed[at : at + 1] = [
            _Piece(placed[at].lead, after[new], new=new),
            replace(placed[at], lead=gap(new, later)),
        ]
    elif left := [at for at, piece in enumerate(placed) if not piece.words]:
        # Nothing that stood here holds any more: the place is the one that an assembled sentence left.
        placed[left[0]] = replace(placed[left[0]], words=after[new], new=new)
    else:
        placed.append(_Piece(_PARAGRAPH, after[new], new=new))


def _text(placed: Sequence[_Piece], tail: str) -> str:
    parts: list[str] = []
    for lead, words in _without_gone(placed):
        parts.append(f"{lead if parts else lead.lstrip()}{words}")
    return "".join(parts) + (tail if parts else "")


def _without_gone(placed: Sequence[_Piece]) -> Iterator[tuple[str, str]]:
    """What is left, where what is gone leaves the wider of the blanks around it."""
    wide = ""
    for piece in placed:
        lead = max(wide, piece.lead, key=lambda one: (one.count("\n"), len(one)))
        if piece.words:
            yield lead, piece.words
        wide = "" if piece.words else lead
