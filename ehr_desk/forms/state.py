"""A form with its answers looked at once: what is visible where, and what the scores are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ehr_desk.forms.cleaning import clean, row_key
from ehr_desk.forms.conditions import holds, is_answered
from ehr_desk.forms.grammar import Node
from ehr_desk.forms.items import Item
from ehr_desk.forms.model import Form
from ehr_desk.forms.plan import SCORE
from ehr_desk.forms.scores import ScoreResult, compute, item_points
from ehr_desk.forms.values import is_declined

Json = Any


def place(item_id: str, rows: tuple[str, ...] = ()) -> str:
    """The name of an item in its rows: ``goal_text``, or ``<row id>/<row id>/goal_text``, outermost row first."""
    return "/".join((*rows, item_id))


@dataclass(frozen=True, slots=True)
class Frame:
    """One row, or the top of the form. ``rows`` names the rows on the way to it, ``number`` counts it from 1."""

    values: Mapping[str, Json]
    rows: tuple[str, ...] = ()
    above: Frame | None = None
    number: int = 0

    def at(self, depth: int) -> Frame:
        """The frame that so many rows lie above or at: 0 is the top."""
        frame = self
        while len(frame.rows) > depth and frame.above is not None:
            frame = frame.above
        return frame


class State:
    """Visibility and scores for cleaned answers, each item looked at once, after all that it depends on."""

    def __init__(self, form: Form, values: Mapping[str, Json]) -> None:
        self.form = form
        self.visible: set[str] = set()
        self.scores: dict[str, ScoreResult] = {}
        self._frames: dict[tuple[str, ...], list[Frame]] = {(): [Frame(values)]}
        self._inside: dict[tuple[str, tuple[str, ...]], list[Frame]] = {}
        plan = form.plan
        for step in plan.order:
            if step.startswith(SCORE):
                score = plan.scores[step.removeprefix(SCORE)]
                self.scores[score.id] = compute(form, score, self._top, self.scores)
            else:
                self._look(plan.items[step])

    @property
    def _top(self) -> View:
        return View(self, self._frames[()][0])

    def frames(self, item: Item) -> list[Frame]:
        """Every row that the item lies in; the top alone for an item outside of rows."""
        return self._rows(self.form.plan.rows[item.id])

    def shows(self, item: Item, frame: Frame) -> bool:
        """Whether the item is visible in this row."""
        return place(item.id, frame.rows) in self.visible

    def each(self, wanted: Callable[[Item], bool]) -> Iterator[tuple[Item, Frame]]:
        """Every visible item of a kind with each of its rows, as one reads: row after row, each from top to bottom."""
        yield from self._walk(self.form.items, self._frames[()][0], wanted)

    def holds(self, node: Node, frame: Frame) -> bool:
        """Whether a condition of an item in this row is true."""
        return holds(node, View(self, frame))

    def _walk(
        self, items: Iterable[Item], frame: Frame, wanted: Callable[[Item], bool]
    ) -> Iterator[tuple[Item, Frame]]:
        for item in items:
            if not self.shows(item, frame):
                continue
            if wanted(item):
                yield item, frame
            inside = self._inside.get((item.id, frame.rows), []) if item.repeats else [frame]
            for row in inside if item.items else ():
                yield from self._walk(item.items, row, wanted)

    def _rows(self, around: tuple[str, ...]) -> list[Frame]:
        if around not in self._frames:
            group = around[-1]
            found: list[Frame] = []
            for frame in self._rows(around[:-1]):
                inside = [
                    Frame(row, (*frame.rows, row_key(row, position)), frame, position + 1)
                    for position, row in enumerate(frame.values.get(group) or ())
                ]
                self._inside[group, frame.rows] = inside
                found += inside
            self._frames[around] = found
        return self._frames[around]

    def _look(self, item: Item) -> None:
        plan = self.form.plan
        parent = plan.parents[item.id]
        condition = plan.conditions.get(item.id)
        for frame in self.frames(item):
            if parent and not self._holder_shows(parent, frame):
                continue
            if condition is None or self.holds(condition, frame):
                self.visible.add(place(item.id, frame.rows))

    def _holder_shows(self, parent: str, frame: Frame) -> bool:
        return self.shows(self.form.plan.items[parent], frame.at(len(self.form.plan.rows[parent])))


class View:
    """The answers as one row sees them: its own, those of the rows around it, and the top."""

    def __init__(self, state: State, frame: Frame) -> None:
        self._state = state
        self._frame = frame

    def value(self, name: str) -> Json | None:
        """The answer, ``None`` if it is missing, hidden or declined."""
        said = self._said(name)
        return None if is_declined(said) else said

    def declined(self, name: str) -> bool:
        """Whether the client was asked and declined to answer."""
        return is_declined(self._said(name))

    def declined_in(self, score: str) -> int:
        """How many questions of a score were declined."""
        result = self._state.scores.get(score)
        return 0 if result is None else result.declined

    def is_open(self, name: str) -> bool:
        """Whether a question that may be declined is shown and neither answered nor declined yet."""
        plan = self._state.form.plan
        item = plan.items[name]
        shown = place(name, self._frame.at(len(plan.rows[name])).rows) in self._state.visible
        return item.may_decline and shown and not is_answered(self._said(name)) and not self.declined(name)

    def _said(self, name: str) -> Json | None:
        plan = self._state.form.plan
        frame = self._frame.at(len(plan.rows[name]))
        return frame.values.get(name) if place(name, frame.rows) in self._state.visible else None

    def points(self, name: str) -> int | None:
        """The points of the answer, ``None`` if it has none."""
        return item_points(self._state.form.plan.items[name], self.value(name))

    def score(self, name: str) -> int | None:
        """The value of a score, ``None`` while it is refused."""
        result = self._state.scores.get(name)
        return None if result is None else result.value

    def least(self, name: str) -> int | None:
        """The least that a score can be, ``None`` while a question is open."""
        result = self._state.scores.get(name)
        return None if result is None else result.least

    def answered(self, name: str) -> bool:
        """Whether there is an answer; in a group that does not repeat, whether anything in it is answered."""
        item = self._state.form.plan.items[name]
        if item.is_group and not item.repeats:
            return any(self.answered(child.id) for child in item.items)
        return is_answered(self.value(name))


def visible(form: Form, answers: Mapping[str, Json]) -> frozenset[str]:
    """The places (see :func:`place`) of everything that is to be shown now. Never raises on answers."""
    return frozenset(State(form, clean(form, answers).values).visible)


def scores(form: Form, answers: Mapping[str, Json]) -> dict[str, ScoreResult]:
    """Every score of the form by its id, in the order of the form. Never raises on answers."""
    found = State(form, clean(form, answers).values).scores if form.scores else {}
    return {score.id: found[score.id] for score in form.scores}
