"""Seeded wording: templates with alternatives and slots, and a memory so that no text comes twice. Pure."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SENTENCE = re.compile(r"(?:^|(?<=[.!?] ))[a-z]")
_TRIES = 400
_Thing = TypeVar("_Thing")


class Voice:
    """One writer's choice of words.

    A template holds alternatives in square brackets, "[calls|walks]", and slots in braces, "{trigger}". The memory of
    what was said is shared by everybody who writes in the demonstration clinic.
    """

    def __init__(self, seed: str, said: set[str]) -> None:
        self.random = random.Random(seed)  # noqa: S311 - wording of invented notes, never secrets
        self._said = said
        self._drawn: dict[str, list[int]] = {}

    def say(self, templates: Sequence[str] | str, slots: Mapping[str, str]) -> str:
        """One of the templates in words, all of them before one comes again."""
        template = templates if isinstance(templates, str) else self.draw(templates[0], templates)
        while _CHOICE.search(template):
            template = _CHOICE.sub(lambda found: self.random.choice(found[1].split("|")), template, count=1)
        text = template.format_map(slots)
        return _SENTENCE.sub(lambda found: found[0].upper(), text)

    def tell(self, make: Sequence[Sequence[str]], slots: Mapping[str, str]) -> str:
        """A text of several parts, one template from each. May come again."""
        return " ".join(part for part in (self.say(templates, slots) for templates in make if templates) if part)

    def once(self, make: Sequence[Sequence[str]], slots: Mapping[str, str]) -> str:
        """A text of several parts, one template from each, that nobody has written before."""
        for _ in range(_TRIES):
            text = self.new([self.say(templates, slots) for templates in make if templates])
            if text:
                return text
        raise ValueError(f"no new words left for: {make[0][0][:60]}")

    def new(self, parts: Sequence[str]) -> str:
        """The parts as one text, kept in memory; empty where somebody has written the same before."""
        text = " ".join(part for part in parts if part)
        if text in self._said:
            return ""
        self._said.add(text)
        return text

    def draw(self, name: str, things: Sequence[_Thing]) -> _Thing:
        """The next of the things in an order of one's own; all come before one comes again."""
        waiting = self._drawn.get(name) or []
        if not waiting:
            waiting = list(range(len(things)))
            self.random.shuffle(waiting)
        number, self._drawn[name] = waiting[-1], waiting[:-1]
        return things[number]

    def chance(self, of: float) -> bool:
        """Whether something happens that happens so often (0 to 1)."""
        return self.random.random() < of


def pronouns(said: str) -> dict[str, str]:
    """The slots for a client's pronouns. Templates keep to the past tense, so that "they" reads right."""
    forms = {"she/her": ("she", "her", "her"), "he/him": ("he", "him", "his")}.get(said, ("they", "them", "their"))
    he, him, his = forms
    own = {"he": "himself", "she": "herself"}.get(he, "themself")
    return {"he": he, "him": him, "his": his, "himself": own, "He": he.capitalize(), "His": his.capitalize()}
