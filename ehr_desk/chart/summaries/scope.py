"""Which part of the record a summary is about: one episode, or a period in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from ehr_desk.chart.entries.rooms import ChartState
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.plans.rows import PlanRow

DEFAULT_DAYS = 30
"""How many days a progress summary covers where nothing else is said."""


class Dated(Protocol):
    """A row that says on which day it counts."""

    @property
    def on(self) -> date: ...


OnDay = TypeVar("OnDay", bound=Dated)


@dataclass(frozen=True)
class Scope:
    """The rows a summary may speak of: from ``start`` to ``end``, both included.

    ``chart`` is the record as it stood at the end, from everything known by now; ``present`` the record of today, for
    the few things that must not be told as of then. ``period`` says that it is a part of the stay and not all of it;
    sentences then say so. ``episode`` is the stay. ``followups`` counts the rows of the draft's own table of
    appointments; None where it has none yet, or not under that name.
    """

    chart: ChartState
    present: ChartState
    start: date
    end: date
    period: bool
    episode: EpisodeRow | None
    followups: int | None = None

    def within(self, rows: Sequence[OnDay]) -> list[OnDay]:
        """The rows whose day lies in the scope."""
        return [row for row in rows if self.start <= row.on <= self.end]

    def rows(self, fold: str) -> list[Any]:
        """The rows of a fold at the end of the scope."""
        return list(self.chart.rows(fold))

    @property
    def plan(self) -> PlanRow | None:
        """The plan in force at the end of the scope."""
        return next(iter(self.chart.rows("plan")), None)

    @property
    def in_it(self) -> str:
        """What a sentence adds when it speaks of a period: " in this period", else nothing."""
        return " in this period" if self.period else ""


def scope_of(chart: ChartState, answers: Mapping[str, Any], today: date) -> Scope:
    """The scope that a form's answers name.

    A progress summary has ``period_from`` and ``period_to``; a discharge summary covers the whole stay up to
    ``discharged_on``; anything else the whole stay up to the day of the entry.
    """
    start, end = _day(answers, "period_from"), _day(answers, "period_to")
    if start is not None or end is not None:
        last = end or today
        then = chart.as_of(last)
        episode = episode_at(then, last)
        return Scope(then, chart, start or _default_start(episode, last), last, True, episode)
    last = _day(answers, "discharged_on") or _day(answers, "entry_date") or today
    then = chart.as_of(last)
    episode = episode_at(then, last)
    rows = answers.get("followup")
    followups = len(rows) if isinstance(rows, list) else None
    return Scope(then, chart, episode.admitted_on if episode else date.min, last, False, episode, followups)


def default_period(chart: ChartState, today: date) -> tuple[date, date]:
    """The period a progress summary starts with: the last 30 days of the stay."""
    episode = episode_at(chart, today)
    end = min(today, episode.discharged_on) if episode and episode.discharged_on else today
    return _default_start(episode, end), end


def episode_at(chart: ChartState, day: date) -> EpisodeRow | None:
    """The stay that a day falls into, else the last one before it."""
    episodes: list[EpisodeRow] = [row for row in chart.rows("episodes") if row.admitted_on <= day]
    return episodes[-1] if episodes else None


def _default_start(episode: EpisodeRow | None, end: date) -> date:
    start = end - timedelta(days=DEFAULT_DAYS - 1)
    return max(start, episode.admitted_on) if episode else start


def _day(answers: Mapping[str, Any], name: str) -> date | None:
    value = answers.get(name)
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        # Half-typed answers reach a prefill too; the form itself says what is wrong with them.
        return None
