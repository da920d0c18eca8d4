"""Measures without a total that say something for certain: a positive screen, or worse by more than chance. Pure.

The answers given are the least that a total could be: where these alone reach the cut-off, or lie so far above the last
score, no declined answer could change it. No total is made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.measures.rows import MeasureRow, PartialRow
from ehr_desk.chart.tasks.rules import ReliableChanges, open_episode, stays_before
from ehr_desk.chart.tasks.words import counted
from ehr_desk.chart.tasks.worsening import without_total
from ehr_desk.common.days import in_words


def worse_without_total(
    state: Rows, today: date, first: date, changes: ReliableChanges
) -> Iterator[tuple[str, PartialRow]]:
    """What got worse by more than chance, whatever was declined: than the score before, or little by little than the
    best one of the stay (as ``worsening.worsened``)."""
    stay = open_episode(state)
    for row in newest_partial(state, today, first):
        change = changes.get((row.form_id, row.score_id))
        scores = [one for one in _scores(state, row) if stay is None or one.on >= stay.admitted_on]
        if not scores or change is None or change.better == "higher":
            continue
        best = min(scores, key=lambda one: (one.score, one.on))
        step, risen = row.least - scores[-1].score, row.least - best.score
        if step >= change.points:
            words = f"is at least {counted(step, 'point')} worse"
        elif step >= 0 and risen >= change.points:
            words = f"is at least {counted(risen, 'point')} worse than on {in_words(best.on)}"
        else:
            continue
        yield f"{without_total(row.title)} {words}: {_least(row)}.", row


def positive_without_total(state: Rows, today: date, first: date) -> Iterator[tuple[str, PartialRow]]:
    """Screens that became positive in their stay; what has an alert that is told, or a score, is told by these."""
    scored = {row.entry_id for row in state.rows("measures")}
    for row in newest_partial(state, today, first):
        same = stays_before(state, row.on)
        before = next((one for one in reversed(_scores(state, row)) if stays_before(state, one.on) == same), None)
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


def _scores(state: Rows, row: PartialRow) -> list[MeasureRow]:
    """The scores of the same measure up to that day, oldest first."""
    return [one for one in state.rows("measures") if _same(one, row) and one.on <= row.on]


def _same(one: MeasureRow, row: PartialRow) -> bool:
    return (one.form_id, one.score_id) == (row.form_id, row.score_id)


def _least(row: PartialRow) -> str:
    return f"at least {row.least} on {in_words(row.on)}, without a total"
