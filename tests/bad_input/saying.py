"""What is said when something is refused, and the marked words that must never be part of it."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.forms import FormError

FAMILY, GIVEN, NOTE = "Zzyzxmarker", "Qwortlemark", "Snarkleflump craving since the spring"
CLINICAL = (FAMILY, GIVEN, NOTE.split()[0], "Penicillin", "Sertraline", "Alcohol dependence")


def clinical_in(text: str) -> list[str]:
    """The marked words in a text."""
    return [word for word in CLINICAL if word in text]


@dataclass
class Said:
    """The words of a refusal, filled in when the block ends."""

    errors: list[UserError] = field(default_factory=list)

    @property
    def error(self) -> UserError:
        return self.errors[0]

    def __str__(self) -> str:
        return str(self.error)


@contextmanager
def refused(kind: type[UserError] = UserError) -> Iterator[Said]:
    """The block ends in a refusal that says what happened and what to do, and nothing of a client's."""
    said = Said()
    with pytest.raises(kind) as caught:
        yield said
    error = caught.value
    said.errors.append(error)
    assert error.message[0].isupper() or isinstance(error, FormError), "a form's refusal begins with the file's name"
    assert error.message.endswith(".")
    assert error.remedy, "what to do is part of every refusal"
    assert_says_nothing_clinical(error)


def assert_says_nothing_clinical(error: Exception) -> None:
    """Not in its words, not in its arguments, not in any error behind it."""
    assert clinical_in("".join(traceback.format_exception(error))) == []
    assert clinical_in(repr(error.args)) == []
