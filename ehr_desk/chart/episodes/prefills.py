"""What forms start with from the episode that is open."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Prefill, PrefillContext
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.common.canonical import Json


def text(name: str) -> Prefill:
    """A prefill with one text of the open episode."""

    def of_episode(context: PrefillContext) -> Json:
        episode = _open(context)
        return getattr(episode, name) or None if episode else None

    return of_episode


def admitted_on(context: PrefillContext) -> Json:
    """The day of admission."""
    episode = _open(context)
    return episode.admitted_on.isoformat() if episode else None


def planned_hours(context: PrefillContext) -> Json:
    """Planned hours a week: the plan's, else the admission's."""
    plan = next(iter(context.chart.rows("plan")), None)
    episode = _open(context)
    return (plan.planned_hours if plan else "") or (episode.planned_hours if episode else "") or None


def projected_discharge(context: PrefillContext) -> Json:
    """The projected discharge: the plan's, which a review may have moved, else the admission's."""
    plan = next(iter(context.chart.rows("plan")), None)
    episode = _open(context)
    day = (plan.projected_discharge if plan else None) or (episode.projected_discharge if episode else None)
    return day.isoformat() if day else None


def _open(context: PrefillContext) -> EpisodeRow | None:
    episodes: list[EpisodeRow] = list(context.chart.rows("episodes"))
    return next((row for row in reversed(episodes) if row.is_open), None)
