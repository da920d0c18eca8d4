"""The gate every act passes: a refusal changes nothing, says who could do it, and stands in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from ehr_desk.chart.staff.permissions import acts_with, could_do, may, may_write, refusal, writers
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault.sitting import Sitting

REFUSED = "act.refused"


class Gate:
    """The acts of the person at the desk, as far as the role decides."""

    def __init__(self, sitting: Sitting, me: StaffRow) -> None:
        self._sitting = sitting
        self.me = me

    def may(self, act: str) -> bool:
        """Whether the role permits the act."""
        return may(self.me, act)

    def require(self, act: str) -> None:
        """Refuse where the role does not permit the act. Not inside a write transaction."""
        with self.noting(act):
            if not may(self.me, act):
                raise refusal(self.me, act)

    def require_writing(self, form_id: str, kind: str, authors: Collection[str] = ()) -> None:
        """Refuse where the role does not write this form. Not inside a write transaction."""
        with self.noting("write entries", form=form_id):
            self.check_writing(kind, authors)

    def check_writing(self, kind: str, authors: Collection[str] = ()) -> None:
        """The same inside a transaction; the caller notes the refusal (:meth:`noting`)."""
        if not may(self.me, "write entries"):
            raise refusal(self.me, "write entries")
        if not may_write(self.me, kind, authors):
            raise Refused(f"Your role ({self.me.role}) does not write this form.", could_do(writers(kind, authors)))

    def check_cosigning(self, kind: str) -> None:
        """Refuse where the role does not co-sign this kind of form; the caller notes the refusal."""
        able = acts_with(kind).cosign
        if self.me.role not in able:
            raise Refused(f"Your role ({self.me.role}) does not co-sign this kind of entry.", could_do(able))

    def check_voiding(self, kind: str, author_id: str) -> None:
        """Refuse where somebody else's entry of this kind may not be marked as entered in error by this role."""
        if author_id != self.me.id and self.me.role not in acts_with(kind).void:
            able = " or ".join(f"a {role}" for role in sorted(acts_with(kind).void))
            raise Refused(f"Only its author or {able} can mark an entry as entered in error.", "Ask one of them.")

    @contextmanager
    def noting(self, act: str, client_id: str = "", *, form: str = "", entry: str = "") -> Iterator[None]:
        """Enter a refusal that is raised inside into the audit log, once, in a commit of its own. Whatever was begun
        inside is rolled back by then."""
        try:
            yield
        except Refused as refused:
            if not refused.noted:
                self._note(act, client_id, form, entry)
                refused.noted = True
            raise

    def _note(self, act: str, client_id: str, form: str, entry: str) -> None:
        detail = {"act": act, "role": self.me.role} | ({"form": form} if form else {})
        # A disk that is full does not turn a refusal into a permission.
        with suppress(UserError), self._sitting.write() as unit:
            entity, entity_id = ("entry", entry) if entry else ("client", client_id) if client_id else ("", "")
            unit.record(REFUSED, entity=entity, entity_id=entity_id, client_id=client_id, detail=detail)
