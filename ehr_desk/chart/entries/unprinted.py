"""Letters that no font of the paper has: on paper an empty box would stand for each, so the author is told before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ehr_desk.chart.entries.rooms import Check, Filled
from ehr_desk.common.canonical import Json
from ehr_desk.forms import Finding

Drawable = Callable[[str], bool]
"""Whether the fonts of the paper have every letter of a text."""


def unprinted(drawable: Drawable) -> Check:
    """The check. The record keeps every letter, and the screen shows it: nothing is held up."""

    def check(filled: Filled) -> list[Finding]:
        return [
            Finding(
                "should",
                item.id,
                f"“{item.text}” has letters that the paper has no font for: each will be an empty box there. The "
                "record keeps them. Write it in other letters too, if whoever reads the paper needs it.",
            )
            for item in filled.form.items
            if not all(drawable(text) for text in _texts(filled.answers.get(item.id)))
        ]

    return check


def _texts(answer: Json) -> Iterator[str]:
    if isinstance(answer, str):
        if not answer.isascii():
            yield answer
    elif isinstance(answer, dict):
        for part in answer.values():
            yield from _texts(part)
    elif isinstance(answer, list | tuple):
        for part in answer:
            yield from _texts(part)
