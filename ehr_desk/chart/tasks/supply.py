"""Medications whose supply runs out. Pure.

Source: domain page, 8.2 (a prescriber sees supplies that end within seven days) and 3.13 (medication continuity).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.medications.rows import ACTIVE, MedicationRow
from ehr_desk.chart.medications.wording import prescriber_text
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.chart.tasks.rules import DueRules, open_episode
from ehr_desk.common.days import in_words

ACT = "supply"


def running_out(state: Rows, today: date, rules: DueRules) -> list[tuple[date, MedicationRow]]:
    """What is taken in an open stay and lasts for a few days more, or has ended: with its last day, the first first."""
    if open_episode(state) is None:
        return []
    last = today + timedelta(days=rules.supply_soon)
    rows: Sequence[MedicationRow] = state.rows("medications")
    found = [(row.supply_until, row) for row in rows if row.status == ACTIVE and row.supply_until]
    return sorted(((until, row) for until, row in found if until <= last), key=lambda one: (one[0], one[1].name))


def supply(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """One line for each medication that runs out or has."""
    for until, row in running_out(state, today, rules):
        whose = f" (prescribed by {prescriber_text(row.prescriber, True)})" if row.external else ""
        verb = "ended" if until < today else "ends"
        text = f"The supply of {row.name}{whose} {verb} on {in_words(until)}."
        yield Attention("warning" if until < today else "review", text, ACT, row.entry_id)
