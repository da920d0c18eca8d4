"""Starting a note for a planned session: once. Pressing the key a second time opens the draft of the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ehr_desk.chart.entries.drafts import DraftService
    from ehr_desk.chart.entries.rows import DraftRow


def draft_for(
    drafts: DraftService, form_id: str, client_id: str, session_id: str, attendees: Sequence[str]
) -> DraftRow:
    """The draft of this form for this client and session; a new one where there is none."""
    if session_id:
        for draft in drafts.mine():
            same = (draft.form_id, draft.client_id, draft.session_id) == (form_id, client_id, session_id)
            if same and draft.kind == "original":
                return draft
    return drafts.start(form_id, client_id=client_id, session_id=session_id, attendees=attendees)
