"""Which of the papers that name what was corrected since are still told of in the chart."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.definitions import kept
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.quoting import Resting
from ehr_desk.chart.entries.reader import lines_of_forms, versions_of
from ehr_desk.chart.entries.rows import EntryRow


def still_told(session: Session, found: Iterable[Resting]) -> list[Resting]:
    """Without what is only to be compared and has a successor: the next summary or letter of its kind is assembled from
    the record as it stands, and nobody goes back to the one before. The door tells of that one all the same."""
    return [one for one in found if one.forbids or one.holds or not _has_successor(session, one.line)]


def _has_successor(session: Session, line: EntryRow) -> bool:
    newest = lines_of_forms(session, line.client_id, [line.form_id], limit=1)
    return bool(newest) and newest[0].entry_id != line.entry_id and _is_assembled(session, line.entry_id)


def _is_assembled(session: Session, entry_id: str) -> bool:
    """Whether the form of an entry names its sources: of notes each stands for itself."""
    form = kept(session, content_version(versions_of(session, entry_id)).body["form"]["hash"])
    return any(child.role == "entry" for item in form.walk() for child in item.items)
