"""What was signed of a stay after its discharge summary, which does not tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.reader import timeline, versions_of
from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.episodes.rules import TOLD_AT_DISCHARGE
from ehr_desk.chart.tasks.rows import Attention
from ehr_desk.chart.tasks.words import counted
from ehr_desk.common.days import in_words


def lacking(session: Session, client_id: str, state: Rows) -> list[Attention]:
    """One line for each discharge summary that lacks entries of its stay, until it is corrected."""
    closed: list[EpisodeRow] = [row for row in state.rows("episodes") if row.closed_by_entry]
    if not closed:
        return []
    lines = timeline(session, client_id)
    return [one for stay in closed for one in _lacking(stay, lines, lambda entry: versions_of(session, entry)[0].seq)]


def _lacking(stay: EpisodeRow, lines: Sequence[EntryRow], first_seq: Callable[[str], int]) -> Iterator[Attention]:
    summary = next(line for line in lines if line.entry_id == stay.closed_by_entry)
    later = [
        line
        for line in lines
        if line.seq > summary.seq
        and line.episode_id == stay.episode_id
        and line.category in TOLD_AT_DISCHARGE
        and stay.covers(line.effective_on)
        and line.state != "entered in error"
        and first_seq(line.entry_id) > summary.seq  # what was only corrected since was told
    ]
    if later:
        first = later[-1]
        more = f" and {counted(len(later) - 1, 'other')}" if len(later) > 1 else ""
        text = (
            f"{summary.title} of {in_words(summary.effective_on)} does not tell of what was signed after it: "
            f"{first.title} of {in_words(first.effective_on)}{more}. "
            "Its author corrects it; where the author has no access any more, a supervisor."
        )
        yield Attention("review", text, "timeline", summary.entry_id)
