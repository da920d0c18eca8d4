"""Which form is written by what. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ehr_desk.demo.courses import Course
from ehr_desk.demo.schedule import Act
from ehr_desk.demo.writing import calls, endings, family, intake, levels, linkages, measures, notes, reviews, screens
from ehr_desk.demo.writing.common import Answers

PLAIN: Final[Mapping[str, Callable[[Course, Act], Answers]]] = {
    "admission": intake.admission,
    "consent": intake.consent,
    "treatment_plan": intake.treatment_plan,
    "phq9": measures.phq9,
    "gad7": measures.gad7,
    "dap_note": notes.dap_note,
    "dual_diagnosis_note": notes.dual_diagnosis_note,
    "family_session": family.family_session,
    "absence": family.absence,
    "toxicology_screen": screens.toxicology_screen,
}
"""Forms that are written without looking at what the record filled in."""

ASSEMBLED: Final[Mapping[str, Callable[[Course, Act, Answers], Answers]]] = {
    "plan_review": reviews.plan_review,
    "level_of_care_change": levels.level_of_care_change,
    "progress_summary": endings.progress_summary,
    "aftercare_plan": endings.aftercare_plan,
    "discharge_summary": endings.discharge_summary,
    "follow_up_call": calls.follow_up_call,
    "case_management_contact": linkages.case_management_contact,
}
"""Forms that start from the record; the third argument is what they start with."""
