"""Measures without a total that say something for certain: a positive screen, or worse by more than chance. Pure.

The answers given are the least that a total could be: where these alone reach the cut-off, or lie so far above the last
score, no declined answer could change it. No total is made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.measures.rows import MeasureRow, PartialRow
from ehr_desk.chart.tasks.rules import ReliableChanges
from ehr_desk.chart.tasks.words import counted
from ehr_desk.chart.tasks.worsening import without_total
from ehr_desk.common.days import in_words


def worse_without_total(
    state: Rows, today: date, first: date, changes: ReliableChanges
) -> Iterator[tuple[str, PartialRow]]:
    """What got worse than the score before by more than chance, whatever was declined."""
    for row in newest_partial(state, today, first):
        before, change = _before(state, row), changes.get((row.form_id, row.score_id))
        if before is None or change is None or change.better == "higher":
            continue
        risen = row.least - before.score
        if risen >= change.points:
            words = f"{without_total(row.title)} is at least {counted(risen, 'point')} worse: {_least(row)}."
            yield words, row


def positive_without_total(state: Rows, today: date, first: date) -> Iterator[tuple[str, PartialRow]]:
    """Screens that became positive; an entry whose alert is told, or that has a score, is told by these."""
    scored = {row.entry_id for row in state.rows("measures")}
    for row in newest_partial(state, today, first):
        before = _before(state, row)
        if row.positive and not row.flagged and row.entry_id not in scored and not (before and before.positive):
            yield f"{without_total(row.title)} is a positive screen: {_least(row)}.", row


def newest_partial(state: Rows, today: date, first: date) -> list[PartialRow]:
    """The measures of the days since ``first`` without a total, the newest of each; none where a score came since."""
    newest: dict[tuple[str, str], PartialRow] = {}
    for row in state.rows("partial_measures"):
        if first <= row.on <= today:
            newest[(row.form_id, row.score_id)] = row
    scores = [row for row in state.rows("measures") if row.on <= today]
    return [row for row in newest.values() if not any(_same(one, row) and one.on > row.on for one in scores)]


def _before(state: Rows, row: PartialRow) -> MeasureRow | None:
    rows: list[MeasureRow] = [one for one in state.rows("measures") if _same(one, row) and one.on <= row.on]
    return rows[-1] if rows else None


def _same(one: MeasureRow, row: PartialRow) -> bool:
    return (one.form_id, one.score_id) == (row.form_id, row.score_id)


def _least(row: PartialRow) -> str:
    return f"at least {row.least} on {in_words(row.on)}, without a total"
