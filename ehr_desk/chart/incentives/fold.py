"""Pure: what was earned and paid out, to the ledger with its totals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.incentives import effects, rows
from ehr_desk.chart.incentives.rows import IncentiveRow

WHAT = {
    effects.EARNED: rows.EARNED,
    effects.ANEW: rows.ANEW,
    effects.PAID: rows.PAID,
    effects.EARNED_BACK: rows.EARNED_BACK,
    effects.PAID_BACK: rows.PAID_BACK,
}
KINDS = frozenset(WHAT)
_SAID = ("target", "rule", "evidence", "evidence_entry", "how", "reference", "paid_by", "witness", "initials", "reason")
_SIGN = {effects.EARNED: 1, effects.EARNED_BACK: -1}
_PAID_SIGN = {effects.PAID: 1, effects.PAID_BACK: -1}


def fold_incentives(ordered: Sequence[SignedEffect]) -> list[IncentiveRow]:
    """Every line of the ledger, oldest first, with what all lines up to it come to."""
    found: list[IncentiveRow] = []
    earned = paid = year = Decimal(0)
    current, in_a_row, last = 0, 0, Decimal(0)
    for effect in ordered:
        value = Decimal(str(effect.data.get("amount") or "0"))
        if effect.effective_on.year != current:
            current, year = effect.effective_on.year, Decimal(0)
        add = _SIGN.get(effect.kind, 0) * value
        earned, year, paid = earned + add, year + add, paid + _PAID_SIGN.get(effect.kind, 0) * value
        in_a_row = _in_a_row(in_a_row, effect.kind, value, last)
        last = value if effect.kind == effects.EARNED else last
        found.append(
            IncentiveRow(
                on=effect.effective_on,
                what=WHAT[effect.kind],
                amount=str(effect.data.get("amount") or ""),
                **{name: str(effect.data.get(name) or "") for name in _SAID},
                earned_total=str(earned),
                paid_total=str(paid),
                year_to_date=str(year),
                in_a_row=in_a_row,
                entry_id=effect.entry_id,
            )
        )
    return found


def _in_a_row(so_far: int, kind: str, value: Decimal, last: Decimal) -> int:
    """How often in a row, with this line: what takes the last incentive back whole takes its step back too."""
    if kind == effects.ANEW:
        return 0
    if kind == effects.EARNED:
        return so_far + 1
    return max(0, so_far - 1) if kind == effects.EARNED_BACK and value == last else so_far
