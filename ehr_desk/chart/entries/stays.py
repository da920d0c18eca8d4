"""The stay of an entry that is amended: it stays the entry's own, whoever was admitted since."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.reader import versions_of
from ehr_desk.chart.entries.state import StoredState


def stay_of(session: Session, heart: Heart, entry_id: str) -> str:
    """The stay that an entry closes, else the one it was signed in; empty without an entry."""
    if not entry_id:
        return ""
    body = content_version(versions_of(session, entry_id)).body
    record = StoredState(session, body["client"]["id"], heart.fold_by_name)
    return heart.stay_of(record, entry_id, str(body["episode_id"]))
