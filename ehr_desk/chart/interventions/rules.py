"""How much a client has earned in incentives, and what must hold for more. Pure.

Sources of the cap: California's Recovery Incentives program pays at most 599 dollars (Preventive Medicine, 2023), which
also stays under the sum from which it has to be reported as income; federal grants have a cap of their own. Which one
holds is the program's protocol: a note may name it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from ehr_desk.chart.entries.rooms import Filled, PrefillContext, Rows
from ehr_desk.chart.interventions.rows import DeliveredRow
from ehr_desk.common.canonical import Json
from ehr_desk.forms import Finding

USUAL_CAP = Decimal(599)


def money(dollars: Decimal) -> str:
    """An amount: "$25", "$7.50"."""
    return f"${dollars:.0f}" if dollars == dollars.to_integral_value() else f"${dollars:.2f}"


def earned_in(rows: Sequence[DeliveredRow], year: int) -> Decimal:
    """What was earned in a calendar year, in US dollars."""
    return sum((one.dollars for one in rows if one.on.year == year), Decimal(0))


def cap_of(state: Rows) -> Decimal:
    """The cap that the last note with one names, else the usual one."""
    named = [one.cap for one in state.rows("delivered") if one.cap]
    return Decimal(named[-1]) if named else USUAL_CAP


def so_far(context: PrefillContext) -> Json:
    """What was earned this calendar year and of what cap; nothing before the first incentive."""
    total = earned_in(context.chart.rows("delivered"), context.today.year)
    return f"{money(total)} of {money(cap_of(context.chart))} in {context.today.year}" if total else None


def check_cap(filled: Filled) -> list[Finding]:
    """Told where an incentive takes the calendar year's total over the cap."""
    earned, cap = _amount(filled, "cm_earned"), _amount(filled, "cm_cap") or cap_of(filled.chart)
    if "delivered" not in filled.form.states or not earned:
        return []
    year = filled.effective_on.year
    total = earned_in(filled.chart.rows("delivered"), year) + earned
    if total <= cap:
        return []
    item = next((one.id for one in filled.items("cm_earned")), "")
    text = f"With this the client has earned {money(total)} in {year}, more than the program's cap of {money(cap)}."
    return [Finding("should", item, text)]


def _amount(filled: Filled, role: str) -> Decimal | None:
    try:
        return Decimal(filled.text(role)) if filled.text(role) else None
    except InvalidOperation:
        return None
