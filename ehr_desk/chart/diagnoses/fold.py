"""Pure: recorded diagnoses to the list."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.diagnoses import effects
from ehr_desk.chart.diagnoses.rows import PRIMARY, RESOLVED, DiagnosisRow
from ehr_desk.chart.entries.effects import SignedEffect

KINDS = frozenset({effects.RECORDED})


def fold_diagnoses(ordered: Sequence[SignedEffect]) -> list[DiagnosisRow]:
    """The list: resolved ones last, primary ones first, else in the order they came. The last statement counts."""
    rows: dict[str, DiagnosisRow] = {}
    for effect in ordered:
        said = {name: _text(effect, name) for name in effects.FIELDS}
        diagnosis_id = _text(effect, "diagnosis_id")
        earlier = rows.get(diagnosis_id)
        rows[diagnosis_id] = DiagnosisRow(
            diagnosis_id=diagnosis_id,
            since=earlier.since if earlier else effect.effective_on,
            entry_id=effect.entry_id,
            **said,
        )
    # The sort is stable: equal ones stay in the order in which they were first recorded.
    return sorted(rows.values(), key=lambda row: (row.status == RESOLVED, row.rank != PRIMARY))


def _text(effect: SignedEffect, key: str) -> str:
    value = effect.data.get(key)
    return "" if value is None else str(value)
