"""The room of drug screens as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.drug_screens import effects, fold, rules
from ehr_desk.chart.drug_screens.rows import DrugScreenRow
from ehr_desk.chart.drug_screens.tables import DrugScreenTable
from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source


def room() -> Room:
    """Fold ``drug_screens``; source ``drug_screen``."""
    return Room(
        name="drug_screens",
        folds=(TableFold("drug_screens", fold.KINDS, fold.fold_screens, DrugScreenRow, DrugScreenTable),),
        sources=(Source("drug_screen", effects.done),),
        checks=(rules.check_results,),
    )
