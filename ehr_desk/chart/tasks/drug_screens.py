"""The newest drug screen with a result that was not expected, for some days. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ehr_desk.chart.drug_screens.rows import DrugScreenRow
from ehr_desk.chart.drug_screens.rules import unexpected
from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.chart.tasks.rules import DueRules
from ehr_desk.common.days import in_words


def drug_screens(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """One line at most. A later screen as expected does not take it away: it says nothing of the days before."""
    first = today - timedelta(days=rules.screen_recent)
    rows: list[DrugScreenRow] = [one for one in state.rows("drug_screens") if first <= one.on <= today]
    newest = next((one for one in reversed(rows) if one.unexpected), None)
    if newest is not None:
        text = f"Drug screen of {in_words(newest.on)}: {unexpected(newest)}."
        yield Attention("review", text, "timeline", newest.entry_id)
