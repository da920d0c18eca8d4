"""Curricula: ordered topics that a weekly session takes up one after the other. Pure.

A weekly session follows a curriculum while its own curriculum text is that curriculum's name. A day on which it did not
take place (closed, cancelled) uses up no topic: the next session takes it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from ehr_desk.chart.sessions.program import Due
from ehr_desk.chart.sessions.rows import WeeklyRow
from ehr_desk.common.canonical import canonical
from ehr_desk.common.errors import UserError

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Curriculum:
    """Topics in order. ``repeats``: after the last one it begins again; else it is over."""

    name: str
    topics: tuple[str, ...]
    repeats: bool = True

    def told(self, number: int) -> str:
        """The topic of a session, counted from 0, in words: "Recovery skills, 3 of 12: Riding out a craving"."""
        many = len(self.topics)
        if number >= many and not self.repeats:
            return f"{self.name}, all {many} topics held"
        at = number % many
        return f"{self.name}, {at + 1} of {many}: {self.topics[at]}"


def with_topics(
    due: Iterable[Due],
    rows: Iterable[WeeklyRow],
    curricula: Mapping[str, Curriculum],
    closed: Collection[date],
    cancelled: Collection[tuple[str, date]],
) -> list[Due]:
    """Due sessions with the topic of their day. ``cancelled``: sessions of slots that did not take place, by day."""
    known, found = list(rows), []
    for one in due:
        curriculum = curricula.get(one.row.curriculum.casefold())
        if curriculum is not None:
            number = _held_before(one, known, closed, cancelled)
            one = replace(one, row=replace(one.row, curriculum=curriculum.told(number)))
        found.append(one)
    return found


def _held_before(
    due: Due, rows: Sequence[WeeklyRow], closed: Collection[date], cancelled: Collection[tuple[str, date]]
) -> int:
    """How many sessions of the slot with this curriculum came before a day."""
    name, slot = due.row.curriculum.casefold(), due.row.slot_id
    days: set[date] = set()
    for row in rows:
        if row.slot_id != slot or row.curriculum.casefold() != name:
            continue
        day = row.first + timedelta(days=(row.weekday - row.first.weekday()) % 7)
        while day < due.day and (row.last is None or day <= row.last):
            days.add(day)
            day += _WEEK
    return sum(day not in closed and (slot, day) not in cancelled for day in days)


def to_text(curricula: Sequence[Curriculum]) -> str:
    """The curricula as the clinic's settings keep them. Raises ``UserError`` for one that cannot be followed."""
    names = [one.name.casefold() for one in curricula]
    for one in curricula:
        if not one.name.strip():
            raise UserError("The curriculum has no name.", "Enter the name under which it stands in the program.")
        if not one.topics or not all(topic.strip() for topic in one.topics):
            raise UserError("The curriculum has no topics.", "Write one topic on each line.")
        if names.count(one.name.casefold()) > 1:
            raise UserError("There are two curricula with this name.", "Choose another name, or change the other one.")
    return canonical([{**asdict(one), "topics": list(one.topics)} for one in curricula]).decode()


def from_text(text: str) -> list[Curriculum]:
    """The curricula that the settings keep, in their order."""
    return [Curriculum(one["name"], tuple(one["topics"]), one["repeats"]) for one in json.loads(text or "[]")]


def read_starters(file: Path) -> list[Curriculum]:
    """The curricula that the program brings to begin with."""
    found = tomllib.loads(file.read_text("utf-8"))["curriculum"]
    return [Curriculum(one["name"], tuple(one["topics"]), one["repeats"]) for one in found]
