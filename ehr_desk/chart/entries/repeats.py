"""Which sentences of a text stand in earlier texts, whatever their order and field. Pure.

A clone is not always in its place: the same sentences under other headings, or put together from two earlier notes, are
the same text to an auditor (domain page, 3.3). So sentences are compared one by one with all of those written before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ehr_desk.chart.entries.likeness import FEWEST_WORDS, NEAR, UNLIKE, Likeness, plain_words

_ENDS = re.compile(r"(?<=[.!?;\N{HORIZONTAL ELLIPSIS}])\s+|\n+")


@dataclass(frozen=True)
class Sentence:
    """A sentence as it was written and as it is compared: plain words, the client's names and pronouns as one."""

    text: str
    words: tuple[str, ...]
    counts: Counter[str] = field(compare=False, repr=False)
    distinct: frozenset[str] = field(compare=False, repr=False)

    @property
    def again(self) -> int:
        """How many of its words are there a second time."""
        return len(self.words) - len(self.distinct)


@dataclass(frozen=True)
class Repeated:
    """How much of a text was written before. ``earlier``: the sentences it repeats, in the order of the text."""

    found: Likeness
    earlier: str = ""


def sentences(text: str, names: Collection[str] = ()) -> list[Sentence]:
    """The sentences of a text that have any words. ``names``: those of the client the text is about."""
    found = ((part.strip(), tuple(plain_words(part, names))) for part in _ENDS.split(text))
    return [Sentence(part, words, Counter(words), frozenset(words)) for part, words in found if words]


def repeated(text: Sequence[Sentence], before: Iterable[Sentence]) -> Repeated:
    """Hold a text against sentences written before; the share is that of its words that stand in them.

    Short sentences ("Denied both.") are alike by chance: they count where they are the same throughout only.
    """
    known: dict[tuple[str, ...], Sentence] = {}
    for one in before:
        known.setdefault(one.words, one)
    total, same, whole = 0, 0.0, bool(text)
    earlier: list[str] = []
    for sentence in text:
        total += len(sentence.words)
        share, other = _closest(sentence, known)
        whole = whole and share == 1.0
        if other is not None:
            same += share * len(sentence.words)
            earlier.append(other.text)
    if not total or not earlier:
        return Repeated(UNLIKE)
    return Repeated(Likeness(same / total, identical=whole), " ".join(earlier))


def _closest(sentence: Sentence, known: dict[tuple[str, ...], Sentence]) -> tuple[float, Sentence | None]:
    same = known.get(sentence.words)
    if same is not None:
        return 1.0, same
    if len(sentence.words) < FEWEST_WORDS:
        return 0.0, None
    best: tuple[float, Sentence | None] = (NEAR, None)
    for one in known.values():
        # No order of the words gives a higher share than the words themselves: most pairs end here.
        least = best[0] * (len(sentence.words) + len(one.words)) / 2
        common = len(sentence.distinct & one.distinct)
        if common + min(sentence.again, one.again) <= least or (sentence.counts & one.counts).total() <= least:
            continue
        share = SequenceMatcher(None, sentence.words, one.words, autojunk=False).ratio()
        if share > best[0]:
            best = share, one
    return (0.0, None) if best[1] is None else best
