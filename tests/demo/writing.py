"""Everything the demonstration's people write without looking at the record, without building a vault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ehr_desk.common.ids import SeededIds
from ehr_desk.demo.build import new_courses
from ehr_desk.demo.calendar import Calendar
from ehr_desk.demo.courses import Course
from ehr_desk.demo.schedule import Act, acts
from ehr_desk.demo.stories import STORIES
from ehr_desk.demo.voice import Voice
from ehr_desk.demo.writing.forms import PLAIN
from ehr_desk.demo.writing.notes import group_note

TODAY = date(2026, 11, 20)


def courses(today: date = TODAY, seed: int = 1) -> tuple[list[Course], set[str]]:
    """Every course with its ids."""
    said: set[str] = set()
    made = new_courses(len(STORIES), Calendar(today), seed, said)
    ids = SeededIds(seed)
    for course in made:
        course.give_ids(ids)
        course.has_plan = True
    return made, said


def written(today: date = TODAY, seed: int = 1) -> Iterator[tuple[Act, Course, dict[str, Any]]]:
    """Every entry up to today: the act, the client, the answers."""
    made, said = courses(today, seed)
    voice = Voice(f"{seed}/groups", said)
    for act in acts(made, made[0].calendar):
        if act.day > made[0].calendar.now:
            continue
        if act.form == "group_note":
            shared, own = group_note(act, voice)
            for course in act.courses:
                yield act, course, {**shared, **own[course.number]}
        elif act.form in PLAIN:
            yield act, act.course, PLAIN[act.form](act.course, act)


def texts(answers: Any) -> Iterator[str]:
    """Every text in answers, also inside rows."""
    if isinstance(answers, str):
        yield answers
    elif isinstance(answers, dict):
        for value in answers.values():
            yield from texts(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from texts(value)
