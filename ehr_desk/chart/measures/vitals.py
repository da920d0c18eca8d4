"""Whether a blood pressure and a weight can be what they say. Pure; asked before signing."""

from __future__ import annotations

import re
from decimal import Decimal

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding

SYSTOLIC, DIASTOLIC = (50, 250), (30, 140)
"""The pressures, in mmHg, that are taken without a question, between these. Source: US Department of Veterans Affairs,
My HealtheVet, implementation guide for data that patients record (HL7 FHIR), profile "VA MHV Blood Pressure"."""
POUNDS = (50, 650)
"""The weights, in pounds, that are taken without a question: from the first to below the second. Source: Centers for
Disease Control and Prevention, Behavioral Risk Factor Surveillance System, which leaves out all others."""
_PRESSURE = re.compile(r"(?<!\d)(\d{1,4})\s*/\s*(\d{1,4})(?!\d)")


def check_pressure(filled: Filled) -> list[Finding]:
    """A pressure that is hardly one is asked about: two figures are easily changed places, or one typed twice."""
    item = next(filled.items("blood_pressure"), None)
    said = filled.text("blood_pressure").strip()
    if item is None or not said:
        return []
    pairs = [(int(upper), int(lower)) for upper, lower in _PRESSURE.findall(said)]
    # "120/80 on 11/22": beside a pressure, what can be a day is one.
    pressures = [pair for pair in pairs if not _may_be_day(*pair)] or pairs
    odd = [f"{upper}/{lower}" for upper, lower in pressures if not _plausible(upper, lower)]
    if odd:
        text = f"{odd[0]} mmHg is hardly a blood pressure. Measure it again, or look for a slip of the pen."
        return [Finding("should", item.id, text)]
    return []


def check_weight(filled: Filled) -> list[Finding]:
    """A weight that is hardly one is asked about: a figure was left out, or typed twice."""
    item, said = next(filled.items("weight"), None), filled.value("weight")
    if item is None or item.unit != "lb" or said is None or POUNDS[0] <= Decimal(str(said)) < POUNDS[1]:
        return []
    text = f"{said} lb is hardly a client's weight. Weigh again, or look for a slip of the pen."
    return [Finding("should", item.id, text)]


def _plausible(upper: int, lower: int) -> bool:
    return SYSTOLIC[0] < upper < SYSTOLIC[1] and DIASTOLIC[0] < lower < DIASTOLIC[1] and lower < upper


def _may_be_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31
