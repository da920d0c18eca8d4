"""Drafts of people whose access has ended: that they exist, never what stands in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.tables import Draft
from ehr_desk.common.clock import from_stamp


@dataclass(frozen=True)
class DraftLeft:
    """A draft that nobody can open any more. ``client_ids``: whom it is about; ``saved_at`` is aware."""

    draft_id: str
    author_id: str
    title: str
    client_ids: tuple[str, ...]
    saved_at: datetime


def drafts_left(session: Session, author_ids: Collection[str]) -> list[DraftLeft]:
    """The drafts of these authors, the oldest first."""
    columns = (Draft.id, Draft.author_id, Draft.form_hash, Draft.client_id, Draft.attendees, Draft.saved_at)
    query = select(*columns).where(Draft.author_id.in_(author_ids)).order_by(Draft.saved_at, Draft.id)
    return [
        DraftLeft(
            draft_id,
            author_id,
            definitions.kept(session, form_hash).title,
            tuple(attendees or ([client_id] if client_id else [])),
            from_stamp(saved_at),
        )
        for draft_id, author_id, form_hash, client_id, attendees, saved_at in session.execute(query)
    ]
