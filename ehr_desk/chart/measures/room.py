"""The measure room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source
from ehr_desk.chart.measures import effects, fold, rules
from ehr_desk.chart.measures.rows import MeasureRow, PartialRow, SafetyRow, UseRow
from ehr_desk.chart.measures.tables import MeasureTable, PartialTable, SafetyTable, UseTable
from ehr_desk.chart.measures.vitals import check_pressure, check_weight


def room() -> Room:
    """Folds ``measures``, ``partial_measures``, ``safety`` and ``use_reports``; sources: measure, safety, use."""
    return Room(
        name="measures",
        folds=(
            TableFold("measures", fold.KINDS, fold.fold_measures, MeasureRow, MeasureTable),
            TableFold("partial_measures", fold.PARTIAL_KINDS, fold.fold_partial, PartialRow, PartialTable),
            TableFold("safety", fold.SAFETY_KINDS, fold.fold_safety, SafetyRow, SafetyTable),
            TableFold("use_reports", fold.USE_KINDS, fold.fold_use, UseRow, UseTable),
        ),
        sources=(Source("measure", effects.measured), Source("safety", effects.safety), Source("use", effects.use)),
        checks=(
            *(rules.check_complete, rules.check_declined, rules.tell_declined, rules.check_action),
            *(check_pressure, check_weight),
        ),
    )
