"""What readers get of diagnoses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SUBSTANCE_USE = "substance use"
MENTAL_HEALTH = "mental health"
PRIMARY = "primary"
RESOLVED = "resolved"


@dataclass(frozen=True)
class DiagnosisRow:
    """One diagnosis as it stands; resolved ones stay on the list.

    ``kind`` is substance use, mental health, medical or social; ``rank`` primary or secondary; ``status`` active,
    in early remission, in sustained remission or resolved. ``since`` is the day it was first recorded for,
    ``entry_id`` the entry that stated it last.
    """

    diagnosis_id: str
    code: str
    text: str
    kind: str
    rank: str
    status: str
    note: str
    since: date
    entry_id: str

    @property
    def is_current(self) -> bool:
        """Whether it is not resolved; one in remission is current."""
        return self.status != RESOLVED
