"""What a signed entry can state about allergies."""

from __future__ import annotations

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.days import in_words

RECORDED = "allergy.recorded"
NONE_KNOWN = "allergies.none_known"


def allergies(filled: Filled) -> list[Effect]:
    """One effect per allergy of the form, or one that none are known; none where the form did not ask."""
    asked_on = filled.day("allergies_asked_on")
    asked = asked_on.isoformat() if asked_on else ""
    if filled.value("no_known_allergies") is True:
        words = f", asked on {in_words(asked_on)}" if asked_on else ""
        return [Effect(NONE_KNOWN, filled.effective_on, {"asked_on": asked}, f"No known allergies{words}.")]
    found = []
    for row in filled.rows("allergies"):
        substance, reaction, severity = (
            str(row.get(role) or "").strip() for role in ("substance", "reaction", "severity")
        )
        data = {"substance": substance, "reaction": reaction, "severity": severity, "asked_on": asked}
        words = f": {reaction}" if reaction else ""
        if severity and severity.casefold() != "not known":
            words += f" ({severity.lower()})"
        found.append(Effect(RECORDED, filled.effective_on, data, f"Allergy to {substance}{words}."))
    return found
