"""Counter-entries: which line of the ledger each takes back, how much of it still stands, and what is told. Pure.

A counter-entry of an older form names no line: it takes off the totals of its own day. What names a line counts with
that line: on its day for the cap and the year, never for more than is left of it, and not at all without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ehr_desk.chart.entries.rooms import Filled, PrefillContext, Rows
from ehr_desk.chart.incentives.rows import EARNED, PAID, TAKES_BACK, IncentiveRow
from ehr_desk.chart.incentives.rules import amount_of, check_amount, item_of, money
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding

_OF_PAID = "What was paid out"
_WORDS = {EARNED: "earned", PAID: "paid out"}
_MEND = "Correct the counter-entry, or mark it as entered in error."


@dataclass(frozen=True)
class TakenBack:
    """What a counter-entry takes back: of what was earned or paid (``what``) so many dollars. ``entry_id``: the entry
    of that line, ``on`` its day; empty and None where the form names none."""

    what: str
    dollars: Decimal
    entry_id: str = ""
    on: date | None = None

    @property
    def words(self) -> str:
        """What it takes back: "$10 earned on 5 Oct 2026"."""
        return f"{money(self.dollars)} {_WORDS[self.what]} {f'on {in_words(self.on)}' if self.on else 'before'}"


def taken_back(filled: Filled) -> list[TakenBack]:
    """What the form takes back, line by line."""
    old = amount_of(filled.text("cm_counter_amount"))
    found = [TakenBack(PAID if filled.text("cm_counter") == _OF_PAID else EARNED, old)] if old and old > 0 else []
    rows = filled.rows("cm_lines")
    days = {(one.entry_id, one.what): one.on for one in filled.chart.rows("incentives")} if rows else {}
    for row in rows:
        entry_id, _, what = str(row.get("cm_line") or "").rpartition("/")
        dollars = amount_of(str(row.get("cm_back") or ""))
        if entry_id and what in _WORDS and dollars and dollars > 0:
            found.append(TakenBack(what, dollars, entry_id, days.get((entry_id, what))))
    return found


def standing(rows: Sequence[IncentiveRow]) -> list[tuple[IncentiveRow, Decimal]]:
    """What was earned and paid, oldest first, each with what no counter-entry that names it has taken back."""
    left = {(one.entry_id, one.what): one.dollars for one in rows if one.what in _WORDS}
    for one in rows:
        key = one.evidence_entry, TAKES_BACK.get(one.what, "")
        if key in left:
            left[key] -= one.dollars
    return [(one, left[one.entry_id, one.what]) for one in rows if one.what in _WORDS]


def lines(context: PrefillContext) -> Json:
    """The lines of the ledger that a counter-entry can take back, newest first. Keyed by the roles of the columns."""
    rows: list[IncentiveRow] = list(context.chart.rows("incentives"))
    return [
        {
            "_id": context.new_id(),
            "cm_line": f"{one.entry_id}/{one.what}",
            "cm_line_what": _line(one, left),
        }
        for one, left in reversed(standing(rows))
        if left > 0
    ] or None


def check_lines(filled: Filled) -> list[Finding]:
    """A counter-entry takes back at least one line, in dollars and cents."""
    rows, item = filled.rows("cm_lines"), item_of(filled, "cm_lines")
    if rows and not taken_back(filled):
        return [Finding("must", item, "Enter beside a line of the ledger how much of it is taken back.")]
    return [one for row in rows for one in check_amount(item, amount_of(str(row.get("cm_back") or "")))][:1]


def check_left(filled: Filled, before: Rows, after: Rows) -> list[Finding]:
    """No more is taken back than stands in the line; an entry that takes a line away from under a counter-entry tells
    it."""
    own, item = taken_back(filled), item_of(filled, "cm_lines")
    now, found = _counted(after), []
    for one in own:
        most = now.get((filled.entry_id, one.what, one.entry_id), Decimal(0))
        if one.entry_id and most < one.dollars:
            text = f"Of what was {_WORDS[one.what]}{f' on {in_words(one.on)}' if one.on else ''}, "
            found.append(Finding("must", item, f"{text}{money(most)} can be taken back on this day."))
    for key, was in _counted(before).items():
        if key[0] != filled.entry_id and was > now.get(key, Decimal(0)):
            still = now.get(key, Decimal(0))
            text = f"A counter-entry takes back {money(was)} here that would not stand in the ledger any more: "
            text += f"it would count for {money(still) if still else 'nothing'}. "
            found.append(Finding("must" if own else "should", item if own else "", text + _MEND))
    return found


def check_taken_back(filled: Filled, before: Rows, after: Rows) -> list[Finding]:
    """A counter-entry takes back no more than stands in the ledger on its day; where a correction or a mark of error
    leaves less than one takes back that names no line, it is told."""
    own = taken_back(filled)
    if not own and filled.kind == "original":
        return []
    for name, what in (("paid_total", PAID), ("earned_total", EARNED)):
        words = _WORDS[what]
        least, was = _least(after, name), _least(before, name)
        if least >= 0 or least >= was:
            continue
        if not own:
            text = f"With this {money(-least)} more would be taken back than was {words} by then. {_MEND}"
            return [Finding("should", "", text)]
        most = max(sum((one.dollars for one in own if one.what == what), Decimal(0)) + least, Decimal(0))
        text = f"No more than {money(most)} was {words} by then. A counter-entry takes back what was entered."
        return [Finding("must", item_of(filled, "cm_lines") or item_of(filled, "cm_counter_amount"), text)]
    return []


def _line(one: IncentiveRow, left: Decimal) -> str:
    """A line in words: "5 Oct 2026: $10 earned, attendance; $4 left"."""
    what = f", {(one.target or one.how).lower()}" if one.target or one.how else ""
    rest = f"; {money(left)} left" if left != one.dollars else ""
    return f"{in_words(one.on)}: {money(one.dollars)} {_WORDS[one.what]}{what}{rest}"


def _counted(state: Rows) -> dict[tuple[str, str, str], Decimal]:
    """What each counter-entry takes back of the line it names: by its entry, earned or paid, and the line's entry."""
    rows: list[IncentiveRow] = list(state.rows("incentives"))
    found: dict[tuple[str, str, str], Decimal] = {}
    for one in rows:
        if one.what in TAKES_BACK and one.evidence_entry:
            key = one.entry_id, TAKES_BACK[one.what], one.evidence_entry
            found[key] = found.get(key, Decimal(0)) + one.dollars
    return found


def _least(state: Rows, name: str) -> Decimal:
    return min((Decimal(getattr(one, name)) for one in state.rows("incentives")), default=Decimal(0))
