"""What is known of entries that were signed and are no longer there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class LostEntry:
    """One version that the log names and the record does not hold. ``on``: its day, ``session_id``: the planned session
    it documented, as far as the log or the entry's line still tell."""

    entry_id: str
    seq: int
    client_id: str
    staff_id: str
    signed_at: datetime
    form_id: str
    on: date | None = None
    session_id: str = ""


@dataclass(frozen=True)
class Losses:
    """What a salvage left behind. ``salvaged_at`` is the last one, None where there never was any; ``answered``: an
    administrator or a supervisor has said what was done about it."""

    salvaged_at: datetime | None = None
    entries: Sequence[LostEntry] = ()
    answered: bool = False

    @property
    def waiting(self) -> bool:
        """Whether there is something lost that nobody has answered for."""
        return bool(self.entries) and not self.answered
