"""Pure: what was earned and paid out, to the ledger with its totals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.incentives import effects, rows
from ehr_desk.chart.incentives.rows import TAKES_BACK, IncentiveRow
from ehr_desk.chart.incentives.rules import money
from ehr_desk.common.days import in_words

WHAT = {
    effects.EARNED: rows.EARNED,
    effects.ANEW: rows.ANEW,
    effects.PAID: rows.PAID,
    effects.EARNED_BACK: rows.EARNED_BACK,
    effects.PAID_BACK: rows.PAID_BACK,
}
KINDS = frozenset(WHAT)
_SAID = ("target", "rule", "evidence", "evidence_entry", "how", "reference", "paid_by", "witness", "initials", "reason")
_GONE = "The line it takes back does not stand before it any more: it counts for nothing"


def fold_incentives(ordered: Sequence[SignedEffect]) -> list[IncentiveRow]:
    """Every line of the ledger, oldest first, with what all lines up to it come to."""
    ledger = _Ledger()
    return [ledger.line(effect) for effect in ordered]


class _Ledger:
    """What the lines so far come to, while they are read."""

    def __init__(self) -> None:
        self.earned = self.paid = self.last = Decimal(0)
        self.years: dict[int, Decimal] = {}
        self.run: list[str] = []
        self.left: dict[tuple[str, str], tuple[date, Decimal]] = {}

    def line(self, effect: SignedEffect) -> IncentiveRow:
        """The next line with its totals."""
        what, on = WHAT[effect.kind], effect.effective_on
        amount = str(effect.data.get("amount") or "")
        said = {name: str(effect.data.get(name) or "") for name in _SAID}
        value = Decimal(amount or "0")
        key = said["evidence_entry"], TAKES_BACK.get(what, "")
        named = bool(key[1] and key[0])
        counts_on, left = self.left.get(key, (on, Decimal(0)))
        if named:
            said["evidence"] = _words(value, counts_on, left) if key in self.left else _GONE
            if value > left:
                value, amount = left, str(left)
            left -= value
            self.left[key] = counts_on, left
        elif what in (rows.EARNED, rows.PAID):
            self.left[effect.entry_id, what] = on, value
        self._count(what, value, counts_on if named else on)
        self._step(what, value, effect.entry_id, key[0] if named else "", left)
        return IncentiveRow(
            on=on,
            what=what,
            amount=amount,
            **said,
            earned_total=str(self.earned),
            paid_total=str(self.paid),
            year_to_date=str(self.years.get(on.year, Decimal(0))),
            in_a_row=len(self.run),
            entry_id=effect.entry_id,
        )

    def _count(self, what: str, value: Decimal, counts_on: date) -> None:
        """Add to the totals; what takes back a line belongs to that line's year."""
        if what in (rows.EARNED, rows.EARNED_BACK):
            add = value if what == rows.EARNED else -value
            self.earned += add
            self.years[counts_on.year] = self.years.get(counts_on.year, Decimal(0)) + add
        elif what in (rows.PAID, rows.PAID_BACK):
            self.paid += value if what == rows.PAID else -value

    def _step(self, what: str, value: Decimal, entry_id: str, of: str, left: Decimal) -> None:
        """What was earned in a row: an incentive that is taken back whole was no step. Without a line named, what
        comes to as much as the last one is taken for it."""
        if what == rows.ANEW:
            self.run.clear()
        elif what == rows.EARNED:
            self.run.append(entry_id)
            self.last = value
        elif what == rows.EARNED_BACK and of:
            if not left and of in self.run:
                self.run.remove(of)
        elif what == rows.EARNED_BACK and value == self.last and self.run:
            self.run.pop()


def _words(value: Decimal, on: date, left: Decimal) -> str:
    """Which line it takes back, and where less than it says is left of that."""
    less = f"; of {money(value)} only {money(left)} stood in it" if value > left else ""
    return f"Of {in_words(on)}{less}"
