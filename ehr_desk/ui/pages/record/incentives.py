"""The ledger of incentives as rows, newest first, and what it comes to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ehr_desk.chart.incentives.rows import ANEW, EARNED, EARNED_BACK, PAID, PAID_BACK, IncentiveRow
from ehr_desk.chart.incentives.rules import Cap, money, within_span
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

COLUMNS = (
    Column("Date", 110, whole=True),
    Column("What", 160),
    Column("For, or paid as", least=200),
    Column("By whom", 180),
    Column("Earned", 84, numbers=True),
    Column("Paid out", 84, numbers=True),
    Column("Not paid yet", 100, numbers=True),
    Column("This year", 92, numbers=True),
)
_WORDS = {
    EARNED: "Earned",
    PAID: "Paid out",
    ANEW: "Schedule begins anew",
    EARNED_BACK: "Counter-entry to earned",
    PAID_BACK: "Counter-entry to paid out",
}


def rows(state: Mapping[str, Sequence[Any]]) -> list[TableRow]:
    """The lines of the ledger, newest first; ids are entry ids, with the place where an entry has two lines."""
    lines: list[IncentiveRow] = list(state.get("incentives", ()))
    return [
        TableRow(
            f"{one.entry_id}/{place}",
            (
                show_date(one.on),
                _WORDS[one.what],
                _about(one),
                _by(one),
                _amount(one.earned),
                _amount(one.paid),
                money(one.balance),
                money(Decimal(one.year_to_date)),
            ),
        )
        for place, one in reversed(list(enumerate(lines)))
    ]


def entry_of(row_id: str) -> str:
    """The entry of a line."""
    return row_id.partition("/")[0]


def facts(state: Mapping[str, Sequence[Any]], cap: Cap, day: date) -> str:
    """What the ledger comes to on a day, in one line; empty without any."""
    lines: list[IncentiveRow] = list(state.get("incentives", ()))
    if not lines:
        return ""
    of = f" of {money(cap.dollars)}" if cap.dollars else ""
    last = lines[-1]
    year = Decimal(last.year_to_date) if last.on.year == day.year else Decimal(0)
    earned, paid = money(Decimal(last.earned_total)), money(Decimal(last.paid_total))
    parts = [f"{money(within_span(lines, day, cap))}{of} in {cap.span}"]
    parts += [f"{money(year)} in {day.year}"] if cap.months else []
    return " \u00b7 ".join([*parts, f"in all {earned} earned, {paid} paid out"])


def _about(one: IncentiveRow) -> str:
    what = [one.target, one.evidence, one.rule and f"{one.rule.lower()} schedule", one.how, one.reference, one.reason]
    return "; ".join(part.rstrip(".") for part in what if part)


def _by(one: IncentiveRow) -> str:
    seen = f"seen by {one.witness}" if one.witness else ""
    return "; ".join(part for part in (one.paid_by, seen, one.initials and f"initials {one.initials}") if part)


def _amount(value: Decimal) -> str:
    return money(value) if value else ""
