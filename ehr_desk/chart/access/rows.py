"""What readers get about access to charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

CARE_TEAM, COVERAGE = "care team", "coverage"
RELATIONS = (CARE_TEAM, COVERAGE)


@dataclass(frozen=True)
class AssignmentRow:
    """Who else works with a client, as what, since when, and until which day (inclusive; None: until it is ended)."""

    id: str
    client_id: str
    staff_id: str
    relation: str
    until_on: date | None
    since: datetime


@dataclass(frozen=True)
class EmergencyRow:
    """One emergency access. ``finding`` is what the supervisor made of it, empty until they looked."""

    id: str
    client_id: str
    staff_id: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    reviewed_by: str = ""
    finding: str = ""

    @property
    def reviewed(self) -> bool:
        """Whether a supervisor has looked at it."""
        return bool(self.reviewed_by)

    def open_at(self, at: datetime) -> bool:
        """Whether it still opens the chart."""
        return self.opened_at <= at < self.ends_at
