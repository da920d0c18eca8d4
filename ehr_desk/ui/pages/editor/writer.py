"""One editor's way to its draft: a save says upon which text it was typed, so it never replaces a newer one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ehr_desk.chart.entries.moved import Moved, state_of
from ehr_desk.chart.entries.reused import Passage
from ehr_desk.chart.entries.rows import DraftRow

if TYPE_CHECKING:
    from ehr_desk.chart.entries.drafts import DraftService


class DraftWriter:
    """Everything is called on the writer thread, one after the other; ``draft`` may be read anywhere.

    ``beside`` says that the draft was changed in another place and that what is typed here goes on as a draft of its
    own (``draft``), so that both texts are kept.
    """

    def __init__(self, drafts: DraftService, draft: DraftRow) -> None:
        self._drafts = drafts
        self.draft = draft
        self.beside = False
        self._since = state_of(draft.answers)

    def save(self, answers: Mapping[str, Any], reused: Sequence[Passage] | None) -> str:
        """Keep what was typed; returns the time of saving (UTC stamp). Raises ``Gone`` where there is no draft."""
        try:
            at = self._drafts.save(self.draft.id, answers, reused=reused, since=self._since)
        except Moved:
            self.take(self._drafts.save_beside(self.draft.id, answers, reused=reused))
            self.beside = True
            return self.draft.saved_at
        self._since = state_of(answers)
        return at

    def assemble_again(self, answers: Mapping[str, Any], reused: Sequence[Passage] | None) -> DraftRow:
        """Fill in from the record again, upon what is typed."""
        self.save(answers, reused)
        self.take(self._drafts.assemble_again(self.draft.id, answers))
        return self.draft

    def tell_session(self, session_id: str, answers: Mapping[str, Any], reused: Sequence[Passage] | None) -> DraftRow:
        """Say which planned session the note is about, and fill in its hour where nobody typed another."""
        self.save(answers, reused)
        self._drafts.tell_session(self.draft.id, session_id)
        self.take(self._drafts.assemble_again(self.draft.id, answers))
        return self.draft

    def discard(self, answers: Mapping[str, Any], reused: Sequence[Passage] | None) -> DraftRow:
        """Throw the draft away as it stands on the screen; it can be restored so."""
        self.save(answers, reused)
        kept = self._drafts.one(self.draft.id)
        self._drafts.discard(kept.id)
        return kept

    def take(self, draft: DraftRow) -> None:
        """The record gave the draft anew."""
        self.draft, self._since = draft, state_of(draft.answers)
