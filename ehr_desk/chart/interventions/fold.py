"""Pure: what notes delivered and what logs came to, to their lists."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.interventions import effects
from ehr_desk.chart.interventions.rows import DeliveredRow, LogRow

KINDS = frozenset({effects.DELIVERED})
LOG_KINDS = frozenset({effects.LOGGED})


def fold_delivered(ordered: Sequence[SignedEffect]) -> list[DeliveredRow]:
    """Every note that names interventions, oldest first."""
    return [
        DeliveredRow(
            on=effect.effective_on,
            used=[str(one) for one in effect.data.get("used") or []],
            entry_id=effect.entry_id,
        )
        for effect in ordered
    ]


def fold_logs(ordered: Sequence[SignedEffect]) -> list[LogRow]:
    """Every entry of a log, oldest first."""
    return [LogRow(one.effective_on, str(one.data.get("words") or ""), one.entry_id) for one in ordered]
