"""What is asked of a passphrase, after NIST SP 800-63B-4 (2025), section 3.1.1.2.

At least 15 characters, the minimum there for a password that opens alone (the same is asked beside a second secret: it
may be taken off later); long ones, spaces and every script are welcome; no composition rules; refused is what is
commonly used or expected here. Published lists of leaked passwords hold next to nothing of 15 characters, so a
passphrase is looked through for what such long ones are made of: common passwords, names of the clinic and the person,
sequences, repetitions. What is left must be worth at least eight characters; merely holding such a word refuses
nothing.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Iterator, Sequence

from ehr_desk.common.paths import resources_dir
from ehr_desk.vault.faults import WeakPassphrase

SHORTEST = 15
LONGEST = 1024
ADVICE = "Four or five ordinary words that do not belong together are easy to remember and hard to guess."
_WORTH = 8
_PART_WORTH = 2
_SHORTEST_WORD = 3
_SHORTEST_RUN = 3
_SHORTEST_ROW = 4
_ROWS = ("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()_+", "1234567890")
_ALIKE = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})


def typed(passphrase: str) -> bytes:
    """The bytes of a passphrase as typed: NFKC, so that every keyboard gives the same."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def chosen(passphrase: str, expected: Sequence[str] = ()) -> bytes:
    """The bytes of a new passphrase, or :class:`WeakPassphrase`. ``expected``: names of the clinic and the person."""
    fault = weakness(passphrase, expected)
    if fault is not None:
        raise fault
    return typed(passphrase)


def weakness(passphrase: str, expected: Sequence[str] = ()) -> WeakPassphrase | None:
    """Why a new passphrase is refused, None where it is not."""
    text = unicodedata.normalize("NFKC", passphrase)
    if len(text) < SHORTEST or not text.strip():
        said = f"A passphrase needs at least {SHORTEST} characters; this one has {len(text)}."
        return WeakPassphrase(said, ADVICE)
    if len(text) > LONGEST:
        return WeakPassphrase(f"A passphrase can have at most {LONGEST} characters.", "Choose a shorter one.")
    if worth(text, expected) < _WORTH:
        return WeakPassphrase("Too easy to guess: only common words, names, sequences.", ADVICE)
    return None


def worth(text: str, expected: Sequence[str] = ()) -> int:
    """How many characters of a passphrase are not to be expected: a common password or a sequence counts as two, the
    same part again and what is expected here as none, everything else as itself. Spaces and capitals do not count."""
    squeezed = _unit("".join(text.casefold().split()))
    known = dict.fromkeys(common(), _PART_WORTH)
    known.update(dict.fromkeys(_parts_of(expected), 0))
    longest = max(map(len, known))
    total, at, seen = 0, 0, set()
    while at < len(squeezed):
        length, value = _part(squeezed, at, known, longest)
        part = squeezed[at : at + length]
        total += 0 if length > 1 and part in seen else value
        seen.add(part)
        at += length
    return total


@functools.cache
def common() -> frozenset[str]:
    """The list of common passwords and their parts."""
    lines = (resources_dir() / "passphrases" / "common.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _parts_of(expected: Sequence[str]) -> Iterator[str]:
    for words in expected:
        folded = unicodedata.normalize("NFKC", words).casefold()
        parts = {"".join(folded.split()), *folded.replace("-", " ").replace("'", " ").split()}
        yield from (part for part in parts if len(part) >= _SHORTEST_WORD)


def _unit(text: str) -> str:
    """The shortest text that, repeated, gives this one."""
    for size in range(1, len(text) // 2 + 1):
        if len(text) % size == 0 and text == text[:size] * (len(text) // size):
            return text[:size]
    return text


def _part(text: str, at: int, known: dict[str, int], longest: int) -> tuple[int, int]:
    """The longest part that begins here, as length and worth."""
    best, value = 1, 1
    run = max(_run(text, at), _row(text, at), _year(text, at))
    if run > best:
        best, value = run, _PART_WORTH
    for size in range(min(longest, len(text) - at), best, -1):
        part = text[at : at + size]
        for word in (part, part.translate(_ALIKE)):
            if word in known:
                return size, known[word]
    return best, value


def _run(text: str, at: int) -> int:
    """The length of a run like aaaa, abcd or 9876, 0 where there is none."""
    longest = 0
    for step in (0, 1, -1):
        length = 1
        while at + length < len(text) and ord(text[at + length]) - ord(text[at + length - 1]) == step:
            length += 1
        longest = max(longest, length)
    return longest if longest >= _SHORTEST_RUN else 0


def _row(text: str, at: int) -> int:
    """The length of a run along a row of the keyboard, in either direction."""
    longest = 0
    for row in itertools.chain(_ROWS, (row[::-1] for row in _ROWS)):
        begin = row.find(text[at])
        length = 0
        while begin >= 0 and begin + length < len(row) and text[at + length : at + length + 1] == row[begin + length]:
            length += 1
        longest = max(longest, length)
    return longest if longest >= _SHORTEST_ROW else 0


def _year(text: str, at: int) -> int:
    part = text[at : at + 4]
    return 4 if len(part) == 4 and part.isdecimal() and part[:2] in ("19", "20") else 0
