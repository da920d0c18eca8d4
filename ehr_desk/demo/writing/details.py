"""What chosen interventions ask for in an individual note: rulers, modules and skills, targets. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.demo.courses import Course
from ehr_desk.demo.writing.common import Answers

_SEEN = {
    "low": (["Low"], ["Flat", "Tired"], ["Tearful"], ["Anxious", "Low"]),
    "middle": (["Calm"], ["Anxious"], ["Irritable", "Restless"]),
    "good": (["Hopeful"], ["Calm"], ["Calm", "Hopeful"]),
}


def presentation(course: Course, band: str) -> Answers:
    """How the client came across, after the band of the scores (low, middle, good)."""
    return {"presentation": course.voice.random.choice(_SEEN[band])}


def details(course: Course, day: int, interventions: Sequence[str]) -> Answers:
    """The items that the chosen interventions open and that a note has to answer."""
    found: Answers = {}
    if "DBT" in interventions:
        found |= {"dbt_modules": ["Distress tolerance"], "dbt_distress": ["Self-soothing", "TIPP"]}
    if "Motivational enhancement" in interventions:
        gains = max(0.0, course.gains(day))
        found |= {
            "change_target": f"Days without {course.condition.substance}",
            "importance": min(10, 7 + round(2 * gains)),
            "confidence": min(10, 4 + round(4 * gains)),
        }
    if "Contingency management" in interventions:
        found |= {
            "cm_target": "Attendance",
            "cm_met": True,
            "cm_evidence": "All sessions of the week attended.",
            "cm_rule": "Fixed",
            "cm_earned": "10",
            "cm_paid_how": "Gift card",
            "cm_paid_ref": "Grocery card",
        }
    return found
