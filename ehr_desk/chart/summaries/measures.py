"""Scores from first to last, with the change and its band. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ehr_desk.chart.measures.rows import MeasureRow, PartialRow, SafetyRow
from ehr_desk.chart.summaries.rows import Sentence, sources
from ehr_desk.chart.summaries.scope import Scope
from ehr_desk.chart.summaries.words import counted, day_words, small

NO_TOTAL = "there is no total, because questions were declined"
_TOTAL = " total"
_ALARM = "no total; an answer raised an alert"


@dataclass(frozen=True)
class Trend:
    """All scores of one measure in a scope, oldest first."""

    name: str
    points: tuple[MeasureRow, ...]

    @property
    def first(self) -> MeasureRow:
        """The oldest score."""
        return self.points[0]

    @property
    def last(self) -> MeasureRow:
        """The newest score."""
        return self.points[-1]

    @property
    def change(self) -> int | None:
        """Points from first to last; ``None`` with one score."""
        return self.last.score - self.first.score if len(self.points) > 1 else None


def trends(scope: Scope) -> list[Trend]:
    """Every measure with a score in the scope, in the order in which they were first given."""
    found: list[MeasureRow] = sorted(scope.with_screening(scope.rows("measures")), key=lambda row: row.on)
    keys = dict.fromkeys((row.form_id, row.score_id) for row in found)
    return [_trend([row for row in found if (row.form_id, row.score_id) == key]) for key in keys]


def told(trend: Trend, possessive: str = "") -> Sentence:
    """One sentence on one measure, first to last. ``possessive`` ("Your") stands before its name."""
    name = f"{possessive} {trend.name}".strip()
    first, last = trend.first, trend.last
    if trend.change is None:
        return Sentence(f"{name} was {_score(last)} on {day_words(last.on)}.", sources([last.entry_id]))
    entries = sources([first.entry_id, last.entry_id])
    if trend.change == 0:
        text = f"{name} was {_score(first)} on {day_words(first.on)} and {_score(last)} on {day_words(last.on)}."
        return Sentence(text, entries)
    direction = "lower" if trend.change < 0 else "higher"
    text = (
        f"{name} went from {_score(first)} on {day_words(first.on)} to {_score(last)} on {day_words(last.on)}, "
        f"{counted(abs(trend.change), 'point')} {direction}."
    )
    return Sentence(text, entries)


def told_all(scope: Scope) -> list[Sentence]:
    """A sentence for each measure, or one that says there is none."""
    alarming = without_total(scope)
    known = {row.entry_id for row in alarming}
    found = [
        *(_alarming(row) for row in alarming),
        *(_reached(row) for row in partial(scope) if row.entry_id not in known),
        *(told(trend) for trend in trends(scope)),
    ]
    return found or [Sentence(f"No measure is recorded{scope.in_it}.")]


def without_total(scope: Scope) -> list[SafetyRow]:
    """Measures with an answer that raised an alert and no total, newest first: no score tells of them."""
    found: list[SafetyRow] = [row for row in scope.with_screening(scope.rows("safety")) if row.unscored]
    return sorted(found, key=lambda row: row.on, reverse=True)


def partial(scope: Scope) -> list[PartialRow]:
    """Measures without a total, the newest of each; none where a score was taken since."""
    rows: list[PartialRow] = scope.with_screening(scope.rows("partial_measures"))
    newest = {(row.form_id, row.score_id): row for row in sorted(rows, key=lambda row: row.on)}
    scores = {(one.form_id, one.score_id): one.on for trend in trends(scope) for one in trend.points}
    return [row for key, row in newest.items() if key not in scores or scores[key] <= row.on]


def name_of(row: SafetyRow) -> str:
    """The measure that has no total."""
    return row.unscored.removesuffix(_TOTAL)


def _reached(row: PartialRow) -> Sentence:
    screen = ", a positive screen" if row.positive else ""
    text = f"{row.title.removesuffix(_TOTAL)} of {day_words(row.on)}: at least {row.least}{screen}; {NO_TOTAL}."
    return Sentence(text, sources([row.entry_id]))


def _alarming(row: SafetyRow) -> Sentence:
    text = f"{name_of(row)} of {day_words(row.on)}: an answer raised an alert; {NO_TOTAL}."
    return Sentence(text, sources([row.entry_id]))


def rows(scope: Scope) -> list[dict[str, object]]:
    """The table of measures; first and last are the same where there is one score, and the change is left out. What has
    no total has its day, and what the answers given come to."""
    reached = partial(scope)
    known = {row.entry_id for row in reached}
    alarming: list[dict[str, object]] = [
        {"measure": name_of(row), "last_on": row.on.isoformat(), "band": _ALARM}
        for row in without_total(scope)
        if row.entry_id not in known
    ]
    return [*alarming, *(_partial_row(row) for row in reached), *_scored(scope)]


def _partial_row(row: PartialRow) -> dict[str, object]:
    band = _ALARM if row.flagged else f"no total; {row.declined} declined"
    return {
        "measure": row.title.removesuffix(_TOTAL),
        "last": f"at least {row.least}",
        "last_on": row.on.isoformat(),
        "band": f"{band}; positive screen" if row.positive and not row.flagged else band,
    }


def _scored(scope: Scope) -> list[dict[str, object]]:
    return [
        {
            "measure": trend.name,
            "first": str(trend.first.score),
            "first_on": trend.first.on.isoformat(),
            "last": str(trend.last.score),
            "last_on": trend.last.on.isoformat(),
            "change": "" if trend.change is None else str(trend.change),
            "band": trend.last.band,
        }
        for trend in trends(scope)
    ]


def point_rows(scope: Scope) -> list[dict[str, object]]:
    """Every score, for the chart of the trend."""
    return [
        {
            "measure": trend.name,
            "on": row.on.isoformat(),
            "value": str(row.score),
            "maximum": str(row.maximum),
        }
        for trend in trends(scope)
        for row in trend.points
    ]


def _trend(points: Sequence[MeasureRow]) -> Trend:
    # "PHQ-9 total" is what a form calls its score; in a sentence the measure itself is meant.
    return Trend(points[-1].title.removesuffix(_TOTAL), tuple(points))


def _score(row: MeasureRow) -> str:
    return f"{row.score} ({small(row.band)})" if row.band else str(row.score)
