"""What a signed entry can state about the course of both problems.

Substance use and mental health are each seen in the context of the other, with a stage of change for each of them:
SAMHSA, COCE Overview Paper 2; TIP 42.
"""

from __future__ import annotations

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.canonical import Json

NOTED = "course.noted"

TEXTS = ("stage_mental_health", "stage_substance_use", "treatment_stage", "function")
"""Roles whose answer is kept as it is; the rows have fields of the same names."""


def noted(filled: Filled) -> list[Effect]:
    """Where both problems stand that day; nothing where none of it was answered."""
    said = {role: filled.text(role).strip() for role in TEXTS}
    level = filled.value("symptom_level")
    symptoms = None if level is None else int(level)
    if symptoms is None and not any(said.values()):
        return []
    words = []
    if symptoms is not None:
        words.append(f"Mental health symptoms {symptoms} of 10.")
    for role, name in (("stage_mental_health", "mental health"), ("stage_substance_use", "substance use")):
        if said[role]:
            words.append(f"Stage of change, {name}: {said[role].lower()}.")
    if said["treatment_stage"]:
        words.append(f"Stage of treatment: {said['treatment_stage'].lower()}.")
    if said["function"]:
        words.append(f"Day-to-day function: {said['function'].lower()}.")
    data: dict[str, Json] = {**said, "symptoms": symptoms}
    return [Effect(NOTED, filled.effective_on, data, " ".join(words))]
