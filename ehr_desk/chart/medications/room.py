"""The medication room as the heart sees it."""

from __future__ import annotations

from functools import partial

from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source
from ehr_desk.chart.medications import effects, fold, prefills, rules
from ehr_desk.chart.medications.groups import AllergyGroups
from ehr_desk.chart.medications.rows import MedicationChangeRow, MedicationRow
from ehr_desk.chart.medications.tables import MedicationChangeTable, MedicationTable


def room(groups: AllergyGroups) -> Room:
    """Folds ``medications`` and ``medication_changes``; source ``medications``."""
    return Room(
        name="medications",
        folds=(
            TableFold("medications", fold.KINDS, fold.fold_medications, MedicationRow, MedicationTable),
            TableFold("medication_changes", fold.KINDS, fold.fold_changes, MedicationChangeRow, MedicationChangeTable),
        ),
        sources=(Source("medications", effects.orders),),
        checks=(partial(rules.check_orders, groups=groups), rules.check_supply),
        prefills={"medications.current": prefills.current},
    )
