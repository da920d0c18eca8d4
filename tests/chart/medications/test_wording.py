"""Medications in words: the examples are ISMP's own.

Source: ISMP List of Error-Prone Abbreviations, Symbols and Dose Designations: use a leading zero (0.5 mg, never
.5 mg), no trailing zero (5 mg, never 5.0 mg), a space between dose and unit (10 mg, never 10mg), commas at and above
1,000 (100,000 units, 1,000,000 units), "mcg" for µg, "mL" for cc, "units" for U, "international units" for IU.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.medications.rows import ACTIVE, MedicationRow
from ehr_desk.chart.medications.rules import medication_line
from ehr_desk.chart.medications.wording import dose_number, dose_text, line, often, reason_text, unit_name


@pytest.mark.parametrize(
    ("dose", "unit", "expected"),
    [
        (".5", "mg", "0.5 mg"),
        ("0.5", "mg", "0.5 mg"),
        ("5.0", "mg", "5 mg"),
        ("1.0", "mg", "1 mg"),
        ("10", "mg", "10 mg"),
        ("100000", "units", "100,000 units"),
        ("1000000", "units", "1,000,000 units"),
        ("1000", "mg", "1,000 mg"),
        ("999", "mg", "999 mg"),
        ("250", "µg", "250 mcg"),  # U+00B5, micro sign
        ("250", "μg", "250 mcg"),  # U+03BC, Greek letter
        ("5", "cc", "5 mL"),
        ("10", "U", "10 units"),
        ("1", "unit", "1 unit"),
        ("1", "units", "1 unit"),
        ("400", "IU", "400 international units"),
        ("10", "mg.", "10 mg"),
        ("1", "%", "1%"),
        ("2", "patches", "2 patches"),
    ],
)
def test_a_dose_is_written_as_ismp_has_it(dose: str, unit: str, expected: str) -> None:
    assert dose_text(dose, unit) == expected


def test_what_is_no_number_stays_as_it_was_typed() -> None:
    assert dose_number("16/4") == "16/4"
    assert dose_number("NaN") == "NaN"
    assert dose_text("", "") == ""


@settings(derandomize=True)
@given(st.decimals(min_value="0.0001", max_value="9999999", places=4))
def test_no_dose_loses_its_value_or_gains_a_dangerous_zero(value: Decimal) -> None:
    text = dose_number(str(value))
    assert Decimal(text.replace(",", "")) == value
    assert not text.startswith(".")
    assert "." not in text or not text.endswith(("0", "."))
    assert value < 1000 or "," in text


def test_unknown_units_stay_as_they_are() -> None:
    assert unit_name(" tablet ") == "tablet"


def row(**changes: object) -> MedicationRow:
    facts: dict[str, object] = {
        "medication_id": "m1",
        "name": "sertraline",
        "form": "tablet",
        "dose": "100",
        "unit": "mg",
        "route": "by mouth",
        "frequency": "every morning",
        "as_needed": False,
        "indication": "panic disorder",
        "prescriber": "",
        "status": ACTIVE,
        "started_on": date(2026, 10, 1),
        "changed_on": None,
        "stopped_on": None,
        "last_reason": "",
        "entry_id": "e-1",
    }
    return MedicationRow(**{**facts, **changes})  # type: ignore[arg-type]  # the facts above have the row's types


def test_the_medication_line_labels_the_dose() -> None:
    assert medication_line(row()) == "sertraline – tablet – DOSE 100 mg – by mouth – every morning"


def test_the_medication_line_leaves_out_what_is_not_known() -> None:
    assert medication_line(row(form="", route="", dose="", unit="")) == "sertraline – every morning"
    assert line(name="naloxone") == "naloxone"


def test_as_needed_says_for_what() -> None:
    assert often("every 6 hours", True, "anxiety") == "every 6 hours as needed for anxiety"
    assert often("as needed", True) == "as needed"
    assert often("", True) == "as needed"
    assert medication_line(row(as_needed=True, frequency="at night")).endswith("at night as needed for panic disorder")


def test_the_name_keeps_its_tall_letters() -> None:
    assert medication_line(row(name="buPROPion")).startswith("buPROPion – ")


def test_a_reason_is_its_code_and_its_words() -> None:
    assert reason_text("side effect", "Rash on both arms.") == "side effect (Rash on both arms)"
    assert reason_text("taper", "") == "taper"
    assert reason_text("", "Taken at admission.") == "Taken at admission"


def test_what_an_as_needed_order_is_for_stands_inside_the_line() -> None:
    assert often("once", True, "Suspected overdose") == "once as needed for suspected overdose"
    assert often("at bedtime", True, "PTSD nightmares") == "at bedtime as needed for PTSD nightmares"
