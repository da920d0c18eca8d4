"""The measures tab: one trend for each score, in words and as rows. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ehr_desk.chart.measures.rows import MeasureRow
from ehr_desk.forms import FormLibrary, Score
from ehr_desk.ui.pages.record.episodes import current_episode
from ehr_desk.ui.pages.record.thresholds import Threshold, change_words
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow
from ehr_desk.ui.widgets.trend_data import Trend, TrendBand, TrendPoint, shades

COLUMNS = (
    Column("Date", 120),
    Column("Score", 90, numbers=True),
    Column("Band"),
    Column("Since last time", 130, numbers=True),
    Column("Since the first", 130, numbers=True),
    Column("Noted", 150),
)


@dataclass(frozen=True)
class MeasureView:
    """One score of one form: its trend and its rows, newest first (their ids are entry ids).

    ``change`` says what happened since admission and whether it is more than chance, ``sources`` who says so.
    """

    form_id: str
    title: str
    trend: Trend
    rows: tuple[TableRow, ...]
    change: str = ""
    sources: tuple[str, ...] = ()


def views(
    state: Mapping[str, Sequence[Any]], library: FormLibrary, thresholds: Mapping[str, Threshold] | None = None
) -> list[MeasureView]:
    """One view for each score that was ever recorded, in order of its form."""
    known = thresholds or {}
    episode = current_episode(state)
    admitted = episode.admitted_on if episode else None
    by_score: dict[tuple[str, str], list[MeasureRow]] = {}
    for row in state.get("measures", ()):
        by_score.setdefault((row.form_id, row.score_id), []).append(row)
    return [_view(rows, _score(library, *key), known.get(key[1]), admitted) for key, rows in sorted(by_score.items())]


def _score(library: FormLibrary, form_id: str, score_id: str) -> Score | None:
    if form_id not in library:
        return None
    return next((one for one in library.get(form_id).scores if one.id == score_id), None)


def _view(
    rows: Sequence[MeasureRow], score: Score | None, known: Threshold | None, admitted: date | None
) -> MeasureView:
    ordered = sorted(rows, key=lambda one: one.on)
    title = ordered[0].title.removesuffix(" total")
    parts = sorted(score.bands, key=lambda band: band.start) if score else []
    graves = shades(len(parts), better=known.better) if known else [0.0] * len(parts)
    bands = tuple(
        TrendBand(float(band.start), band.label.lower(), grave) for band, grave in zip(parts, graves, strict=True)
    )
    trend = Trend(
        title=title,
        points=tuple(TrendPoint(one.on, one.score, one.band.lower()) for one in ordered),
        low=0,
        high=ordered[-1].maximum,
        bands=tuple(band for band in bands if band.start > 0),
        ground=next((band.shade for band in bands if band.start <= 0), 0.0),
    )
    return MeasureView(
        ordered[0].form_id,
        title,
        trend,
        tuple(_row(one) for one in reversed(ordered)),
        change_words(ordered, admitted, known),
        known.sources if known else (),
    )


def _row(one: MeasureRow) -> TableRow:
    since_first = None if one.first is None else one.score - one.first
    cells = (
        show_date(one.on),
        str(one.score),
        one.band,
        _signed(one.change),
        _signed(since_first),
        "needs action" if one.flagged else "positive screen" if one.positive else "",
    )
    return TableRow(one.entry_id, cells, tone="danger" if one.flagged else "")


def _signed(number: int | None) -> str:
    if number is None:
        return "–"
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


def last_points(trend: Trend, most: int) -> Trend:
    """The same trend with only its newest points and the threshold above the last value, for a small chart."""
    last = trend.points[-1].value if trend.points else 0
    above = sorted((band for band in trend.bands if band.start > last), key=lambda band: band.start)
    kept = above[0] if above else next(iter(trend.bands[-1:]), None)
    below = [band.shade for band in trend.bands if kept is not None and band.start < kept.start]
    ground = below[-1] if below else trend.ground
    return replace(trend, points=trend.points[-most:], bands=(kept,) if kept else (), ground=ground)


def short_sentence(trend: Trend) -> str:
    """The newest value in words: "PHQ-9: 9, mild, 21 Nov 2026 (13 before)"."""
    if not trend.points:
        return f"{trend.title}: not recorded yet"
    last = trend.points[-1]
    word = f", {last.word}" if last.word else ""
    before = f" ({trend.points[-2].value:g} before)" if len(trend.points) > 1 else ""
    return f"{trend.title}: {last.value:g}{word}, {show_date(last.day)}{before}"
