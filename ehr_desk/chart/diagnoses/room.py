"""The diagnosis room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.diagnoses import effects, fold, prefills, rules
from ehr_desk.chart.diagnoses.rows import DiagnosisRow
from ehr_desk.chart.diagnoses.tables import DiagnosisTable
from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source


def room() -> Room:
    """Fold and source ``diagnoses``."""
    return Room(
        name="diagnoses",
        folds=(TableFold("diagnoses", fold.KINDS, fold.fold_diagnoses, DiagnosisRow, DiagnosisTable),),
        sources=(Source("diagnoses", effects.diagnoses),),
        checks=(rules.check_diagnoses, rules.check_dual_diagnosis),
        prefills={"diagnoses.active": prefills.active, "diagnoses.statement": prefills.statement},
    )
