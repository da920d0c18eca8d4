"""What a signed note or ledger entry states about incentives."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.incentives.counters import taken_back
from ehr_desk.chart.incentives.rows import ATTENDANCE, SCREEN
from ehr_desk.chart.incentives.rows import PAID as PAID_LINE
from ehr_desk.chart.incentives.rules import money, screen_before
from ehr_desk.common.canonical import Json

EARNED = "incentive.earned"
ANEW = "incentive.anew"
PAID = "incentive.paid"
EARNED_BACK = "incentive.earned_back"
PAID_BACK = "incentive.paid_back"


def incentives(filled: Filled) -> list[Effect]:
    """What was earned, that the schedule begins anew, what was paid out, what a counter-entry takes back."""
    return [*_earned(filled), *_paid(filled), *_taken_back(filled)]


def amount(filled: Filled, role: str) -> Decimal | None:
    """An amount above nothing, in US dollars; None where none is said."""
    try:
        said = Decimal(filled.text(role))
    except InvalidOperation:
        return None
    return said if said > 0 else None


def paid_in(filled: Filled) -> Decimal | None:
    """What an entry pays out: the amount it names, else, where it says how, what it says was earned."""
    if not filled.text("cm_paid_how"):
        return None
    return amount(filled, "cm_paid") or amount(filled, "cm_earned")


def _earned(filled: Filled) -> list[Effect]:
    got, target = amount(filled, "cm_earned"), filled.text("cm_target")
    data: dict[str, Json] = {"target": target, "rule": filled.text("cm_rule"), "evidence": filled.text("cm_evidence")}
    if got is None:
        if filled.value("cm_reset") is not True:
            return []
        return [Effect(ANEW, filled.effective_on, data, "The schedule of incentives begins anew.")]
    if target == ATTENDANCE and "attendance" in filled.form.states:
        data |= {"evidence": data["evidence"] or "This session", "evidence_entry": filled.entry_id}
    elif target == SCREEN:
        screen = screen_before(filled)
        data["evidence_entry"] = screen.entry_id if screen else ""
    what = f" for: {target[:1].lower()}{target[1:]}" if target else ""
    words = f"Incentive earned: {money(got)}{what}."
    return [Effect(EARNED, filled.effective_on, {**data, "amount": str(got)}, words)]


def _paid(filled: Filled) -> list[Effect]:
    paid = paid_in(filled)
    if paid is None:
        return []
    how = filled.text("cm_paid_how")
    data: dict[str, Json] = {
        "amount": str(paid),
        "how": how,
        "reference": filled.text("cm_paid_ref").strip(),
        "paid_by": filled.text("cm_paid_by").strip() or filled.author.name,
        "witness": filled.text("cm_witness").strip(),
        "initials": filled.text("cm_initials").strip(),
    }
    return [Effect(PAID, filled.effective_on, data, f"Incentive paid out: {money(paid)}, {how.lower()}.")]


def _taken_back(filled: Filled) -> list[Effect]:
    reason = filled.text("cm_counter_reason").strip()
    return [
        Effect(
            PAID_BACK if one.what == PAID_LINE else EARNED_BACK,
            filled.effective_on,
            {
                "amount": str(one.dollars),
                "reason": reason,
                **({"evidence_entry": one.entry_id} if one.entry_id else {}),
            },
            f"Counter-entry: {one.words} is taken back.",
        )
        for one in taken_back(filled)
    ]
