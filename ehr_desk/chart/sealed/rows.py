"""What a reader gets of sealed notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class SealedLine:
    """A sealed note in a list: that a session took place, with whom and when. More is not in the open."""

    id: str
    author_id: str
    author_name: str
    held_on: date
    signed_at: datetime


@dataclass(frozen=True)
class SealedHead:
    """What the list tells of a note to whoever can open it."""

    title: str
    addenda: int = 0
    in_error: bool = False


@dataclass(frozen=True)
class SealedDraft:
    """What its author is writing. Of an addition: the note it is ``added_to``, and its kind (``inside.AMENDING``)."""

    id: str
    client_id: str
    form_id: str
    answers: Mapping[str, Any] = field(repr=False)
    added_to: str = ""
    kind: str = ""


@dataclass(frozen=True)
class SealedAddition:
    """What its author added to a note later. ``kind``: one of ``inside.AMENDING``."""

    kind: str
    signed_at: datetime
    form_id: str
    answers: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class SealedNote:
    """An opened note with what was added to it, oldest first."""

    line: SealedLine
    form_id: str
    answers: Mapping[str, Any] = field(repr=False)
    additions: tuple[SealedAddition, ...] = ()

    @property
    def in_error(self) -> bool:
        """Whether its author marked it as entered in error."""
        return any(addition.kind == "entered in error" for addition in self.additions)


@dataclass(frozen=True)
class Sheet:
    """The newest custodian's sheet: when it was made and by whom, and when the person at the desk agreed that it opens
    their own notes."""

    made_at: datetime
    made_by: str
    agreed_at: datetime | None


@dataclass(frozen=True)
class Shelf:
    """Everything about a client's sealed notes that the person at the desk may know. ``readers``: whom they let read;
    ``sheet``: the clinic's custodian's sheet; ``custodian_used``: when a custodian's sheet opened their own notes, and
    for whom."""

    lines: tuple[SealedLine, ...]
    drafts: tuple[str, ...]
    readers: tuple[str, ...]
    sheet: Sheet | None
    custodian_used: tuple[tuple[datetime, str], ...]
