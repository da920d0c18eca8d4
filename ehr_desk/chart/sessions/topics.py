"""Which topic of a curriculum the text of a planned session names. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOLD = re.compile(r"(?P<name>.+), (?P<number>\d+) of (?P<many>\d+): (?P<topic>.*)", re.DOTALL)


@dataclass(frozen=True)
class TopicOf:
    """Which topic a planned session held: its number from 1 on."""

    name: str
    number: int
    many: int
    topic: str


def topic_of(text: str) -> TopicOf | None:
    """The topic that the text of a planned session names; none where it is no topic of a curriculum."""
    found = _TOLD.fullmatch(text)
    if found is None:
        return None
    return TopicOf(found["name"], int(found["number"]), int(found["many"]), found["topic"])
