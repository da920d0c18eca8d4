"""How much one clinical text says the same as another one, word by word. Pure.

Auditors read notes that repeat each other as cloned (domain page, 3.3: more than 85 % alike is shown, what is identical
is confirmed with a reason, nothing is silently blocked). A clone often differs in the client's name and pronouns only,
so these count as one word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

NEAR = 0.85
"""Share of words in common, in order, above which two texts are shown as alike."""
FEWEST_WORDS = 6
"""Shorter texts are alike by chance; they are told only where they are the same throughout."""
_RUN = 5
"""Words in a row that stand in another text by no chance."""
_WORD = re.compile(r"\w+(?:['\N{RIGHT SINGLE QUOTATION MARK}]\w+)?")
_PRONOUNS = frozenset({"he", "she", "they", "him", "her", "them", "his", "hers", "their", "theirs"})
_PRONOUNS |= {"himself", "herself", "themselves", "themself"}
_CLIENT, _PRONOUN = "\0client", "\0pronoun"


class Piece(NamedTuple):
    """A stretch of a text. ``same``: the other text has it too."""

    text: str
    same: bool


@dataclass(frozen=True)
class Likeness:
    """How two texts compare: the share of words in common (0 to 1), and whether nothing tells them apart."""

    share: float
    identical: bool

    @property
    def near(self) -> bool:
        """Whether it is worth showing."""
        return self.identical or self.share > NEAR

    @property
    def percent(self) -> int:
        """The share in percent, rounded down: 100 is only said of identical texts."""
        return 100 if self.identical else min(99, int(self.share * 100))


UNLIKE = Likeness(0.0, identical=False)


def likeness(one: str, other: str, names: Collection[str] = ()) -> Likeness:
    """Compare two texts. ``names``: those of the clients the texts are about, which do not tell them apart."""
    first, second = plain_words(one, names), plain_words(other, names)
    if not first or not second:
        return UNLIKE
    if first == second:
        return Likeness(1.0, identical=True)
    if min(len(first), len(second)) < FEWEST_WORDS:
        return UNLIKE
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    # The two cheap bounds first: most pairs of a group end there.
    if matcher.real_quick_ratio() <= NEAR or matcher.quick_ratio() <= NEAR:
        return UNLIKE
    return Likeness(matcher.ratio(), identical=False)


def stretch(passage: str, text: str) -> tuple[int, int] | None:
    """Where a passage stands in a longer text, also with single words put in, taken out or changed; None where it was
    rewritten: where no more than ``NEAR`` of its wording is left. A short passage stands with one word put in too."""
    own, there = plain_words(passage, ()), plain_words(text, ())
    place = _widened(own, there) if len(own) < FEWEST_WORDS else _nearly(own, there)
    if place is None:
        return None
    spans = [match.span() for match in _WORD.finditer(text)]
    return spans[place[0]][0], spans[place[1] - 1][1]


def _nearly(own: Sequence[str], there: Sequence[str]) -> tuple[int, int] | None:
    if (Counter(own) & Counter(there)).total() <= NEAR * len(own):
        return None
    after = _nearest_end(own, there)
    first = after - _nearest_end(own[::-1], there[:after][::-1])
    if SequenceMatcher(None, own, there[first:after], autojunk=False).ratio() > NEAR:
        return first, after
    # Much was put in, but the passage is there in long runs.
    blocks = SequenceMatcher(None, own, there, autojunk=False).get_matching_blocks()
    runs = [block for block in blocks if block.size >= _RUN]
    if sum(block.size for block in runs) <= NEAR * len(own):
        return None
    return runs[0].b, runs[-1].b + runs[-1].size


def _nearest_end(own: Sequence[str], there: Sequence[str]) -> int:
    """After which word of a text that part of it ends which the fewest changed words tell from a passage.

    Source: Myers, G. (1999): A fast bit-vector algorithm for approximate string matching. J. ACM 46(3), 395-415.
    """
    at: dict[str, int] = {}
    for place, word in enumerate(own):
        at[word] = at.get(word, 0) | 1 << place
    full, last = (1 << len(own)) - 1, 1 << len(own) - 1
    more, less, score = full, 0, len(own)
    fewest, end = score, 0
    for place, word in enumerate(there):
        same = at.get(word, 0)
        diagonal = (((same & more) + more) ^ more) | same | less
        up, down = less | ~(diagonal | more), more & diagonal
        score += bool(up & last) - bool(down & last)
        up, down = up << 1, down << 1
        more, less = (down | ~(diagonal | up)) & full, up & diagonal & full
        if score < fewest:
            fewest, end = score, place + 1
    return end


def _widened(own: Sequence[str], there: Sequence[str]) -> tuple[int, int] | None:
    """Where all words of a short passage stand in their order with one more among them."""
    length = len(own) + 1
    for first in range(len(there) - len(own)) if len(own) > 1 else ():
        window = there[first : first + length]
        if any([*window[:at], *window[at + 1 :]] == list(own) for at in range(1, length - 1)):
            return first, first + length
    return None


def marked(one: str, other: str, names: Collection[str] = ()) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, what they have in common marked. The pieces of each side add up to its text."""
    blocks = SequenceMatcher(
        None, plain_words(one, names), plain_words(other, names), autojunk=False
    ).get_matching_blocks()
    return (
        list(_pieces(one, [(block.a, block.a + block.size) for block in blocks if block.size])),
        list(_pieces(other, [(block.b, block.b + block.size) for block in blocks if block.size])),
    )


def plain_words(text: str, names: Collection[str]) -> list[str]:
    """The words of a text as they are compared: without case and stops, the client's names and pronouns as one."""
    own = {word for name in names for word in _WORD.findall(name.casefold())}
    return [_plain(word, own) for word in _WORD.findall(text.casefold())]


def _plain(word: str, own: Collection[str]) -> str:
    bare = word.removesuffix("'s").removesuffix("\N{RIGHT SINGLE QUOTATION MARK}s")
    if bare in own:
        return _CLIENT
    return _PRONOUN if word in _PRONOUNS else word


def _pieces(text: str, runs: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    spans = [match.span() for match in _WORD.finditer(text)]
    at = 0
    for first, after in runs:
        start, end = spans[first][0], spans[after - 1][1]
        if start > at:
            yield Piece(text[at:start], same=False)
        yield Piece(text[start:end], same=True)
        at = end
    if at < len(text):
        yield Piece(text[at:], same=False)
