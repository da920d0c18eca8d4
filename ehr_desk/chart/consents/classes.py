"""Whether a consent names a class of recipients ("my treating providers") or somebody ("Riverbend Health Plan"). Pure.

42 CFR 2.31(a)(4)(i): a consent for treatment, payment and operations may name a class. A name that only holds the word
is a name: what the consent names exactly is always covered, and nobody else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Words of a class, as the law lets one consent name it, by the kind of recipient.
_CLASSES = {
    "treating provider": ("treating provider",),
    "health plan or payer": ("health plan", "third-party payer"),
    "service organization": ("helping to operate",),
}
_PHRASES = ("helping to operate",)
"""These are a class wherever they stand: no name has them."""
_APART = re.compile(r"[,;]|\b(?:and|or)\b")
_BEFORE = re.compile(r"^(?:(?:my|our|the|all|any|every|each|other|current|past|present|future|of)\s+)+")
_ANY = re.compile(r"\b(?:all|any|every|each)\b")


def class_in(recipient: str, kind: str = "") -> bool:
    """Whether a consent's recipient names the class of a kind of recipients; without a kind, any class."""
    words = _CLASSES.get(kind, ()) if kind else tuple(word for each in _CLASSES.values() for word in each)
    parts = list(_parts(recipient))
    # "Dr. Vega, my treating provider" says who Dr. Vega is; alone, "my treating provider" names no one.
    alone = all(_of_class(part, singular=True) for part in parts)
    return any(_is(part, word, singular=alone) for part in parts for word in words)


def named_in(recipient: str, who: str) -> bool:
    """Whether a consent's recipient names somebody by name: as a whole, or one of several."""
    wanted = " ".join(who.split()).casefold()
    names = [part for part in _parts(recipient) if not _of_class(part, singular=True)]
    return bool(wanted) and (wanted in names or (wanted == " ".join(recipient.split()).casefold() and bool(names)))


def _parts(recipient: str) -> Iterator[str]:
    flat = " ".join(recipient.split()).casefold()
    for part in _APART.split(flat):
        if part.strip(" ."):
            yield part.strip(" .")


def _of_class(part: str, *, singular: bool) -> bool:
    return any(_is(part, word, singular=singular) for words in _CLASSES.values() for word in words)


def _is(part: str, word: str, *, singular: bool) -> bool:
    if word in _PHRASES:
        return word in part
    bare = _BEFORE.sub("", part)
    if bare.startswith(f"{word}s"):
        return True
    return bare == word and (singular or bool(_ANY.search(part)))
