"""What readers get of families."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FamilyMemberRow:
    """One person who took part. ``participant_id`` is the first id under which they were entered.

    ``last_presence`` and ``last_on`` tell of the last session they were named in, ``sessions`` counts those they were
    present at. ``acknowledged``: they have acknowledged the limits of confidentiality at some time.
    """

    participant_id: str
    name: str
    relationship: str
    age_band: str
    consent_id: str
    last_presence: str
    last_on: date | None
    sessions: int
    acknowledged: bool


@dataclass(frozen=True)
class FamilyGoalRow:
    """One rating of one family goal, 0 (not at all) to 10 (reached), oldest first.

    ``goal_id`` is the first id under which the goal was written; the same words are the same goal.
    """

    goal_id: str
    text: str
    on: date
    rating: int
    rated_by: str
    entry_id: str


@dataclass(frozen=True)
class FamilySessionRow:
    """One family session. ``participants`` are those present, as "name (relationship)"."""

    on: date
    participants: list[str]
    purpose: str
    minutes: int
    client_present: bool
    entry_id: str
