"""One's own snippets, and those that others share."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.snippets.rows import SnippetRow
from ehr_desk.chart.snippets.rules import checked
from ehr_desk.chart.snippets.tables import Snippet
from ehr_desk.chart.staff.gate import Gate
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.sitting import Sitting


class SnippetService:
    """Read, keep and remove snippets. The audit log keeps that one was changed, not what it says."""

    def __init__(self, sitting: Sitting, me: StaffRow, ids: Ids) -> None:
        self._sitting = sitting
        self._me = me
        self._ids = ids
        self._gate = Gate(sitting, me)

    def mine(self) -> list[SnippetRow]:
        """One's own snippets, then those that others share; each by its word."""
        with self._sitting.read() as session:
            names = {row.id: row.name for row in read_staff(session)}
            query = select(Snippet).where((Snippet.owner_id == self._me.id) | Snippet.shared)
            rows = [self._row(one, names.get(one.owner_id, "")) for one in session.scalars(query)]
        return sorted(rows, key=lambda row: (not row.own, row.word.casefold(), row.owner))

    def save(self, word: str, text: str, *, shared: bool = False, snippet_id: str = "") -> SnippetRow:
        """Keep a new snippet, or change one's own. Raises ``UserError`` where the word is taken already."""
        word, text = checked(word, text)
        self._gate.require("write entries")
        with self._sitting.write() as unit:
            taken = select(Snippet.id).where(Snippet.owner_id == self._me.id, Snippet.word == word)
            if any(one != snippet_id for one in unit.session.scalars(taken)):
                raise UserError(f"You have a snippet {word} already.", "Choose another word, or change that one.")
            stored = self._own(unit.session, snippet_id) if snippet_id else None
            if stored is None:
                stored = Snippet(id=self._ids.new(), owner_id=self._me.id)
                unit.session.add(stored)
            stored.word, stored.text, stored.shared = word, text, shared
            unit.record("snippet.saved", entity="snippet", entity_id=stored.id, detail={"shared": shared})
            return self._row(stored, self._me.name)

    def remove(self, snippet_id: str) -> None:
        """Remove one's own snippet. Notes that it was used in stay as they are."""
        self._gate.require("write entries")
        with self._sitting.write() as unit:
            unit.session.delete(self._own(unit.session, snippet_id))
            unit.record("snippet.removed", entity="snippet", entity_id=snippet_id)

    def _own(self, session: Session, snippet_id: str) -> Snippet:
        found = session.get(Snippet, snippet_id)
        if found is None or found.owner_id != self._me.id:
            raise UserError("This is none of your snippets.", "Make one of your own with its text.")
        return found

    def _row(self, one: Snippet, owner: str) -> SnippetRow:
        return SnippetRow(one.id, one.word, one.text, one.shared, one.owner_id == self._me.id, owner)
