"""The levels of care of a stay as rows and as marks over time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from ehr_desk.chart.episodes.rows import EpisodeRow, LevelRow
from ehr_desk.ui.pages.record.episodes import current_episode
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

COLUMNS = (
    Column("Level of care", 190),
    Column("From", 116),
    Column("Until", 116),
    Column("Track", 100),
    Column("Hours a week", 110),
    Column("Reason"),
)


def rows_of(state: Mapping[str, Sequence[Any]]) -> list[TableRow]:
    """The levels of the open stay, else of the last one, newest first; ids are entry ids."""
    stay = current_episode(state)
    return [_row(one) for one in reversed(stay.stages())] if stay is not None else []


def words_of(stay: EpisodeRow, today: date) -> str:
    """The levels of a stay with their days: "Outpatient since 3 Dec 2026; before: ..."; one that is signed ahead of its
    day last."""
    now = stay.level_on(today)
    stages = stay.stages()
    others = {
        "before": [one for one in stages if one.since < now.since],
        "then": [one for one in stages if one.since > now.since],
    }
    told = [
        f"; {what}: " + ", ".join(f"{one.level_of_care} from {show_date(one.since)}" for one in rows)
        for what, rows in others.items()
        if rows
    ]
    return f"{now.level_of_care} since {show_date(now.since)}{''.join(told)}"


def changes(state: Mapping[str, Sequence[Any]]) -> Iterator[tuple[date, str, str]]:
    """Every change of level, track or hours within a stay: its day, what changed, the entry."""
    for stay in state.get("episodes", ()):
        for before, after in pairwise(stay.stages()):
            yield after.since, _change_words(before, after), after.entry_id


def _change_words(before: LevelRow, after: LevelRow) -> str:
    if before.level_of_care != after.level_of_care:
        return f"Level of care: {before.level_of_care} → {after.level_of_care}"
    hours = f"{after.planned_hours} h a week" if after.planned_hours != before.planned_hours else ""
    track = f"{after.track.lower()} track" if after.track and after.track != before.track else ""
    return f"Level of care: {', '.join(part for part in (track, hours) if part)}"


def _row(one: LevelRow) -> TableRow:
    until = show_date(one.until) if one.until else ""
    cells = (one.level_of_care, show_date(one.since), until, one.track, one.planned_hours, one.reason)
    return TableRow(one.entry_id, cells)
