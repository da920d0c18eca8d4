"""What forms start with from the episode that is open; of an amendment the one that was before the entry."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Prefill, PrefillContext
from ehr_desk.chart.episodes.levels import AREAS
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
    """Planned hours a week: the plan's, else those of the level of care; of a level that came later, its own."""
    plan = next(iter(context.standing.rows("plan")), None)
    episode = _open(context)
    stage = episode.level_on(context.today) if episode else None
    if plan and episode and stage in episode.stages()[1:] and stage.since > plan.adopted_on:
        plan = None
    return (plan.planned_hours if plan else "") or (stage.planned_hours if stage else "") or None


def projected_discharge(context: PrefillContext) -> Json:
    """The projected discharge: the plan's, which a review may have moved, else the admission's."""
    plan = next(iter(context.standing.rows("plan")), None)
    episode = _open(context)
    day = (plan.projected_discharge if plan else None) or (episode.projected_discharge if episode else None)
    return day.isoformat() if day else None


def level(name: str) -> Prefill:
    """A prefill with one text of the level in force: a change may be signed before its day."""

    def of_level(context: PrefillContext) -> Json:
        episode = _open(context)
        return getattr(episode.level_on(context.today), name) or None if episode else None

    return of_level


def level_since(context: PrefillContext) -> Json:
    """The day from which the level of care holds."""
    episode = _open(context)
    return episode.level_on(context.today).since.isoformat() if episode else None


def level_covers_from(context: PrefillContext) -> Json:
    """The day from which a review of the level covers: the last review, else the admission."""
    episode = _open(context)
    return (episode.level_reviewed_on or episode.admitted_on).isoformat() if episode else None


def level_areas(context: PrefillContext) -> Json:
    """One line for each area that a review rates, with what the last review said."""
    episode = _open(context)
    before = {str(one.get("area") or ""): str(one.get("now") or "") for one in (episode.areas if episode else ())}
    return [
        {"_id": context.new_id(), "area_number": str(number), "area": area, "before": before.get(area, "")}
        for number, area in enumerate(AREAS, start=1)
    ]


def _open(context: PrefillContext) -> EpisodeRow | None:
    episodes: list[EpisodeRow] = list(context.standing.rows("episodes"))
    return next((row for row in reversed(episodes) if row.is_open), None)
