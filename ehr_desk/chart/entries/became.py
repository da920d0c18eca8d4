"""What became of the entries that a draft carries words of."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.carried_check import Became
from ehr_desk.chart.entries.carry import sources_of_carried
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.reader import in_error
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.entries.tracing import Tracing


def became(session: Session, draft: DraftRow) -> Became:
    """Which of a draft's sources are in error, what the others say now, and which of them rest on what fell away."""
    sources = set(sources_of_carried(draft.carried).values()) | {one.entry_id for one in draft.reused}
    wrong = in_error(session, sources)
    tracing = Tracing(session)
    versions = {one: kept for one, kept in tracing.contents(sorted(sources - wrong)).items() if kept}
    contents = {one: content_version(kept) for one, kept in versions.items()}
    return Became(
        wrong,
        {one: content.body["answers"] for one, content in contents.items()},
        frozenset(one for one, content in contents.items() if tracing.of(content).fallen),
    )
