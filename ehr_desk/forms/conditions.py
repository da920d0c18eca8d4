"""Whether a condition holds. It never raises on answers: what is missing or of another type simply does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from ehr_desk.forms.grammar import And, Answered, Compare, Declined, Node, Not, parse
from ehr_desk.forms.model import Form
from ehr_desk.forms.numbers import number_of
from ehr_desk.forms.scores import ScoreResult
from ehr_desk.forms.texts import is_blank
from ehr_desk.forms.values import is_declined

Json = Any
_Comparable = TypeVar("_Comparable", str, Decimal)


class Answers(Protocol):
    """What a condition looks at. Hidden and declined items count as not answered."""

    def value(self, name: str) -> Json | None: ...

    def points(self, name: str) -> int | None: ...

    def score(self, name: str) -> int | None: ...

    def least(self, name: str) -> int | None: ...

    def answered(self, name: str) -> bool: ...

    def declined(self, name: str) -> bool: ...

    def declined_in(self, score: str) -> int: ...


def holds(node: Node, answers: Answers) -> bool:
    """The truth of a condition. A comparison with an unanswered item is never true, ``!=`` included."""
    if isinstance(node, Answered):
        return answers.answered(node.name)
    if isinstance(node, Declined):
        return answers.declined_in(node.name) > 0 if node.is_score else answers.declined(node.name)
    if isinstance(node, Not):
        return not holds(node.part, answers)
    if isinstance(node, Compare):
        return _compare(node, answers)
    wanted = not isinstance(node, And)
    return wanted if any(holds(part, answers) is wanted for part in node.parts) else not wanted


def evaluate(
    condition_text: str,
    answers: Mapping[str, Json],
    scores: Mapping[str, ScoreResult | int | None],
    form: Form | None = None,
) -> bool:
    """A condition on plain answers. With ``form`` the labels of a scored list compare as points too.

    An empty condition holds. Raises :class:`ConditionError` for a text that is no condition, never for answers.
    """
    return not condition_text.strip() or holds(parse(condition_text), _Plain(answers, scores, form))


def is_answered(value: Json) -> bool:
    """Whether a value is an answer: not missing, not blank, not an empty list, not declined."""
    if is_declined(value):
        return False
    if value is None or isinstance(value, str):
        return value is not None and not is_blank(value)
    return bool(value) if isinstance(value, list | dict) else True


def _compare(node: Compare, answers: Answers) -> bool:
    if node.is_score:
        score = answers.least(node.name) if node.least else answers.score(node.name)
        return (
            score is not None and isinstance(node.literal, Decimal) and _ordered(Decimal(score), node.op, node.literal)
        )
    value = answers.value(node.name)
    if not is_answered(value):
        return False
    literal = node.literal
    if node.op == "contains":
        return isinstance(literal, str) and _contains(value, literal)
    if isinstance(literal, bool):
        return isinstance(value, bool) and _ordered_if_equal(value, node.op, literal)
    if isinstance(literal, str):
        return isinstance(value, str) and _ordered(value, node.op, literal)
    points = answers.points(node.name)
    number = Decimal(points) if points is not None else number_of(value)
    return number is not None and _ordered(number, node.op, literal)


def _contains(value: Json, literal: str) -> bool:
    if isinstance(value, str):
        return literal.casefold() in value.casefold()
    return isinstance(value, list) and literal in value


def _ordered_if_equal(value: bool, op: str, literal: bool) -> bool:
    return op in ("==", "!=") and (value is literal) is (op == "==")


def _ordered(value: _Comparable, op: str, literal: _Comparable) -> bool:
    return {
        "==": value == literal,
        "!=": value != literal,
        ">=": value >= literal,
        "<=": value <= literal,
        ">": value > literal,
        "<": value < literal,
    }.get(op, False)


class _Plain:
    """Answers as they lie in a mapping."""

    def __init__(
        self, answers: Mapping[str, Json], scores: Mapping[str, ScoreResult | int | None], form: Form | None
    ) -> None:
        self._answers = answers
        self._scores = scores
        self._form = form

    def value(self, name: str) -> Json | None:
        return self._answers.get(name)

    def points(self, name: str) -> int | None:
        value = self._answers.get(name)
        item = None if self._form is None else self._form.plan.items.get(name)
        return item.points_of(value) if item is not None and isinstance(value, str) else None

    def score(self, name: str) -> int | None:
        score = self._scores.get(name)
        return score.value if isinstance(score, ScoreResult) else score

    def least(self, name: str) -> int | None:
        score = self._scores.get(name)
        return score.least if isinstance(score, ScoreResult) else score

    def answered(self, name: str) -> bool:
        return is_answered(self._answers.get(name))

    def declined(self, name: str) -> bool:
        return is_declined(self._answers.get(name))

    def declined_in(self, score: str) -> int:
        result = self._scores.get(score)
        return result.declined if isinstance(result, ScoreResult) else 0
