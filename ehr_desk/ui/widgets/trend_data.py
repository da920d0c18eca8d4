"""What a trend shows, as plain data; paper draws the same data. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ehr_desk.ui.widgets.dates import show_date


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One value on one day; ``word`` is its band ("moderate")."""

    day: date
    value: float
    word: str = ""


@dataclass(frozen=True, slots=True)
class TrendBand:
    """A threshold line: from ``start`` up the value is called ``word``. ``shade``: how grave that is, 0 to 1, as the
    ground behind the line shows it; 0 shows nothing."""

    start: float
    word: str
    shade: float = 0.0


@dataclass(frozen=True, slots=True)
class Trend:
    """A measure over time. ``low`` and ``high`` are the ends of its range; points are in order of day. ``ground`` is
    the shade below the first threshold."""

    title: str
    points: tuple[TrendPoint, ...]
    low: float
    high: float
    bands: tuple[TrendBand, ...] = ()
    unit: str = ""
    ground: float = 0.0


def shades(number: int, *, better: str) -> list[float]:
    """The shades of so many parts of a range, from the lowest up. ``better``: which end of it is ("lower", "higher").

    Two parts end half way: a cut-point is no grave finding by itself.
    """
    if number < 2:
        return [0.0] * number
    most = min(1.0, 0.5 + (number - 2) / 4)
    found = [most * at / (number - 1) for at in range(number)]
    return found[::-1] if better == "higher" else found


def number(value: float) -> str:
    """A value without a trailing zero."""
    return f"{value:g}"


def rows(trend: Trend) -> list[tuple[str, str, str]]:
    """The points as text: day, value, band."""
    return [(show_date(one.day), f"{number(one.value)} {trend.unit}".strip(), one.word) for one in trend.points]


def sentence(trend: Trend) -> str:
    """The trend in one plain sentence, for people who do not see the picture and for those who do."""
    if not trend.points:
        return f"{trend.title}: not recorded yet."
    last = trend.points[-1]
    words = (
        f"{trend.title}: {number(last.value)}" + (f" ({last.word})" if last.word else "") + f" on {show_date(last.day)}"
    )
    if len(trend.points) == 1:
        return words + "."
    first, before = trend.points[0], trend.points[-2]
    change = last.value - first.value
    moved = "unchanged" if change == 0 else f"{number(abs(change))} {'higher' if change > 0 else 'lower'} than"
    since = f"{moved} {'since' if change == 0 else 'on'} {show_date(first.day)}"
    step = last.value - before.value
    recent = "the same as" if step == 0 else f"{number(abs(step))} {'higher' if step > 0 else 'lower'} than"
    return f"{words}, {since}; {recent} last time."
