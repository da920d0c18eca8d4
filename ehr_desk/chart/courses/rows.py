"""What readers get of the course of both problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CourseRow:
    """What one entry says of both problems.

    ``symptoms``: mental health symptoms as the client rates them, 0 to 10. Stages and ``function`` are in the words of
    the form, empty where nothing was said.
    """

    on: date
    symptoms: int | None
    stage_mental_health: str
    stage_substance_use: str
    treatment_stage: str
    function: str
    entry_id: str
