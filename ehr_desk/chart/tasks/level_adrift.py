"""Changes of the level of care that count in no stay: the admission they were signed upon was marked as in error, and
the one written anew begins later, or there is none."""

from __future__ import annotations

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
    found = []
    for line in timeline(session, client_id, category=_CATEGORY):
        if line.entry_id in counting or line.state == "entered in error":
            continue
        stated = content_version(versions_of(session, line.entry_id)).body["effects"]
        if any(effect["kind"] == CHANGED for effect in stated):
            text = (
                f"{line.title} of {in_words(line.effective_on)} counts in no stay: its admission is gone. Mark it as "
                "entered in error; where the level did change, write it anew."
            )
            found.append(Attention("warning", text, "timeline", line.entry_id))
    return found
