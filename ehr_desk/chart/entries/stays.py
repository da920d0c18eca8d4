"""The stay and the day of an entry that is amended: they stay the entry's own, whatever was signed since."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.reader import versions_of
from ehr_desk.chart.entries.state import StoredState


def day_of(session: Session, entry_id: str) -> date:
    """The day that an entry is about, as it is signed."""
    return date.fromisoformat(content_version(versions_of(session, entry_id)).body["effective_on"])


def stay_of(session: Session, heart: Heart, entry_id: str) -> str:
    """The stay that an entry closes, else the one it was signed in; empty without an entry."""
    if not entry_id:
        return ""
    body = content_version(versions_of(session, entry_id)).body
    record = StoredState(session, body["client"]["id"], heart.fold_by_name)
    return heart.stay_of(record, entry_id, str(body["episode_id"]))
