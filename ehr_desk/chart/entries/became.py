"""What became of the entries that a draft carries words of."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.carried_check import Became
from ehr_desk.chart.entries.carry import sources_of_carried
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.reader import in_error, versions_of
from ehr_desk.chart.entries.rows import DraftRow


def became(session: Session, draft: DraftRow) -> Became:
    """Which of a draft's sources are in error, and what the others that answers came from say by now."""
    answers_from = set(sources_of_carried(draft.carried).values())
    wrong = in_error(session, answers_from | {one.entry_id for one in draft.reused})
    now = {one: content_version(versions_of(session, one)).body["answers"] for one in sorted(answers_from - wrong)}
    return Became(wrong, now)
