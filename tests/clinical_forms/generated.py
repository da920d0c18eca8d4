"""Answer sets of any size for any form, made from a seed: texts of invented words, tables of many rows.

What links an answer to the record (dates, objectives, orders, labels) is taken from ``filled``; every text that
somebody types freely is another one, so that no two entries say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, Final

from ehr_desk.forms import Form, Item

Answers = dict[str, Any]
_TALK: Final = """walk home letter river brother Sunday kitchen garden sleep train call plan group worry anger hope
phone morning evening practice breath quiet friend sister work bus rain step list card promise visit money lunch"""
_WORDS: Final = _TALK.split()
_MORE: Final = ("Schlüssel", "naïve", "søvn", "надежда", "希望", "سلام", "शांति", "½ mg", "→ home")
"""Letters and signs of other scripts, as people paste them."""
GROWING: Final = frozenset({"biopsychosocial", "craving_log", "mutual_help_log", "relapse_plan", "safety_plan"})
"""Forms whose tables hold as many rows as a client has to tell."""


def generated(form: Form, given: Mapping[str, Any], seed: int, *, letters: int = 700, rows: int = 15) -> Answers:
    """``given`` with its free texts written anew, notes ``letters`` long, tables that may grow with ``rows`` rows."""
    random = Random(f"{form.id} {seed}")  # noqa: S311 - the same texts in every run
    found = dict(given)
    for item in form.items:
        if item.id not in given or item.readonly:
            continue
        if item.type == "note":
            found[item.id] = _text(random, min(letters, item.max_length))
        elif item.repeats and form.id in GROWING and not item.fixed_rows:
            found[item.id] = [_row(random, item, given[item.id], at) for at in range(rows)]
    return found


def _row(random: Random, item: Item, given: list[Answers], at: int) -> Answers:
    """A row like one of those that are there, with an id and texts of its own."""
    row = {**given[at % len(given)], "_id": f"{at:04d}{random.getrandbits(64):016x}"}
    for child in item.items:
        if child.id in row and child.type in ("note", "text") and not child.choices:
            row[child.id] = _text(random, 60)[: min(60, child.max_length)].strip()
    return row


def _text(random: Random, letters: int) -> str:
    """Sentences and paragraphs up to a length."""
    parts: list[str] = []
    length = 0
    while length < letters - 90:
        words = random.sample(_WORDS, k=random.randint(4, 9))
        if random.random() < 0.2:
            words.insert(2, random.choice(_MORE))
        parts.append(" ".join(words).capitalize() + random.choice((". ", ". ", ".\n", ".\n\n")))
        length += len(parts[-1])
    return "".join(parts).strip() or "Quiet day at home."
