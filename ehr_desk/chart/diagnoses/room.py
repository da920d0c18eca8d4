"""The diagnosis room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.diagnoses import effects, fold, prefills, rules
from ehr_desk.chart.diagnoses.codes import CodeRelease
from ehr_desk.chart.diagnoses.rows import DiagnosisRow
from ehr_desk.chart.diagnoses.tables import DiagnosisTable
from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source


def room(release: CodeRelease | None = None) -> Room:
    """Fold and source ``diagnoses``. ``release`` is that of the code table from which diagnoses are chosen."""
    return Room(
        name="diagnoses",
        folds=(TableFold("diagnoses", fold.KINDS, fold.fold_diagnoses, DiagnosisRow, DiagnosisTable),),
        sources=(Source("diagnoses", effects.diagnoses),),
        checks=(rules.check_diagnoses, rules.check_release(release), rules.check_dual_diagnosis),
        prefills={"diagnoses.active": prefills.active, "diagnoses.statement": prefills.statement},
    )
