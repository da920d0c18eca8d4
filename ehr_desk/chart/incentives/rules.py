"""How much a client may earn in incentives, and what a ledger must not say. Pure.

Sources: domain page, 3.8. California's Recovery Incentives program pays at most 599 dollars in six months (Preventive
Medicine, 2023), federal grants have a cap of their own: which one holds is the program's protocol, so the clinic sets
it (Settings, Clinic). Nothing is taken off the ledger; a mistake is answered by a counter-entry.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.rooms import Check, Filled, PrefillContext, Rows
from ehr_desk.chart.incentives.rows import SCREEN, TAKES_BACK, IncentiveRow
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding

_SCREEN_DAYS = 14
"""How long before an incentive the drug screen that shows it is looked for."""
SOURCE = "incentives"


@dataclass(frozen=True)
class Cap:
    """The most that a client may earn: ``dollars`` (0: no cap) in so many ``months``, 0 for a calendar year.
    ``witness``: whether somebody has to see each payment."""

    dollars: Decimal = Decimal(599)
    months: int = 6
    witness: bool = False

    @property
    def span(self) -> str:
        """Over what it counts, in words."""
        if not self.months:
            return "a calendar year"
        return "one month" if self.months == 1 else f"{self.months} months"


_CENT = Decimal("0.01")
CapOf = Callable[[], Cap]


def cap_of(clinic: ClinicRow) -> Cap:
    """The clinic's cap."""
    return Cap(Decimal(clinic.incentive_cap), clinic.incentive_cap_months, clinic.incentive_witness)


def money(dollars: Decimal) -> str:
    """An amount: "$25", "$7.50", "−$2"."""
    size = abs(dollars)
    words = f"${size:.0f}" if size == size.to_integral_value() else f"${size:.2f}"
    return f"−{words}" if dollars < 0 else words


def within_span(rows: Sequence[IncentiveRow], end: date, cap: Cap) -> Decimal:
    """What was earned in the cap's span up to a day, that day included. What takes back a line counts on that line's
    day: taking back what was earned before the span makes no room in it."""
    first = _begin(end, cap)
    days = {(one.entry_id, one.what): one.on for one in rows}
    counted = ((days.get((one.evidence_entry, TAKES_BACK.get(one.what, "")), one.on), one.earned) for one in rows)
    return sum((earned for on, earned in counted if first <= on <= end), Decimal(0))


def so_far(context: PrefillContext) -> Json:
    """What was earned of the cap, in the calendar year, what is not paid out, and how often in a row; nothing before
    the first incentive."""
    rows: list[IncentiveRow] = list(context.chart.rows("incentives"))
    if not rows:
        return None
    cap, today, last = cap_of(context.clinic), context.today, rows[-1]
    of = f" of {money(cap.dollars)} in {cap.span}" if cap.dollars else f" in {cap.span}"
    parts = [f"{money(within_span(rows, today, cap))}{of}"]
    if cap.months:
        year = last.year_to_date if last.on.year == today.year else "0"
        parts.append(f"{money(Decimal(year))} in {today.year}")
    if last.balance:
        parts.append(f"{money(last.balance)} not paid out yet")
    if last.in_a_row > 1:
        parts.append(f"{last.in_a_row} in a row")
    return "; ".join(parts)


def last_rule(context: PrefillContext) -> Json:
    """The schedule that the last incentive was earned by."""
    rows: list[IncentiveRow] = list(context.chart.rows("incentives"))
    return next((one.rule for one in reversed(rows) if one.rule), None)


def check_cap(cap_now: CapOf) -> Check:
    """Asks for a reason where an incentive takes the client's earnings over the clinic's cap, in any span that holds
    its day: also one that ends later, for a note that is written late."""

    def check(filled: Filled) -> list[Finding]:
        got = amount_of(filled.text("cm_earned"))
        if SOURCE not in filled.form.states or not got:
            return []
        cap, on = cap_now(), filled.effective_on
        if not cap.dollars:
            return []
        rows: list[IncentiveRow] = list(filled.chart.rows("incentives"))
        ends = {on, *(one.on for one in rows if one.on > on and _begin(one.on, cap) <= on)}
        total = got + max(within_span(rows, end, cap) for end in ends)
        if total <= cap.dollars:
            return []
        more = f"{money(total)} in {cap.span}, more than the clinic's cap of {money(cap.dollars)}"
        item = item_of(filled, "cm_earned")
        key = confirmed.key(confirmed.OVER_CAP, filled.client.id, item, f"{got}/{total}")
        text = f"With this the client has earned {more}. Earn less, or say why the cap may be passed."
        return [Finding("must", item, text, confirm=key, signed=f"The client has earned {more}.")]

    return check


def check_witness(cap_now: CapOf) -> Check:
    """A payment names its witness where the clinic asks for one, and nobody witnesses their own."""

    def check(filled: Filled) -> list[Finding]:
        if SOURCE not in filled.form.states or not filled.text("cm_paid_how"):
            return []
        witness, item = filled.text("cm_witness").strip(), item_of(filled, "cm_witness")
        by = filled.text("cm_paid_by").strip() or filled.author.name
        if not witness:
            text = "Name who saw the payment: this clinic asks for a witness."
            return [Finding("must", item, text)] if cap_now().witness else []
        if _person(witness) == _person(by):
            return [Finding("must", item, "Who pays out is not the witness of it. Name somebody else.")]
        return []

    return check


def check_cents(filled: Filled) -> list[Finding]:
    """What is less than a cent is never paid out, and would stay in the balance for good."""
    roles = ("cm_earned", "cm_paid", "cm_counter_amount")
    return [one for role in roles for one in check_amount(item_of(filled, role), amount_of(filled.text(role)))]


def check_amount(item: str, dollars: Decimal | None) -> list[Finding]:
    """An amount is whole cents."""
    if dollars is None or dollars % _CENT == 0:
        return []
    return [Finding("must", item, "Give the amount in dollars and cents, as 7.50.")]


def check_screen(filled: Filled) -> list[Finding]:
    """An incentive for a negative drug screen, held against the drug screens of the record."""
    if (
        SOURCE not in filled.form.states
        or filled.text("cm_target") != SCREEN
        or not amount_of(filled.text("cm_earned"))
    ):
        return []
    item, screen = item_of(filled, "cm_target"), screen_before(filled)
    if screen is None:
        text = f"No drug screen of the {_SCREEN_DAYS} days before is on the record. Say in the evidence where it is."
        return [Finding("should", item, text)]
    if screen.found:
        text = f"The drug screen of {in_words(screen.on)} found: {', '.join(screen.found)}."
        return [Finding("should", item, text)]
    return []


def check_balance(filled: Filled, before: Rows, after: Rows) -> list[Finding]:
    """More paid out than earned is signed with a reason only; where a correction leads to it, it is told."""
    left, was = _balance(after), _balance(before)
    if left >= 0 or left >= was:
        return []
    owed = f"{money(-left)} more would be paid out than was earned"
    item = next((one for one in (item_of(filled, "cm_paid"), item_of(filled, "cm_paid_how")) if one), "")
    if filled.kind != "original":
        return [Finding("should", item, f"With this {owed}. Write a counter-entry in the ledger of incentives.")]
    key = confirmed.key(confirmed.OVER_PAID, filled.client.id, item, str(left))
    text = f"With this {owed}. Enter first what was earned, or say why it is paid."
    return [Finding("must", item, text, confirm=key, signed=f"{owed[:1].upper()}{owed[1:]}.")]


def screen_before(filled: Filled) -> Any:
    """The newest drug screen (a row of ``drug_screens``) that was given in the days before; None without any."""
    on = filled.effective_on
    first = on - timedelta(days=_SCREEN_DAYS)
    rows = [one for one in filled.chart.rows("drug_screens") if first <= one.on <= on and one.given == "given"]
    return rows[-1] if rows else None


def _balance(state: Rows) -> Decimal:
    rows: list[IncentiveRow] = list(state.rows("incentives"))
    return rows[-1].balance if rows else Decimal(0)


def _begin(end: date, cap: Cap) -> date:
    """The first day of a span that ends with a day."""
    if not cap.months:
        return date(end.year, 1, 1)
    years, month = divmod(end.year * 12 + end.month - 1 - cap.months, 12)
    day = min(end.day, calendar.monthrange(years, month + 1)[1])
    return date(years, month + 1, day) + timedelta(days=1)


def item_of(filled: Filled, role: str) -> str:
    """The form's item with a role; empty without one."""
    return next((one.id for one in filled.items(role)), "")


def amount_of(said: str) -> Decimal | None:
    """An amount in US dollars; None where none is said."""
    try:
        return Decimal(said) if said else None
    except InvalidOperation:
        return None


def _person(name: str) -> str:
    """A name without the credential behind it: "Dana Whitlock, LPCC-S" and "Dana Whitlock LPCC-S" are one person."""
    words = name.partition(",")[0].partition("(")[0].replace(".", " ").split()
    return " ".join(words[:2] + [one for one in words[2:] if not _is_credential(one)]).casefold()


def _is_credential(word: str) -> bool:
    letters = [one for one in word if one.isalpha()]
    return len(letters) > 1 and 2 * sum(one.isupper() for one in letters) >= len(letters)
