"""Whether a blood pressure can be what it says. Pure; asked before signing."""

from __future__ import annotations

import re

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding

SYSTOLIC, DIASTOLIC = (50, 250), (30, 140)
"""The pressures, in mmHg, that are taken without a question, between these. Source: US Department of Veterans Affairs,
My HealtheVet, implementation guide for data that patients record (HL7 FHIR), profile "VA MHV Blood Pressure"."""
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


def _plausible(upper: int, lower: int) -> bool:
    return SYSTOLIC[0] < upper < SYSTOLIC[1] and DIASTOLIC[0] < lower < DIASTOLIC[1] and lower < upper


def _may_be_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31
