"""Amending one entry: who may, and the draft that it begins with."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.asked_again import asked_again
from ehr_desk.chart.entries.client_signs import undrawn
from ehr_desk.chart.entries.correctors import require_correcting
from ehr_desk.chart.entries.draft_rows import begun, row_of
from ehr_desk.chart.entries.filling import Filling
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.grounds import CLINICAL, GROUNDS
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.reader import versions_of, view
from ehr_desk.chart.entries.returning import addenda_handed_back
from ehr_desk.chart.entries.rows import DraftRow, EntryView
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Form, FormLibrary
from ehr_desk.vault.sitting import Sitting

AMENDING_FORMS = {"addendum": "addendum", "entered_in_error": "entered_in_error"}
"""Kinds of amendment that have a form of their own; the others reopen the entry's own form."""


class AmendingService:
    """Starts the drafts that amend one entry. (The text that a group shares: ``shared_text``.)"""

    def __init__(
        self, sitting: Sitting, me: StaffRow, library: FormLibrary, heart: Heart, clock: Clock, ids: Ids
    ) -> None:
        self._sitting = sitting
        self._me = me
        self._library = library
        self._clock = clock
        self._ids = ids
        self._filling = Filling(sitting, me, heart, clock, ids)
        self._gate = ChartGate(sitting, me, clock)

    def start(self, entry_id: str, kind: str, *, reason: str = "", ground: str = CLINICAL) -> DraftRow:
        """Start the draft of an amendment: addendum, entered_in_error, correction, amendment_at_client_request.

        A correction reopens the entry's own form with its answers, without those that ``asked_again`` names; its
        ``ground`` (``grounds.GROUNDS``) says whether the paper that it replaces travels along. Who corrects whose entry
        stands in ``correctors``; nobody but the author or a supervisor marks an entry as entered in error.
        """
        if ground not in GROUNDS:
            raise ValueError(ground)
        with self._gate.noting("amend entries", entry=entry_id), self._sitting.write() as unit:
            session = unit.session
            found = view(session, entry_id)
            self._gate.require_in(session, "write entries", found.line.client_id)
            if found.line.state == "entered in error":
                raise UserError("This entry was marked as entered in error.", "Write a new entry instead.")
            _check(self._gate, session, kind, found)
            upon = content_version(versions_of(session, entry_id))
            client_id, session_id = upon.body["client"]["id"], upon.body["session_id"]
            if kind in AMENDING_FORMS:
                form = self._library.get(AMENDING_FORMS[kind])
                answers = self._filling.about(
                    session, form, client_id=client_id, session_id=session_id, entry_id=entry_id
                )
                if kind == "addendum":
                    answers |= self._handed_back(session, form, entry_id)
            else:
                form = definitions.kept(session, upon.body["form"]["hash"])
                waits = entry_id in undrawn(session, client_id, self._sitting.trust)
                again = asked_again(form, upon.body["answers"], drawing_waits=waits)
                answers = {name: value for name, value in upon.body["answers"].items() if name not in again}
            self._gate.check_writing(form.category, form.authors)
            definitions.keep(session, form)
            draft_id, now = self._ids.new(), stamp(self._clock.now())
            draft = begun(
                draft_id, self._me.id, form, client_id=client_id, session_id=session_id, answers=answers, at=now
            )
            draft.kind, draft.amends, draft.reason = kind, entry_id, reason
            draft.upon = {entry_id: upon.seq}
            draft.ground = ground if kind in CONTENT_KINDS else ""
            if kind not in AMENDING_FORMS:
                draft.carried = self._filling.left_out(session, form, upon)
            session.add(draft)
            session.flush()
            return row_of(draft, form)

    def _handed_back(self, session: Session, form: Form, entry_id: str) -> dict[str, Any]:
        """What this person had added and was handed back for: they mend it, and sign it anew."""
        mine = [
            one.body["answers"]
            for one in addenda_handed_back(session, versions_of(session, entry_id))
            if one.body["author"]["staff_id"] == self._me.id
        ]
        typed = {item.id for item in form.walk() if item.type == "note"}
        found: dict[str, Any] = {}
        for answers in mine:
            for name, value in answers.items():
                found[name] = f"{found[name]}\n\n{value}" if name in typed and name in found else value
        day = form.by_role("effective_on")
        return {item.id: found[item.id] for item in form.walk() if item is not day and item.id in found}


def require_amendable(gate: ChartGate, sitting: Sitting, draft: DraftRow) -> None:
    """Refuse to sign an amendment that this person may not make by now. Not inside a write transaction."""
    for client_id, entry_id in draft.amended.items() or [(draft.client_id, draft.amends)]:
        if not entry_id or client_id not in (draft.client_id, *draft.attendees):
            continue
        with gate.noting("amend entries", client_id, entry=entry_id), sitting.read() as session:
            found = view(session, entry_id)
            if found.line.client_id != client_id:
                raise Refused("This entry belongs to another client.", "Discard the draft and start it again.")
            _check(gate, session, draft.kind, found)


def _check(gate: ChartGate, session: Session, kind: str, found: EntryView) -> None:
    """Refuse an amendment that this person may not make; asked when its draft is started and when it is signed."""
    if kind == "entered_in_error":
        gate.check_voiding(found.line.category, found.line.author_id)
    if kind in ("correction", "amendment_at_client_request"):
        require_correcting(session, found, gate.me)
