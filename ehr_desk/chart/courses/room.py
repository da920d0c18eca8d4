"""The course room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.courses import effects, fold
from ehr_desk.chart.courses.rows import CourseRow
from ehr_desk.chart.courses.tables import CourseTable
from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source


def room() -> Room:
    """Fold ``course_notes``; source ``course``."""
    return Room(
        name="courses",
        folds=(TableFold("course_notes", fold.KINDS, fold.fold_course, CourseRow, CourseTable),),
        sources=(Source("course", effects.noted),),
    )
