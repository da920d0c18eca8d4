"""What readers get of incentives, and the words of the forms for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

EARNED, PAID, ANEW = "earned", "paid", "anew"
EARNED_BACK, PAID_BACK = "earned back", "paid back"
TAKES_BACK = {EARNED_BACK: EARNED, PAID_BACK: PAID}
SCREEN, ATTENDANCE = "Negative drug screen", "Attendance"
ESCALATING = "Escalating"


@dataclass(frozen=True)
class IncentiveRow:
    """One line of the ledger, oldest first. Amounts are US dollars as decimal text.

    ``what``: earned, paid, the schedule begun anew, or a counter-entry for what was earned or paid before; nothing is
    ever taken off. ``evidence_entry``: the entry that shows it, empty where it is in words only; of a counter-entry the
    entry whose line it takes back, empty in older ones. Its ``amount`` is what counts: never more than is left of that
    line. ``earned_total``, ``paid_total`` and ``year_to_date`` (what the calendar year's lines come to) hold after this
    line; ``in_a_row``: how often something was earned, and not taken back, since the schedule began anew.
    """

    on: date
    what: str
    amount: str
    target: str
    rule: str
    evidence: str
    evidence_entry: str
    how: str
    reference: str
    paid_by: str
    witness: str
    initials: str
    reason: str
    earned_total: str
    paid_total: str
    year_to_date: str
    in_a_row: int
    entry_id: str

    @property
    def dollars(self) -> Decimal:
        """The amount of this line; of a counter-entry what it takes back."""
        return Decimal(self.amount or "0")

    @property
    def earned(self) -> Decimal:
        """What it adds to what was earned: less than nothing for a counter-entry, nothing for a payment."""
        return {EARNED: self.dollars, EARNED_BACK: -self.dollars}.get(self.what, Decimal(0))

    @property
    def paid(self) -> Decimal:
        """What it adds to what was paid out, in the same way."""
        return {PAID: self.dollars, PAID_BACK: -self.dollars}.get(self.what, Decimal(0))

    @property
    def balance(self) -> Decimal:
        """What was earned and is not paid out yet, after this line."""
        return Decimal(self.earned_total) - Decimal(self.paid_total)
