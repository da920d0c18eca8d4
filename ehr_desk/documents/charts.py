"""Trend charts: every measure on its own scale with its own bands, all on one time axis.

One strip per measure, because measures have different maxima and different bands: a shared scale would draw the bands
of one behind the line of another. The names stand in a gutter at the right, one to a strip, so they cannot collide.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from ehr_desk.common.days import in_words
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box
from ehr_desk.documents.model import Chart, Series
from ehr_desk.documents.shaping import Shaper, Span
from ehr_desk.documents.text import Text, plain
from ehr_desk.documents.theme import BANDS, HAIRLINE, LABEL, QUIET, SERIES, TEXT, WHITE, WIDE, Colour, Type

_NAME = 17.0
_STRIP = 56.0
_BETWEEN = 7.0
_AXIS = 14.0
_LEFT = 22.0
_GUTTER = 84.0
_BAND_NAME = Type(6.6, 8, "regular", QUIET)
_TICKS = 5
_APART = 8.0


class TrendChart(Box):
    """A strip for each series and the dates below the last one."""

    def __init__(self, shaper: Shaper, chart: Chart, *, first: int = 0, days: tuple[date, date] | None = None) -> None:
        self._shaper = shaper
        self._chart = chart
        self._series = tuple(series for series in chart.series if series.points)
        self._first = first
        self._days = days or _days(self._series)
        self.above, self.below = 2.0, 8.0

    def height(self, width: float) -> float:
        count = len(self._series)
        return count * (_NAME + _STRIP) + max(count - 1, 0) * _BETWEEN + _AXIS if count else 0.0

    def least(self, width: float) -> float:
        return _NAME + _STRIP + _AXIS

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        """Whole strips only; each part has the dates of the whole chart below it."""
        fits = int((room - _AXIS + _BETWEEN) // (_NAME + _STRIP + _BETWEEN))
        if not 0 < fits < len(self._series):
            return None
        return self._part(slice(None, fits), self._first), self._part(slice(fits, None), self._first + fits)

    def _part(self, which: slice, first: int) -> TrendChart:
        return TrendChart(self._shaper, Chart(self._series[which], self._chart.alt), first=first, days=self._days)

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        plot = width - _LEFT - _GUTTER
        with canvas.figure(self._alt(), (x, top - self.height(width), x + width, top)):
            for number, series in enumerate(self._series):
                strip_top = top - number * (_NAME + _STRIP + _BETWEEN) - _NAME
                colour = SERIES[(self._first + number) % len(SERIES)]
                self._name(canvas, series, colour, x, strip_top + _NAME, width)
                self._ground(canvas, series, x, strip_top, plot)
                self._line(canvas, series, colour, x + _LEFT, strip_top, plot)
            self._axis(canvas, x + _LEFT, top - self.height(width) + _AXIS, plot)

    def _alt(self) -> str:
        alt = self._chart.alt or "Scores over time"
        return f"Continued: {', '.join(series.name for series in self._series)}. {alt}" if self._first else alt

    def _ground(self, canvas: PaperCanvas, series: Series, x: float, top: float, plot: float) -> None:
        left, bottom = x + _LEFT, top - _STRIP
        named = -100.0
        for number, (low, high) in enumerate(_edges(series)):
            y1, y2 = _y(series, low, bottom), _y(series, high, bottom)
            canvas.fill_box(left, y1, plot, y2 - y1, _band_colour(number, len(series.bands)))
            middle = (y1 + y2) / 2
            if middle - named >= _BAND_NAME.leading:
                self._put(canvas, series.bands[number].label, _BAND_NAME, left + plot + 6, middle + 4)
                named = middle
        taken = -100.0
        for value in [*([low for low, _ in _edges(series)] or [0.0]), series.maximum]:
            y = _y(series, value, bottom)
            canvas.rule(left, y, plot, HAIRLINE, 0.5)
            if y - taken >= 8:
                self._put(canvas, _figure(value), LABEL, left - 5, y + 4.8, right=True)
                taken = y

    def _line(self, canvas: PaperCanvas, series: Series, colour: Colour, left: float, top: float, plot: float) -> None:
        bottom = top - _STRIP
        first, last = self._days
        span = max((last - first).days, 1)
        # Markers keep clear of the frame at both ends.
        points = [
            (left + 6 + (plot - 12) * (date.fromisoformat(on) - first).days / span, _y(series, value, bottom))
            for on, value in series.points
        ]
        canvas.setLineJoin(1)
        for (x1, y1), (x2, y2) in pairwise(points):
            canvas.segment(x1, y1, x2, y2, colour, 1.5)
        for x, y in points:
            canvas.fill_box(x - 2.95, y - 2.95, 5.9, 5.9, WHITE, radius=2.95)
            canvas.fill_box(x - 2.05, y - 2.05, 4.1, 4.1, colour, radius=2.05)

    def _name(self, canvas: PaperCanvas, series: Series, colour: Colour, x: float, top: float, width: float) -> None:
        first, last = series.points[0][1], series.points[-1][1]
        course = _figure(last) if len(series.points) == 1 else f"{_figure(first)} \u2192 {_figure(last)}"
        spans = (
            Span(f"{series.name}{WIDE}", Type(8.6, 11, "semibold", colour)),
            Span(f"{course}{WIDE}", Type(8.6, 11, "semibold", TEXT)),
            Span(_band_name(series, last), LABEL),
        )
        Text(self._shaper, spans, role="Span").draw(canvas, x, top, width)

    def _axis(self, canvas: PaperCanvas, left: float, y: float, plot: float) -> None:
        first, last = self._days
        span = (last - first).days
        widest = self._shaper.width(in_words(last), LABEL) + _APART
        count = min(_TICKS, span + 1, max(int(plot // widest), 2))
        for number in range(count):
            part = number / (count - 1) if count > 1 else 0.0
            at = first.fromordinal(first.toordinal() + round(span * part))
            x = left + 6 + (plot - 12) * ((at - first).days / span if span else 0.0)
            text = in_words(at)
            half = self._shaper.width(text, LABEL) / 2
            start = min(max(x - half, left), left + plot - 2 * half)
            self._put(canvas, text, LABEL, start, y - 2.5)

    def _put(self, canvas: PaperCanvas, text: str, type_: Type, x: float, top: float, *, right: bool = False) -> None:
        box = plain(self._shaper, text, type_, role="Span")
        width = self._shaper.width(text, type_) + 1
        box.draw(canvas, x - width if right else x, top, width)


def _days(series: Sequence[Series]) -> tuple[date, date]:
    days = [date.fromisoformat(on) for each in series for on, _ in each.points]
    return (min(days), max(days)) if days else (date.min, date.min)


def _y(series: Series, value: float, bottom: float) -> float:
    part = value / series.maximum if series.maximum else 0.0
    return bottom + _STRIP * min(max(part, 0.0), 1.0)


def _edges(series: Series) -> list[tuple[float, float]]:
    """Bands without gaps: each reaches up to where the next begins."""
    if not series.bands:
        return []
    starts = [band.low for band in series.bands]
    ends = [*starts[1:], series.maximum]
    return [(low, high) for low, high in zip(starts, ends, strict=True) if high >= low]


def _band_colour(number: int, count: int) -> Colour:
    if count <= 1:
        return BANDS[0]
    return BANDS[round(number * (len(BANDS) - 1) / (count - 1))]


def _band_name(series: Series, value: float) -> str:
    return next((band.label for band in reversed(series.bands) if value >= band.low), "")


def _figure(value: float) -> str:
    return f"{value:g}"
