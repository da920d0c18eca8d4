"""What is read once of a snapshot: as long as a reading session lives, the same question has the same answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy.orm import Session

Answer = TypeVar("Answer")
_ANSWERS = "answers of this snapshot"


def once(session: Session, question: Hashable, read: Callable[[], Answer]) -> Answer:
    """The answer of ``read``, asked once in each session that only reads; in one that writes, every time.

    ``question`` names it, with everything that ``read`` looks at beside the record. The answer is shared: nobody
    changes it.
    """
    if session.get_bind().get_execution_options().get("write", True):
        return read()
    answers = session.info.setdefault(_ANSWERS, {})
    if question not in answers:
        answers[question] = read()
    found: Answer = answers[question]
    return found
