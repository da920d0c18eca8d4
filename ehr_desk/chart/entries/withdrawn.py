"""Words that were taken back, found again wherever they stand by now, whatever way they went there. Pure.

A text is known again by five of its words in a row, a shorter sentence as a whole, and a name of two words or more by
itself. Whoever is told of it looks: a sentence that everybody writes alike is found as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ehr_desk.forms import Form

_RUN = 5
"""Words in a row that stand in another text by no chance."""
_FEWEST = 3
"""Words of a sentence that is known again as a whole: shorter ones are said by everybody."""
_LONGEST_QUOTE = 80
_WORD = re.compile(r"\w+(?:['\N{RIGHT SINGLE QUOTATION MARK}]\w+)*")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_NO_TEXT = re.compile(r"[0-9a-f]{32}|[\W\d]*")
_PEOPLE = "participant"

_Run = tuple[str, ...]


class _Word(NamedTuple):
    plain: str
    start: int
    end: int


@dataclass(frozen=True)
class Withdrawn:
    """What a text does not say any more: runs of words, and shorter sentences and names."""

    runs: frozenset[_Run] = frozenset()
    short: frozenset[_Run] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.runs or self.short)

    def found_in(self, texts: Iterable[str]) -> str:
        """The first stretch of texts that was taken back, as it stands there; empty where there is none."""
        sizes = sorted({len(one) for one in self.short}, reverse=True)
        for text in texts:
            words = _words(text)
            at = next((at for at, run in enumerate(_runs(words, _RUN)) if run in self.runs), None)
            if at is not None:
                last = at + _RUN
                while _run(words, last - _RUN + 1, _RUN) in self.runs:
                    last += 1
                return _quote(text, words[at:last])
            for size in sizes:
                at = next((at for at, run in enumerate(_runs(words, size)) if run in self.short), None)
                # One word is a name only where it stands like one: somebody may be called "Mother" in a table.
                if at is not None and (size > 1 or unicodedata.normalize("NFC", text)[words[at].start].isupper()):
                    return _quote(text, words[at : at + size])
        return ""


def withdrawn(
    before: Iterable[tuple[Form | None, Mapping[str, Any]]],
    now: Mapping[str, Any],
    own: Iterable[str] = (),
    known: Iterable[str] = (),
) -> Withdrawn:
    """What the answers ``before`` say, each with its form where that is known, and those of ``now`` do not. ``own``:
    texts that said it before them by themselves, and names that stand everywhere; ``known``: texts of which the names
    are no news."""
    runs: set[_Run] = set()
    short: set[_Run] = set()
    names: set[_Run] = set()
    for form, answers in before:
        offered = {choice.label for item in form.walk() for choice in item.choices} if form else set()
        for text in texts_in(answers):
            if text not in offered:
                runs.update(_runs(_words(text), _RUN))
                short.update(_sentences(text))
                names.update(_names(text))
        names.update(_people(form, answers) if form else ())
    if names:
        there = [_words(text) for text in known]
        short |= names - {run for words in there for size in {len(one) for one in names} for run in _runs(words, size)}
    said = [_words(text) for text in (*texts_in(now), *own)]
    sizes = {_RUN, *(len(one) for one in short)}
    kept = {run for words in said for size in sizes for run in _runs(words, size)}
    return Withdrawn(frozenset(runs - kept), frozenset(short - kept))


def texts_in(value: Any) -> Iterator[str]:
    """Every text in answers, effects or rows, however deep; no ids, days and numbers."""
    if isinstance(value, str):
        if not _NO_TEXT.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from texts_in(inner)


def _sentences(text: str) -> Iterator[_Run]:
    for sentence in _SENTENCE.split(text):
        words = _words(sentence)
        if _FEWEST <= len(words) < _RUN:
            yield _run(words, 0, len(words))


def _names(text: str) -> Iterator[_Run]:
    """Words with a capital beside one another. "With Ann Lee" is known again by "Ann Lee" too."""
    row: list[_Word] = []
    for word in _words(text):
        capital = text[word.start].isupper() and not text[word.start : word.end].isupper()
        if row and not (capital and text[row[-1].end : word.start].isspace()):
            yield from _ends(row)
            row = []
        if capital:
            row.append(word)
    yield from _ends(row)


def _ends(row: Sequence[_Word]) -> Iterator[_Run]:
    for first in range(len(row) - 1):
        yield _run(row, first, len(row) - first)


def _people(form: Form, answers: Mapping[str, Any]) -> Iterator[_Run]:
    """The names of who took part, of one word too."""
    for item in form.walk():
        rows = answers.get(item.id) if item.type == _PEOPLE else None
        for row in rows if isinstance(rows, list) else ():
            if words := _words(str(row.get("name") or "")):
                yield _run(words, 0, len(words))


def _words(text: str) -> list[_Word]:
    text = unicodedata.normalize("NFC", text)
    return [_Word(found.group().casefold(), *found.span()) for found in _WORD.finditer(text)]


def _run(words: Sequence[_Word], at: int, size: int) -> _Run:
    return tuple(word.plain for word in words[at : at + size])


def _runs(words: Sequence[_Word], size: int) -> Iterator[_Run]:
    return (_run(words, at, size) for at in range(len(words) - size + 1))


def _quote(text: str, words: Sequence[_Word]) -> str:
    quoted = " ".join(unicodedata.normalize("NFC", text)[words[0].start : words[-1].end].split())
    return quoted if len(quoted) <= _LONGEST_QUOTE else f"{quoted[: _LONGEST_QUOTE - 1]}\N{HORIZONTAL ELLIPSIS}"
