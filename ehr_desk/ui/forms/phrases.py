"""What the plan editor offers at each level: needs from the record, and phrases of the library. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from ehr_desk.forms import PhraseLibrary, Topic

LEVELS: Final = ("problems", "goals", "objectives", "interventions")

HEADS: Final[Mapping[str, str]] = {
    "problems": "problem_text",
    "goals": "goal_text",
    "objectives": "objective_text",
    "interventions": "intervention_text",
}
"""The role of the text that a row of each level is about."""

FROM_RECORD = "From the record"
ALL = "All phrases"


@dataclass(frozen=True, slots=True)
class Offer:
    """One line to choose. ``values`` by item role; ``weeks`` until the target, where there is one."""

    key: str
    text: str
    hint: str
    values: Mapping[str, str]
    weeks: int = 0

    def filled(self, today: date) -> dict[str, str]:
        """The values, with the day of the target counted from today."""
        by = {"target_date": (today + timedelta(weeks=self.weeks)).isoformat()} if self.weeks else {}
        return {**self.values, **by}


@dataclass(frozen=True, slots=True)
class Need:
    """A need that the record knows of: how the problem may be called, what shows it, and the code it belongs to."""

    text: str
    kind: str
    code: str
    evidence: str
    source: str


@dataclass(frozen=True)
class Shelf:
    """The phrases of the program and the clinic, and why a file of them cannot be used."""

    library: PhraseLibrary = field(default_factory=lambda: PhraseLibrary(()))
    fault: str = ""

    def groups(self, level: str, code: str, words: str) -> dict[str, list[Offer]]:
        """The phrases of a level in which every word stands: first those for the diagnosis code, then the others."""
        fitting = self.library.for_code(code.strip().upper())
        others = [topic for topic in self.library.topics if topic not in fitting]
        first = f"Fits {code.strip().upper()}"
        found = {
            first: [one for topic in fitting for one in _offers(topic, level, code)],
            ALL: [one for topic in others for one in _offers(topic, level, "")],
        }
        return {group: _matching(offers, words) for group, offers in found.items() if offers}


def needed(needs: Sequence[Need], taken: Sequence[str], words: str) -> list[Offer]:
    """The needs that are no problem of the plan yet; ``taken`` are its codes and texts."""
    known = {one.strip().casefold() for one in taken}
    offers = [
        Offer(
            f"need:{at}",
            f"{one.text} ({one.code})" if one.code else one.text,
            one.source,
            {
                "problem_text": one.text,
                "problem_kind": one.kind,
                "problem_code": one.code,
                "problem_evidence": one.evidence,
            },
        )
        for at, one in enumerate(needs)
        if one.text.casefold() not in known and (not one.code or one.code.casefold() not in known)
    ]
    return _matching(offers, words)


def _offers(topic: Topic, level: str, code: str) -> Iterator[Offer]:
    if level == "problems":
        facts = {"problem_kind": topic.kind, "problem_code": code.strip().upper()}
        for at, text in enumerate(topic.problems):
            yield Offer(f"{topic.id}:{at}", text, topic.title, {"problem_text": text, **facts})
    elif level == "goals":
        for at, text in enumerate(topic.goals):
            yield Offer(f"{topic.id}:{at}", text, topic.title, {"goal_text": text})
    elif level == "objectives":
        for at, one in enumerate(topic.objectives):
            values = {"objective_text": one.text, "measure": one.measure, "target": one.target}
            yield Offer(f"{topic.id}:{at}", one.text, f"{topic.title} · {one.weeks} weeks", values, one.weeks)
    elif level == "interventions":
        for at, way in enumerate(topic.interventions):
            values = {"intervention_text": way.text, "frequency": way.frequency}
            yield Offer(f"{topic.id}:{at}", way.text, f"{topic.title} · {way.frequency}", values)


def _matching(offers: Sequence[Offer], words: str) -> list[Offer]:
    wanted = words.casefold().split()
    found = []
    for one in offers:
        text = " ".join((one.text, one.hint, *one.values.values())).casefold()
        if all(word in text for word in wanted):
            found.append(one)
    return found
