"""What readers get of referrals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PLANNED, MADE, ACCEPTED, KEPT, NOT_KEPT, CLOSED = "planned", "made", "accepted", "kept", "not kept", "closed"
OPEN = frozenset({PLANNED, MADE, ACCEPTED, NOT_KEPT})
"""What somebody still has to look after: also who did not go, until it is settled."""
PLAN, AFTERCARE, CONTACT, APPOINTMENT = "plan", "aftercare", "contact", "appointment"


@dataclass(frozen=True)
class ReferralRow:
    """One referral. ``what``: the need or service, or the line of a plan; ``to``: agency or provider, may be empty;
    ``status``: planned, made, accepted, kept, not kept, closed; ``said``: the words for it, with why; ``since``: the
    day of that; ``when``: an appointment as local ISO time; ``next_on``: the day of the next step; ``source``: which
    kind of entry named it first, on ``first_on``; ``entry_id``: the last entry that says something of it."""

    referral_id: str
    what: str
    to: str
    contact: str
    status: str
    said: str
    since: date
    when: str
    next_on: date | None
    source: str
    first_on: date
    entry_id: str

    @property
    def is_open(self) -> bool:
        """Whether it is neither kept nor closed."""
        return self.status in OPEN

    @property
    def name(self) -> str:
        """What and to whom in one line: "Transportation: Riverbend Ride Service"."""
        return f"{self.what}: {self.to}" if self.to else self.what

    @property
    def line(self) -> str:
        """As a list names it: with phone or address."""
        return f"{self.name}, {self.contact}" if self.contact else self.name
