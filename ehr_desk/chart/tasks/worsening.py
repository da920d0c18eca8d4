"""Scores that got worse by more than chance: at once, or little by little. Pure.

The reliable change is that of the form, with its source there (Jacobson NS, Truax P. J Consult Clin Psychol
1991;59:12-19: a difference that measurement error alone would rarely bring about).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.measures.rows import MeasureRow
from ehr_desk.chart.tasks.rules import ReliableChanges, open_episode
from ehr_desk.chart.tasks.words import counted
from ehr_desk.common.days import in_words

_NAMED = 3


@dataclass(frozen=True)
class Worse:
    """The newest score of a measure, and by how many points it is worse: than the one before (``since`` is None), or
    than the best of this stay, on that day."""

    row: MeasureRow
    points: int
    since: date | None = None


def worsened(state: Rows, today: date, first: date, changes: ReliableChanges) -> list[Worse]:
    """The measures whose newest score, taken since ``first``, is worse by more than chance.

    A score that rises a little each time is held against the best one of the stay, as long as it gets no better: steps
    within chance add up to what is not.
    """
    stay = open_episode(state)
    histories: dict[tuple[str, str], list[MeasureRow]] = {}
    for row in state.rows("measures"):
        if row.on <= today and (stay is None or row.on >= stay.admitted_on):
            histories.setdefault((row.form_id, row.score_id), []).append(row)
    found = (
        _worse(rows, changes[key].points, -1 if changes[key].better == "higher" else 1)
        for key, rows in histories.items()
        if key in changes and rows[-1].on >= first
    )
    return [one for one in found if one is not None]


def sentences(found: Sequence[Worse]) -> Iterator[tuple[str, MeasureRow]]:
    """What is said of them: one sentence for each entry, however many scores it holds."""
    for _, group in groupby(found, key=lambda one: one.row.entry_id):
        same = list(group)
        yield (_one(same[0]) if len(same) == 1 else _several(same)), same[0].row


def name_of(row: MeasureRow) -> str:
    """The measure without the word for its sum."""
    return without_total(row.title)


def without_total(title: str) -> str:
    """The same of a title alone."""
    return title.removesuffix(" total")


def _worse(rows: Sequence[MeasureRow], points: int, sign: int) -> Worse | None:
    if len(rows) < 2:
        return None
    newest = rows[-1]
    step = sign * (newest.score - rows[-2].score)
    if step >= points:
        return Worse(newest, step)
    if step < 0:
        return None
    best = min(rows[:-1], key=lambda row: (sign * row.score, row.on))
    risen = sign * (newest.score - best.score)
    return Worse(newest, risen, best.on) if risen >= points else None


def _one(worse: Worse) -> str:
    row, since = worse.row, f" than on {in_words(worse.since)}" if worse.since else ""
    return f"{name_of(row)} is {counted(worse.points, 'point')} worse{since}: {row.score} on {in_words(row.on)}."


def _several(same: Sequence[Worse]) -> str:
    named = ", ".join(name_of(one.row) for one in same[:_NAMED])
    others = len(same) - _NAMED
    more = f" and {others} more" if others > 0 else ""
    return f"Worse by more than chance on {in_words(same[0].row.on)}: {named}{more}."
