"""Pure: what was noted about both problems, to its list."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.courses import effects
from ehr_desk.chart.courses.rows import CourseRow
from ehr_desk.chart.entries.effects import SignedEffect

KINDS = frozenset({effects.NOTED})


def fold_course(ordered: Sequence[SignedEffect]) -> list[CourseRow]:
    """Every note of it, oldest first."""
    return [
        CourseRow(
            on=effect.effective_on,
            symptoms=effect.data.get("symptoms"),
            **{role: str(effect.data.get(role) or "") for role in effects.TEXTS},
            entry_id=effect.entry_id,
        )
        for effect in ordered
    ]
