"""How a medication is written, on screen and on paper.

Source: ISMP List of Error-Prone Abbreviations, Symbols and Dose Designations, and ISMP's guidelines for safe
electronic communication of medication information (2019): leading zero, no trailing zero, a space between number
and unit, commas from 1,000 on, "mcg" and "units" in full, "mL". The line with the label DOSE follows Microsoft
Health CUI (medication line).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from ehr_desk.chart.medications.rows import MedicationRow

# Error-prone unit abbreviations and what is written instead. Keys are casefolded, without full stops.
_UNITS = {
    "µg": "mcg",
    "μg": "mcg",
    "ug": "mcg",
    "mcg": "mcg",
    "mcgs": "mcg",
    "mg": "mg",
    "mgs": "mg",
    "g": "g",
    "gm": "g",
    "gms": "g",
    "ml": "mL",
    "mls": "mL",
    "cc": "mL",
    "u": "units",
    "iu": "international units",
    "meq": "mEq",
}

DAYS_SUPPLY, REFILLS = (1, 365), (0, 12)
"""The least and the most days that one fill lasts, and refills of one order."""


def dose_number(dose: str) -> str:
    """A decimal number as ISMP has it: ".5" is "0.5", "5.0" is "5", "1000" is "1,000". Other text stays as it is."""
    try:
        value = Decimal(dose.strip())
    except InvalidOperation:
        return dose.strip()
    if not value.is_finite():
        return dose.strip()
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_name(unit: str) -> str:
    """The unit without error-prone abbreviations."""
    plain = unit.strip().rstrip(".")
    return _UNITS.get(plain.casefold(), plain)


def dose_text(dose: str, unit: str) -> str:
    """Number and unit: "0.5 mg", "1,000 units", "1 unit"; a per cent sign stands close."""
    number, name = dose_number(dose), unit_name(unit)
    if number == "1" and name.endswith("units"):
        name = name.removesuffix("s")
    return f"{number}{name}" if name == "%" else f"{number} {name}".strip()


def often(frequency: str, as_needed: bool, indication: str = "") -> str:
    """How often: "every morning", "every 6 hours as needed for anxiety"."""
    parts = [frequency.strip()]
    if as_needed and "as needed" not in frequency.casefold():
        parts.append("as needed")
    if as_needed and indication.strip():
        parts.append(f"for {_inside(indication.strip())}")
    return " ".join(part for part in parts if part)


def _inside(text: str) -> str:
    """A typed word inside a line: "overdose", but "PTSD"."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def regimen(dose: str, unit: str, frequency: str, as_needed: bool) -> str:
    """Dose and frequency in running text: "50 mg every morning"."""
    return f"{dose_text(dose, unit)} {often(frequency, as_needed)}".strip()


def line(
    *,
    name: str,
    form: str = "",
    dose: str = "",
    unit: str = "",
    route: str = "",
    frequency: str = "",
    as_needed: bool = False,
    indication: str = "",
) -> str:
    """The medication line: "sertraline – tablet – DOSE 100 mg – by mouth – every morning"."""
    amount = dose_text(dose, unit)
    parts = [
        name.strip(),
        form.strip(),
        f"DOSE {amount}" if amount else "",
        route.strip(),
        often(frequency, as_needed, indication),
    ]
    return " – ".join(part for part in parts if part)


def medication_line(row: MedicationRow) -> str:
    """The line of a medication of the record, the same on screen and on paper."""
    return line(
        name=row.name,
        form=row.form,
        dose=row.dose,
        unit=row.unit,
        route=row.route,
        frequency=row.frequency,
        as_needed=row.as_needed,
        indication=row.indication,
    )


def supply_end(on: date, data: Mapping[str, Any]) -> date | None:
    """The last day of an order's supply, from a day on: its days, with each refill; None where none is said."""
    days, refills = whole(data.get("days_supply"), DAYS_SUPPLY), whole(data.get("refills"), REFILLS) or 0
    return on + timedelta(days=days * (1 + refills) - 1) if days else None


def supply_text(data: Mapping[str, Any]) -> str:
    """Quantity, days and refills in words: "30 tablets, for 30 days, 2 refills, at Harbor Pharmacy"."""
    days, refills = whole(data.get("days_supply"), DAYS_SUPPLY), whole(data.get("refills"), REFILLS)
    parts = [
        str(data.get("quantity") or ""),
        f"for {days} {'day' if days == 1 else 'days'}" if days else "",
        f"{refills or 'no'} {'refill' if refills == 1 else 'refills'}" if refills is not None else "",
        f"at {data['pharmacy']}" if data.get("pharmacy") else "",
    ]
    return ", ".join(part for part in parts if part)


def prescriber_text(prescriber: str, external: bool) -> str:
    """Who prescribed it: "Dr. Priya Nair", "Dr. Lee (elsewhere)"."""
    if not external:
        return prescriber
    return f"{prescriber} (elsewhere)" if prescriber else "Elsewhere"


def whole(value: object, span: tuple[int, int]) -> int | None:
    """A whole number in figures, from the least to the most; None for anything else."""
    text = str(value)
    # Signs such as "\u00b2" are digits to Python, and no numbers.
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(span[1])) else -1
    return number if span[0] <= number <= span[1] else None


def reason_text(code: str, reason: str) -> str:
    """Reason code and words: "side effect (rash on both arms)"."""
    said, words = code.strip(), reason.strip().rstrip(".")
    return f"{said} ({words})" if said and words else said or words
