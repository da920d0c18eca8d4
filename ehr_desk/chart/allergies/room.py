"""The allergy room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.allergies import effects, fold, rules
from ehr_desk.chart.allergies.rows import AllergyRow, AllergyStatusRow
from ehr_desk.chart.allergies.tables import AllergyStatusTable, AllergyTable
from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source


def room() -> Room:
    """Folds ``allergies`` and ``allergy_status``; source ``allergies``."""
    return Room(
        name="allergies",
        folds=(
            TableFold("allergies", fold.KINDS, fold.fold_allergies, AllergyRow, AllergyTable),
            TableFold("allergy_status", fold.KINDS, fold.fold_status, AllergyStatusRow, AllergyStatusTable),
        ),
        sources=(Source("allergies", effects.allergies),),
        checks=(rules.check_allergies,),
    )
