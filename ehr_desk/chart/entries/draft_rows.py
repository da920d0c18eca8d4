"""Stored drafts: how one is begun, found again, and shown to its author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.reused import from_kept
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.entries.tables import Draft
from ehr_desk.common.errors import Gone
from ehr_desk.forms import Form


def begun(
    draft_id: str, author_id: str, form: Form, *, client_id: str, session_id: str, answers: Mapping[str, Any], at: str
) -> Draft:
    """A draft of an original entry, not stored yet. ``at``: the time it is begun (UTC stamp)."""
    return Draft(
        id=draft_id,
        author_id=author_id,
        form_id=form.id,
        form_hash=form.hash,
        client_id=client_id,
        session_id=session_id,
        kind="original",
        amends="",
        reason="",
        ground="",
        attendees=[],
        answers=dict(answers),
        created_at=at,
        saved_at=at,
        carried={},
        confirmed={},
        amended={},
        reused=[],
        upon={},
    )


def own_draft(session: Session, draft_id: str, author_id: str) -> Draft:
    """A stored draft of this author. ``Gone`` where it was signed or discarded, or is somebody else's."""
    draft = session.get(Draft, draft_id)
    if draft is None or draft.author_id != author_id:
        raise Gone("This draft is no longer there.", "It was signed or discarded; look at the timeline.")
    return draft


def columns_of(draft: Draft) -> dict[str, Any]:
    """Everything that is stored of a draft, by column: ``Draft(**columns_of(draft))`` is its twin."""
    return {column.name: getattr(draft, column.name) for column in Draft.__table__.columns}


def row_of(draft: Draft, form: Form) -> DraftRow:
    """A stored draft as its author sees it."""
    return DraftRow(
        id=draft.id,
        author_id=draft.author_id,
        form_id=draft.form_id,
        form_hash=draft.form_hash,
        title=form.title,
        client_id=draft.client_id,
        session_id=draft.session_id,
        kind=draft.kind,
        amends=draft.amends,
        reason=draft.reason,
        attendees=tuple(draft.attendees),
        answers=draft.answers,
        created_at=draft.created_at,
        saved_at=draft.saved_at,
        carried=draft.carried,
        confirmed=draft.confirmed,
        amended=draft.amended,
        ground=draft.ground,
        reused=from_kept(draft.reused),
        upon=draft.upon,
    )
