"""What must hold for medication orders. Pure; asked before signing.

Every change carries its reason and nothing is overwritten (domain page, medication-management entry). Findings on
allergies and doubles inform and never block: the prescriber decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.medications.amounts import too_much
from ehr_desk.chart.medications.groups import AllergyGroups
from ehr_desk.chart.medications.rows import ACTIVE, HELD, STOPPED, MedicationRow
from ehr_desk.chart.medications.standard import written_out
from ehr_desk.chart.medications.wording import DAYS_SUPPLY, REFILLS, dose_text, medication_line, unit_name, whole
from ehr_desk.common.canonical import Json
from ehr_desk.forms import Finding

__all__ = ["check_orders", "medication_line", "same_substance"]

_REASONED = {"change": "changed", "hold": "held", "stop": "stopped"}
# Events that say what is taken from now on, and so need the whole order.
_STATING = frozenset({"start", "change", "resume"})
# Words of a medication's name that do not name the substance itself: salts, forms, filler.
_COMMON_WORDS = frozenset(
    {
        *("acetate", "acid", "bitartrate", "citrate", "fumarate", "hbr", "hcl", "hydrobromide", "hydrochloride"),
        *("maleate", "mesylate", "phosphate", "potassium", "sodium", "succinate", "sulfate", "tartrate"),
        *("capsule", "delayed", "drug", "drugs", "extended", "injection", "medication", "oral", "release", "tablet"),
        *("and", "with", "the", "allergy", "products"),
    }
)


@dataclass(frozen=True)
class _Order:
    """One order of the form, with the medication as the record has it."""

    link: Mapping[str, Json]
    row: MedicationRow | None
    at: str

    @property
    def event(self) -> str:
        return self.text("event")

    @property
    def name(self) -> str:
        return self.text("name") or (self.row.name if self.row else "") or "the medication"

    def text(self, key: str) -> str:
        value = self.link.get(key)
        return "" if value is None else str(value).strip()

    def must(self, text: str) -> Finding:
        return Finding("must", self.at, text)

    def should(self, text: str) -> Finding:
        return Finding("should", self.at, text)

    def explained(self, text: str, substance: str, client_id: str) -> Finding:
        """What an order may go against; the prescriber's reason is kept with the entry."""
        key = confirmed.key(confirmed.ALLERGY, client_id, self.at, f"{self.name}/{substance}")
        signed = f"{self.name} was ordered, and an allergy to {substance} is documented."
        return Finding("should", self.at, text, confirm=key, signed=signed)


def check_orders(filled: Filled, groups: AllergyGroups) -> list[Finding]:
    """Every order of the form, against the list as it stands and the documented allergies."""
    at = next((item.id for item in filled.form.walk() if item.type == "medication"), "")
    known: dict[str, MedicationRow] = {row.medication_id: row for row in filled.standing.rows("medications")}
    every = [_Order(link, known.get(str(link.get("_id") or "")), at) for link in filled.links("medication")]
    orders = [order for order in every if order.event != "continue"]
    substances = _allergies(filled)
    found: list[Finding] = []
    for order in every:
        found.extend(_supply(order))
    for order in orders:
        found.extend(_complete(order))
        found.extend(_fits(order))
        found.extend(_dated(order, filled))
        found.extend(_allergic(order, substances, groups, filled.client.id))
    return found + list(_twice(orders, known))


def same_substance(one: str, other: str) -> bool:
    """Whether two names share a word that names the substance ("Penicillin V" and "penicillin")."""
    return bool(_words(one) & _words(other))


def check_supply(filled: Filled) -> list[Finding]:
    """A list that is handed on says of each medication until when its supply lasts.

    Source: 26 TAC 564.805 and CARF 2.D.3 (medication continuity) by way of the domain page, aftercare plan.
    """
    table = next(filled.items("medications"), None)
    if table is None or all(item.role != "supply_until" for item in table.items):
        return []
    names = [
        str(row.get("medication") or "").partition(",")[0].strip() or "a medication"
        for row in filled.rows("medications")
        if not row.get("supply_until")
    ]
    if not names:
        return []
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return [Finding("should", table.id, f"Say until when the supply of {listed} lasts, so that there is no gap.")]


def _complete(order: _Order) -> Iterator[Finding]:
    # That an order has an event and a name is asked by the form engine, which knows the shape of the link.
    if order.event in _REASONED and not (order.text("reason_code") or order.text("reason")):
        yield order.must(f"Say why {order.name} is {_REASONED[order.event]}.")
    if order.event not in _STATING:
        return
    if not _positive(order.text("dose")):
        yield order.must(f"The dose of {order.name} must be a number above 0.")
    if not order.text("unit"):
        yield order.must(f"The dose of {order.name} has no unit.")
    elif too_much(order.text("dose"), unit_name(order.text("unit"))):
        amount = dose_text(order.text("dose"), order.text("unit"))
        yield order.should(f"{order.name}: {amount} is more than one dose of any medicine. Check number and unit.")
    for key in ("route", "frequency"):
        if not order.text(key):
            yield order.should(f"The order of {order.name} has no {key}.")
    for key in ("unit", "route", "frequency"):
        if words := written_out(key, order.text(key)):
            yield order.should(f"{order.name}: write “{words}” for “{order.text(key)}”, which is easily misread.")
    reason = order.text("indication") or (order.row.indication if order.row else "")
    if order.link.get("as_needed") is True and not reason:
        yield order.must(f"Say what {order.name} is taken for when it is needed.")
    elif order.event == "start" and not order.text("indication"):
        yield order.should(f"Say what {order.name} is taken for.")


def _fits(order: _Order) -> Iterator[Finding]:
    event, row, name = order.event, order.row, order.name
    if row is None:
        if event in {"change", "hold", "resume", "stop"}:
            yield order.must(f"{name} is not on the medication list. Start it, or choose it from the list.")
    elif row.status == STOPPED:
        if event in {"change", "hold", "stop"}:
            yield order.must(f"{name} has been stopped already. Start it again if it is taken.")
    elif event == "start":
        yield order.should(f"{name} is on the medication list already. Change or resume it there.")
    elif event == "hold" and row.status == HELD:
        yield order.should(f"{name} is on hold already.")
    elif event == "resume" and row.status == ACTIVE:
        yield order.should(f"{name} is not on hold.")
    elif event == "change" and not _differs(order, row):
        yield order.should(f"The change of {name} changes nothing.")


def _dated(order: _Order, filled: Filled) -> Iterator[Finding]:
    starts_on = order.text("starts_on")
    if not starts_on:
        return
    day = date.fromisoformat(starts_on)
    if day > filled.today:
        # An order counts from its day, and what is stored is the list as of the last signature.
        yield order.must(f"The date of {order.name} lies in the future. Write the order on the day it takes effect.")
    if day < filled.client.date_of_birth:
        yield order.must(f"The date of {order.name} lies before the client's birth.")


def _supply(order: _Order) -> Iterator[Finding]:
    """Numbers that can be counted with. Nothing of it is asked for."""
    for key, words, span in (("days_supply", "days' supply", DAYS_SUPPLY), ("refills", "refills", REFILLS)):
        said = order.text(key)
        if said and whole(said, span) is None:
            yield order.must(f"The {words} of {order.name} must be a whole number from {span[0]} to {span[1]}.")
    if order.text("refills") and not order.text("days_supply"):
        yield order.should(f"Say for how many days one fill of {order.name} lasts, so that its end is known.")


def _allergic(order: _Order, substances: Sequence[str], groups: AllergyGroups, client_id: str) -> Iterator[Finding]:
    if order.event not in _STATING:
        return
    for substance in substances:
        if text := _warning(order.name, substance, groups):
            yield order.explained(f"An allergy to {substance} is documented{text}", substance, client_id)


def _warning(name: str, substance: str, groups: AllergyGroups) -> str:
    """What follows "An allergy to it is documented", empty where nothing has to be said of this medication."""
    if same_substance(name, substance):
        return f". Check before ordering {name}."
    if group := groups.shared(name, substance):
        return f", and {name} belongs to the same group ({group}). Check before ordering it."
    if group := groups.near(name, substance):
        return f". {name} belongs to the {group}, whose labelling asks for caution then. Check before ordering it."
    return ""


def _twice(orders: Sequence[_Order], known: Mapping[str, MedicationRow]) -> Iterator[Finding]:
    stopping = {order.text("_id") for order in orders if order.event == "stop"}
    taken = {
        medication_id: row.name.casefold()
        for medication_id, row in known.items()
        if row.status != STOPPED and medication_id not in stopping
    }
    for order in orders:
        if order.event != "start":
            continue
        name, medication_id = order.name.casefold(), order.text("_id")
        if any(other == name for other_id, other in taken.items() if other_id != medication_id):
            yield order.should(f"{order.name} would be on the medication list twice.")
        taken[medication_id] = name


def _allergies(filled: Filled) -> list[str]:
    stated = [str(row.get("substance") or "") for row in filled.rows("allergies")]
    known = [row.substance for row in filled.chart.rows("allergies")]
    return list(dict.fromkeys(substance for substance in (*known, *stated) if substance))


def _differs(order: _Order, row: MedicationRow) -> bool:
    fields = ("dose", "unit", "form", "route", "frequency", "indication")
    if any(order.text(name) and order.text(name) != getattr(row, name) for name in fields):
        return True
    return bool(order.link.get("as_needed")) != row.as_needed


def _positive(dose: str) -> bool:
    try:
        return Decimal(dose) > 0
    except InvalidOperation:
        return False


def _words(name: str) -> set[str]:
    words = "".join(letter if letter.isalpha() else " " for letter in name.casefold()).split()
    return {word for word in words if len(word) > 2 and word not in _COMMON_WORDS}
