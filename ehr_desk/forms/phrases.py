"""Starter phrases for treatment plans: a text file with topics, each with problems, goals, objectives, interventions.

The shipped file is ``resources/phrases/starter.toml``; a clinic may edit a copy. Read strictly, like forms: what is
wrong is refused with file, line and what to do. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ehr_desk.forms.errors import FormError
from ehr_desk.forms.lines import Key
from ehr_desk.forms.table import Source, Table

KINDS: Final = ("substance use", "mental health", "medical", "social")
"""Kinds of problems, as the treatment plan names them."""

LONGEST_WEEKS: Final = 52
_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")


@dataclass(frozen=True, slots=True)
class ObjectivePhrase:
    """An objective that can be counted. ``baseline`` and ``target`` may hold … where a number has to be asked.

    ``weeks`` is the usual time to the target.
    """

    text: str
    measure: str
    baseline: str
    target: str
    weeks: int


@dataclass(frozen=True, slots=True)
class InterventionPhrase:
    """What the program does, and how often and how long."""

    text: str
    frequency: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Everything for one kind of trouble. ``codes`` are beginnings of ICD-10-CM codes that it goes with."""

    id: str
    title: str
    kind: str
    codes: tuple[str, ...]
    problems: tuple[str, ...]
    goals: tuple[str, ...]
    objectives: tuple[ObjectivePhrase, ...]
    interventions: tuple[InterventionPhrase, ...]

    def fits(self, code: str) -> bool:
        """Whether the topic goes with a diagnosis code."""
        return any(code.startswith(one) for one in self.codes)


class PhraseLibrary:
    """The topics of a file, in its order."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.topics = tuple(topics)

    def for_code(self, code: str) -> tuple[Topic, ...]:
        """The topics for a diagnosis code, the closest first; none for an empty code."""
        if not code:
            return ()
        longest = {
            topic.id: max(len(one) for one in topic.codes if code.startswith(one))
            for topic in self.topics
            if topic.fits(code)
        }
        return tuple(sorted((one for one in self.topics if one.id in longest), key=lambda one: -longest[one.id]))

    def search(self, words: str) -> Iterator[tuple[Topic, ObjectivePhrase]]:
        """Objectives in which every word stands, in the topic's title or the objective's own text."""
        wanted = words.casefold().split()
        for topic in self.topics:
            for one in topic.objectives:
                text = f"{topic.title} {one.text} {one.measure}".casefold()
                if all(word in text for word in wanted):
                    yield topic, one


def load_phrases(path: Path) -> PhraseLibrary:
    """The phrases of a file. Raises :class:`FormError` with the line of the first thing that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FormError(path, 1, "the file cannot be read.", "Look whether it is there and is UTF-8 text.") from None
    return read_phrases(text, path)


def load_folder(folder: Path) -> tuple[PhraseLibrary, tuple[FormError, ...]]:
    """The phrases of every ``.toml`` file of a folder, and what is wrong with the files that cannot be used.

    ``starter.toml`` comes last: a clinic's own file lies beside it, and its topics stand first and in place of those
    with the same id.
    """
    topics: dict[str, Topic] = {}
    faults: list[FormError] = []
    for file in sorted(folder.glob("*.toml"), key=lambda one: (one.name == "starter.toml", one.name)):
        try:
            for topic in load_phrases(file).topics:
                topics.setdefault(topic.id, topic)
        except FormError as error:
            faults.append(error)
    return PhraseLibrary(topics.values()), tuple(faults)


def read_phrases(text: str, path: Path) -> PhraseLibrary:
    """The phrases of a text; ``path`` is only named in refusals. Raises :class:`FormError`."""
    source = Source(path, text)
    top = Table(source, (), source.data, "a phrase file")
    topics: list[Topic] = []
    seen: set[str] = set()
    for table in _tables(top, "topic"):
        topic = _topic(table)
        if topic.id in seen:
            table.fail("id", f"there are two topics called {topic.id}.", "Give every topic its own id.")
        seen.add(topic.id)
        topics.append(topic)
    top.done()
    if not topics:
        source.fail((), "the file holds no topic.", "Write at least one [[topic]].")
    return PhraseLibrary(topics)


def _topic(table: Table) -> Topic:
    topic_id = table.name_of("id")
    table.name = f"topic {topic_id}"
    topic = Topic(
        id=topic_id,
        title=table.text("title"),
        kind=table.one_of("kind", KINDS),
        codes=_codes(table),
        problems=_some(table, "problems"),
        goals=_some(table, "goals"),
        objectives=tuple(_objective(one) for one in _tables(table, "objective")),
        interventions=tuple(_intervention(one) for one in _tables(table, "intervention")),
    )
    table.done()
    for name, found in (("objective", topic.objectives), ("intervention", topic.interventions)):
        if not found:
            table.fail("id", f"{table.name} has no {name}.", f"Write at least one [[topic.{name}]].")
    return topic


def _objective(table: Table) -> ObjectivePhrase:
    phrase = ObjectivePhrase(
        text=table.text("text"),
        measure=table.text("measure"),
        baseline=table.text("baseline"),
        target=table.text("target"),
        weeks=table.number("weeks", lowest=1),
    )
    if phrase.weeks > LONGEST_WEEKS:
        table.fail("weeks", f"weeks = {phrase.weeks} is more than a year.", "Write a step that is reached sooner.")
    table.done()
    return phrase


def _intervention(table: Table) -> InterventionPhrase:
    phrase = InterventionPhrase(table.text("text"), table.text("frequency"))
    table.done()
    return phrase


def _codes(table: Table) -> tuple[str, ...]:
    codes = table.texts("codes")
    for code in codes:
        if not _CODE.fullmatch(code):
            table.fail("codes", f"{code!r} is not the beginning of an ICD-10-CM code.", 'Write codes like "F10".')
    return codes


def _some(table: Table, name: str) -> tuple[str, ...]:
    found = table.texts(name)
    if not found or not all(one.strip() for one in found):
        table.fail(name, f"{name} of {table.name} is empty.", f'Write {name} = ["...", "..."].')
    return found


def _tables(around: Table, name: str) -> Iterator[Table]:
    value: Any = around.take(name)
    if value is None:
        return
    key: Key = (*around.key, name)
    if not isinstance(value, list):
        around.fail(name, f"[{name}] has to be a list of tables.", f"Write [[{name}]] with two brackets.")
    for position, data in enumerate(value):
        yield around.source.table((*key, position), data, f"{name} {position + 1}")
