"""What a snippet may be, and what becomes of its text. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ehr_desk.chart.entries.placeholders import MARK
from ehr_desk.chart.snippets.rows import SnippetRow
from ehr_desk.common.errors import UserError

LONGEST_WORD, LONGEST_TEXT = 24, 4_000
_WORD = re.compile(r"\S{2,24}")


def checked(word: str, text: str) -> tuple[str, str]:
    """Word and text as they are kept. Raises ``UserError`` for what is none."""
    word, text = word.strip(), text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _WORD.fullmatch(word):
        raise UserError(
            "This is no short word.", f"Write 2 to {LONGEST_WORD} letters, digits or signs without a space, like .bre"
        )
    if not text:
        raise UserError("The snippet has no text.", "Write the words that the short word stands for.")
    if len(text) > LONGEST_TEXT:
        raise UserError("The snippet is too long.", f"Keep it below {LONGEST_TEXT} characters.")
    return word, text


def expanded(text: str, fills: Mapping[str, str]) -> str:
    """The text with what the record knows filled in; what it does not know stays a placeholder."""
    known = {" ".join(name.casefold().split()): value for name, value in fills.items() if value}

    def filled(found: re.Match[str]) -> str:
        return known.get(" ".join(found.group(1).casefold().split()), found.group(0))

    return MARK.sub(filled, text)


def by_word(rows: Sequence[SnippetRow]) -> dict[str, str]:
    """The text of each short word; one's own snippet goes before a shared one of the same word."""
    return {row.word: row.text for row in sorted(rows, key=lambda one: one.own)}
