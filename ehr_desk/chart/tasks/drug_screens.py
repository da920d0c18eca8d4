"""The newest drug screen with a result that was not expected or with an unfit specimen, for some days; and what is not
back yet. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ehr_desk.chart.drug_screens.rows import DrugScreenRow
from ehr_desk.chart.drug_screens.rules import awaited, unexpected
from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.chart.tasks.rules import DueRules
from ehr_desk.common.days import in_words

_AWAITED = timedelta(days=60)
"""How long a result is waited for: what is not back by then has been lost."""


def drug_screens(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """One line for the newest that was not as expected: a later screen as expected does not take it away, since it says
    nothing of the days before. ASAM, Appropriate Use of Drug Testing (2017): an unfit specimen shows nothing."""
    first = today - timedelta(days=rules.screen_recent)
    rows: list[DrugScreenRow] = [one for one in state.rows("drug_screens") if first <= one.on <= today]
    newest = next((one for one in reversed(rows) if one.unexpected or one.unfit), None)
    if newest is not None:
        text = "; ".join(part for part in (unexpected(newest), newest.unfit) if part)
        yield Attention("review", f"Drug screen of {in_words(newest.on)}: {text}.", "timeline", newest.entry_id)


def awaited_screens(state: Rows, today: date) -> Iterator[Attention]:
    """One line for each screen of which a result or the laboratory's word is not back yet."""
    rows: list[DrugScreenRow] = list(state.rows("drug_screens"))
    for one in rows:
        if awaited(one) and today - _AWAITED <= one.on <= today:
            yield Attention("review", f"Drug screen of {in_words(one.on)}: {awaited(one)}.", "timeline", one.entry_id)
