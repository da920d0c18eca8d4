"""Scores: declared sums, counts and means. No general formulas, so a score is either right or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ehr_desk.forms.items import Item, Score
from ehr_desk.forms.model import Form
from ehr_desk.forms.plan import SCORE


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """A computed score. ``value`` is ``None`` while answers are missing, then ``note`` says how many.

    ``declined``: how many of its questions the client declined to answer. ``reached``: what a sum that has no value,
    because questions were declined, comes to at the least.
    """

    value: int | None
    maximum: int
    band: str = ""
    complete: bool = False
    note: str = ""
    minimum: int = 0
    declined: int = 0
    reached: int | None = None

    @property
    def least(self) -> int | None:
        """The least that the score can be, whatever was declined; ``None`` while a question is open."""
        return self.reached if self.value is None else self.value


class Answers(Protocol):
    """What a score looks at."""

    def points(self, name: str) -> int | None: ...

    def declined(self, name: str) -> bool: ...

    def is_open(self, name: str) -> bool: ...


def item_points(item: Item, value: object) -> int | None:
    """The points of an answer, ``None`` if it is missing or has none. Yes is 1, no is 0."""
    if item.type == "yesno":
        return int(value) if isinstance(value, bool) else None
    if item.type in ("integer", "scale"):
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    if item.type == "choice":
        return item.points_of(value) if isinstance(value, str) else None
    if item.type == "multi" and isinstance(value, list) and value:
        points = [item.points_of(label) if isinstance(label, str) else None for label in value]
        return None if None in points else sum(one for one in points if one is not None)
    return None


def score_range(form: Form, score: Score) -> tuple[int, int]:
    """The lowest and the highest possible value, worked out from what its members can be answered with."""
    if score.method == "count":
        return 0, len(score.items)
    ends = [_ends(form, member) for member in score.items]
    ends = [(_capped(score, low), _capped(score, high)) for low, high in ends]
    low, high = sum(low for low, _ in ends), sum(high for _, high in ends)
    if score.method == "mean":
        return _half_up(low, len(ends)), _half_up(high, len(ends))
    return low, high


def _ends(form: Form, member: str) -> tuple[int, int]:
    if member.startswith(SCORE):
        return score_range(form, form.score(member.removeprefix(SCORE)))
    item = form.item(member)
    points = [choice.points or 0 for choice in item.choices]
    if item.type == "yesno":
        return 0, 1
    if item.type == "choice":
        return min(points), max(points)
    if item.type == "multi":
        return min(sum(p for p in points if p < 0), min(points)), max(sum(p for p in points if p > 0), max(points))
    return int(item.min or 0), int(item.max or 0)


def compute(form: Form, score: Score, answers: Answers, before: Mapping[str, ScoreResult]) -> ScoreResult:
    """One score. ``answers`` are those of visible items, ``before`` holds the scores it builds on."""
    values = [
        before[member.removeprefix(SCORE)].value if member.startswith(SCORE) else answers.points(member)
        for member in score.items
    ]
    low, high = score_range(form, score)
    given = [_capped(score, value) for value in values if value is not None]
    missing = len(values) - len(given)
    declined = _declined(score, answers, before)
    if missing and (score.missing == "refuse" or len(given) < score.minimum or _is_open(score, answers)):
        note = _missing(missing, len(values), declined)
        reached = None
        if declined == missing and given and score.method == "sum":
            note += f" The answers given already add up to {sum(given)}."
            reached = sum(given) + _lowest(form, score, values)
        return ScoreResult(None, high, note=note, minimum=low, declined=declined, reached=reached)
    value = _value(score, given, len(values))
    note = f"Prorated from {len(given)} of {len(values)} answers." if missing else ""
    return ScoreResult(value, high, band_of(score, value), not missing, note, low, declined)


def _lowest(form: Form, score: Score, values: Sequence[int | None]) -> int:
    """What the members without a value count at least."""
    unknown = (member for member, value in zip(score.items, values, strict=True) if value is None)
    return sum(_capped(score, _ends(form, member)[0]) for member in unknown)


def _declined(score: Score, answers: Answers, before: Mapping[str, ScoreResult]) -> int:
    return sum(
        before[member.removeprefix(SCORE)].declined if member.startswith(SCORE) else answers.declined(member)
        for member in score.items
    )


def _is_open(score: Score, answers: Answers) -> bool:
    """Whether a question still waits: a total that is prorated while somebody answers would mislead."""
    return any(not member.startswith(SCORE) and answers.is_open(member) for member in score.items)


def band_of(score: Score, value: int) -> str:
    """The label of the band that a value falls into, or nothing."""
    return next((band.label for band in reversed(score.bands) if value >= band.start), "")


def _value(score: Score, given: Sequence[int], members: int) -> int:
    if score.method == "count":
        return sum(value >= score.at_least for value in given)
    if score.method == "mean":
        return _half_up(sum(given), len(given))
    return _half_up(sum(given) * members, len(given))


def _capped(score: Score, points: int) -> int:
    return min(points, score.most) if score.most else points


def _missing(missing: int, members: int, declined: int) -> str:
    if declined == missing:
        return f"No score: {missing} of {members} answers {'was' if missing == 1 else 'were'} declined."
    return f"No score: {missing} of {members} answers {'is' if missing == 1 else 'are'} missing."


def _half_up(top: int, bottom: int) -> int:
    """Division of whole numbers, halves rounded up."""
    return (2 * top + bottom) // (2 * bottom)
