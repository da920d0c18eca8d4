"""What the form engine refuses: a form file, a condition, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ehr_desk.common.errors import UserError


class FormError(UserError):
    """A form file is refused. Names the file, the line (from 1) and what to do; nothing in it is clinical."""

    def __init__(self, path: Path, line: int, message: str, remedy: str) -> None:
        super().__init__(f"{path.name}, line {line}: {message}", remedy)
        self.path = path
        self.line = line
        self.reason = message


class ConditionError(UserError):
    """A condition cannot be read. ``column`` counts characters of the condition from 1."""

    def __init__(self, message: str, remedy: str, column: int = 1) -> None:
        super().__init__(message, remedy)
        self.column = column


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer that cannot be read. ``text`` names the item in the form's own words, never the answer."""

    item: str
    text: str
    rows: tuple[str, ...] = ()


class AnswerError(UserError):
    """Answers do not fit their form. ``problems`` says for each item what to do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "Some answers cannot be kept as they are.",
            " ".join(problem.text for problem in problems),
        )
        self.problems = tuple(problems)
