"""The table of the course room, written by its fold only."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from ehr_desk.chart.base import Base, FoldedRow


class CourseTable(FoldedRow, Base):
    """What was said of both problems, oldest first."""

    __tablename__ = "course_notes"

    on: Mapped[date]
    symptoms: Mapped[int | None]
    stage_mental_health: Mapped[str]
    stage_substance_use: Mapped[str]
    treatment_stage: Mapped[str]
    function: Mapped[str]
    entry_id: Mapped[str]
