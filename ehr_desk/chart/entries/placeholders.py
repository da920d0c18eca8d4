"""Places in a text that still wait for words: "{what helped}". Snippets bring them, none of them is signed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

MARK = re.compile(r"\{([^{}\n]{1,60})\}")
"""A placeholder: a few words in curly brackets, on one line."""


def placeholders(text: str) -> list[str]:
    """What a text still waits for, without the brackets."""
    return [found.group(1).strip() for found in MARK.finditer(text)]


def next_placeholder(text: str, at: int) -> tuple[int, int] | None:
    """Where the first placeholder from a position on begins and ends."""
    found = MARK.search(text, at)
    return found.span() if found else None


def waiting(value: object) -> Iterator[str]:
    """The placeholders in any answer, rows of tables included."""
    if isinstance(value, str):
        yield from placeholders(value)
    elif isinstance(value, list):
        for one in value:
            yield from waiting(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from waiting(one)
