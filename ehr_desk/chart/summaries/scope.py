"""Which part of the record a summary is about: one episode, or a period in it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Protocol, TypeVar

from ehr_desk.chart.entries.rooms import ChartState
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.plans.rows import PlanRow
from ehr_desk.common.canonical import Json

DEFAULT_DAYS = 30
"""How many days a progress summary covers where nothing else is said."""

_DATED = (
    *("attendance", "client_logs", "delivered", "drug_screens", "family_sessions", "incentives", "measures"),
    *("medication_changes", "objective_progress", "partial_measures", "safety", "use_reports"),
)
"""The folds whose rows count on a day."""


class Dated(Protocol):
    """A row that says on which day it counts, and whose entry it comes from."""

    @property
    def on(self) -> date: ...

    @property
    def entry_id(self) -> str: ...


OnDay = TypeVar("OnDay", bound=Dated)


@dataclass(frozen=True)
class Scope:
    """The rows a summary may speak of: from ``start`` to ``end``, both included.

    ``chart`` is the record as it stood at the end, from everything known by now; ``present`` the record of today, for
    the few things that must not be told as of then. ``period`` says that it is a part of the stay and not all of it;
    sentences then say so. ``episode`` is the stay. ``followups`` counts the rows of the draft's own table of
    appointments; None where it has none yet. ``before`` is the record before the stay on its
    first day, where another one ended on that day.
    """

    chart: ChartState
    present: ChartState
    start: date
    end: date
    period: bool
    episode: EpisodeRow | None
    followups: int | None = None
    before: ChartState | None = None

    def within(self, rows: Sequence[OnDay]) -> list[OnDay]:
        """The rows whose day lies in the scope, without what belongs to the stay before it."""
        return self._between(self.start, rows)

    def with_screening(self, rows: Sequence[OnDay]) -> list[OnDay]:
        """The same; of a whole stay also what came after the stay before it. Screening and first scores precede the
        admission, and are what the end is compared with."""
        return self._between(self.start if self.period else self._since, rows)

    def _between(self, start: date, rows: Sequence[OnDay]) -> list[OnDay]:
        return [row for row in rows if start <= row.on <= self.end and row.entry_id not in self._of_stay_before]

    @property
    def _since(self) -> date:
        """The first day after the stay before; the first of all days where there was none."""
        if self.before is not None or self.episode is None:
            return self.start
        episodes: list[EpisodeRow] = self.rows("episodes")
        ends = [row.discharged_on for row in episodes if row.discharged_on and row.discharged_on < self.start]
        return max(ends) + timedelta(days=1) if ends else date.min

    def rows(self, fold: str) -> list[Any]:
        """The rows of a fold at the end of the scope."""
        return list(self.chart.rows(fold))

    @cached_property
    def _of_stay_before(self) -> frozenset[str]:
        """The entries of a day that two stays share which came before the second one."""
        if self.before is None or self.episode is None:
            return frozenset()
        shared, folds = self.episode.admitted_on, (self.before.rows(fold) for fold in _DATED)
        return frozenset(row.entry_id for rows in folds for row in rows if row.on == shared)

    @property
    def plan(self) -> PlanRow | None:
        """The plan in force at the end of the scope."""
        return next(iter(self.chart.rows("plan")), None)

    @property
    def in_it(self) -> str:
        """What a sentence adds when it speaks of a period: " in this period", else nothing."""
        return " in this period" if self.period else ""


def asked(value: Callable[[str], Json]) -> dict[str, Json]:
    """The answers that name a scope, by role; ``value`` gives the answer to a role."""
    return {role: value(role) for role in ("period_from", "period_to", "discharged_on", "effective_on", "followup")}


def scope_of(chart: ChartState, answers: Mapping[str, Any], today: date, stay: str = "") -> Scope:
    """The scope that a form's answers, by role (``asked``), name.

    A progress summary has ``period_from`` and ``period_to``; a discharge summary covers the whole stay up to
    ``discharged_on``; anything else the whole stay up to the day of the entry. ``stay`` is that of an entry that is
    amended: it tells of the stay that it told of, whoever was admitted since.
    """
    start, end = _day(answers, "period_from"), _day(answers, "period_to")
    if start is not None or end is not None:
        last = end or today
        then, episode, before = _stay_at(chart, last, stay, start)
        return Scope(then, chart, start or _default_start(episode, last), last, True, episode, None, before)
    last = _day(answers, "discharged_on") or _day(answers, "effective_on") or today
    then, episode, before = _stay_at(chart, last, stay)
    rows = answers.get("followup")
    followups = len(rows) if isinstance(rows, list) else None
    return Scope(then, chart, episode.admitted_on if episode else date.min, last, False, episode, followups, before)


def default_period(chart: ChartState, today: date) -> tuple[date, date]:
    """The period a progress summary starts with: the last 30 days of the stay."""
    episode = episode_at(chart, today)
    end = min(today, episode.discharged_on) if episode and episode.discharged_on else today
    return _default_start(episode, end), end


def episode_at(chart: ChartState, day: date, stay: str = "", start: date | None = None) -> EpisodeRow | None:
    """The stay that a day falls into, else the last one before it. The one named goes first where it has the day, or
    none has it. The day of a discharge may be that of the next admission: a period that began before it is of the
    earlier stay."""
    by_then: list[EpisodeRow] = [row for row in chart.rows("episodes") if row.admitted_on <= day]
    having = [row for row in by_then if row.covers(day)]
    own = [row for row in having or by_then if row.episode_id == stay]
    earlier = [row for row in having if start is not None and start < day and row.admitted_on < day]
    return next(reversed(own or earlier or by_then), None)


def _stay_at(
    chart: ChartState, last: date, stay: str, start: date | None = None
) -> tuple[ChartState, EpisodeRow | None, ChartState | None]:
    """The record at the end of a scope, its stay, and what stood before it on its first day where another stay ended on
    that day: a day that two stays share is divided by the entry of the second admission."""
    then = chart.as_of(last)
    found = episode_at(then, last, stay, start)
    if found is None:
        return then, None, None
    rows: list[EpisodeRow] = list(then.rows("episodes"))
    place = rows.index(found)
    again = next((row for row in rows[place + 1 :] if row.admitted_on == last), None)
    if again is not None:
        then = chart.as_of(last, again.opened_by_entry)
        found = next((row for row in then.rows("episodes") if row.episode_id == found.episode_id), found)
    shared = place > 0 and rows[place - 1].discharged_on == found.admitted_on
    return then, found, chart.as_of(found.admitted_on, found.opened_by_entry) if shared else None


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
