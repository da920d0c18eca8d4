"""The summaries as the heart sees them."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Room
from ehr_desk.chart.summaries import fresh, rules
from ehr_desk.chart.summaries.prefills import all_prefills


def room() -> Room:
    """Prefills ``summary.*`` and the checks of summaries; no folds, a summary states nothing of its own."""
    return Room(
        name="summaries",
        checks=(rules.check_period, rules.check_discharge, fresh.check_fresh),
        prefills=all_prefills(),
    )
