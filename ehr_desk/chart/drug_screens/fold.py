"""Pure: drug screens to their list."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.drug_screens import effects
from ehr_desk.chart.drug_screens.rows import DrugScreenRow, row_of
from ehr_desk.chart.entries.effects import SignedEffect

KINDS = frozenset({effects.DONE})


def fold_screens(ordered: Sequence[SignedEffect]) -> list[DrugScreenRow]:
    """Every screen, oldest first."""
    return [row_of(effect.effective_on, effect.data, effect.entry_id) for effect in ordered]
