"""Changes of the level of care that count in no stay: the admission they were signed upon was marked as in error, and
the one written anew begins later, or there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.reader import timeline, versions_of
from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.episodes.levels import CHANGED
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.common.days import in_words

_CATEGORY = "level_of_care"


def adrift(session: Session, client_id: str, state: Rows) -> list[Attention]:
    """One line for each such change, the newest first, until it is marked as entered in error or lies in a stay."""
    stays: list[EpisodeRow] = list(state.rows("episodes"))
    counting = {one.entry_id for stay in stays for one in stay.stages()}
    ended = {stay.episode_id: stay.discharged_on for stay in stays if stay.discharged_on is not None}
    found = []
    for line in timeline(session, client_id, category=_CATEGORY):
        if line.entry_id in counting or line.state == "entered in error":
            continue
        stated = content_version(versions_of(session, line.entry_id)).body["effects"]
        if any(effect["kind"] == CHANGED and not _came_too_late(effect, ended) for effect in stated):
            text = (
                f"{line.title} of {in_words(line.effective_on)} counts in no stay: its admission is gone. Mark it as "
                "entered in error; where the level did change, write it anew."
            )
            found.append(Attention("warning", text, "timeline", line.entry_id))
    return found


def _came_too_late(effect: Mapping[str, Any], ended: Mapping[str, date]) -> bool:
    """Signed ahead for a day after which the client had left: nothing is wrong with it, and nothing came of it."""
    left = ended.get(str(effect["data"].get("episode_id") or ""))
    return left is not None and date.fromisoformat(effect["effective_on"]) > left
