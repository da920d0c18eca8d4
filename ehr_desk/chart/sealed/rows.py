"""What a reader gets of sealed notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class SealedLine:
    """A sealed note in a list. Whoever may not read it learns only that a session took place, with whom and when:
    then ``title`` is empty."""

    id: str
    author_id: str
    author_name: str
    held_on: date
    signed_at: datetime
    title: str = ""


@dataclass(frozen=True)
class SealedDraft:
    """What its author is writing."""

    id: str
    client_id: str
    form_id: str
    answers: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class SealedNote:
    """An opened note."""

    line: SealedLine
    form_id: str
    answers: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Shelf:
    """Everything about a client's sealed notes that the person at the desk may know. ``readers``: whom they let read;
    ``custodian_used``: when a custodian's sheet opened their own notes, and for whom."""

    lines: tuple[SealedLine, ...]
    drafts: tuple[str, ...]
    readers: tuple[str, ...]
    custodian: bool
    custodian_used: tuple[tuple[datetime, str], ...]
