"""Drafts: what somebody is typing. Saved often, never audited by keystroke, never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.amending import require_amendable
from ehr_desk.chart.entries.confirmed import WHY, question_of
from ehr_desk.chart.entries.draft_rows import begun, columns_of, own_draft, row_of
from ehr_desk.chart.entries.filling import Filling
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.moved import Moved, state_of
from ehr_desk.chart.entries.reused import Passage, to_kept
from ehr_desk.chart.entries.rooms import Author, author_of
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.entries.tables import Draft
from ehr_desk.chart.staff.reader import read_anew
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Form, FormLibrary
from ehr_desk.vault.faults import DiskFull
from ehr_desk.vault.sitting import Sitting


class DraftService:
    """Start, save, list and discard the drafts of the person at the desk."""

    def __init__(
        self, sitting: Sitting, me: StaffRow, library: FormLibrary, heart: Heart, clock: Clock, ids: Ids
    ) -> None:
        self._sitting = sitting
        self._me = me
        self._library = library
        self._filling = Filling(sitting, me, heart, clock, ids)
        self._clock = clock
        self._ids = ids
        self._gate = ChartGate(sitting, me, clock)
        self._discarded: dict[str, dict[str, Any]] = {}

    def start(
        self,
        form_id: str,
        *,
        client_id: str = "",
        session_id: str = "",
        attendees: Sequence[str] = (),
        answers: Mapping[str, Any] | None = None,
    ) -> DraftRow:
        """Start a draft, filled in from the record. ``attendees`` (client ids) go with forms written once a session."""
        form = self._library.get(form_id)
        self._gate.require_writing(form.id, form.category, form.authors)
        attendees = list(dict.fromkeys(attendees))
        self._gate.require_charts("write entries", (client_id, *attendees))
        if form.scope == "session" and not attendees:
            raise UserError("A group note needs its attendees.", "Choose who is on the roster of this session.")
        if form.scope == "client" and not client_id:
            raise UserError("No client is chosen.", "Choose the client this is about.")
        with self._sitting.write() as unit:
            definitions.keep(unit.session, form)
            filled = self._filling.begin(unit.session, form, answers or {}, client_id=client_id, session_id=session_id)
            offered = filled.answers
            if form.scope == "session":
                offered = {"shared": offered, "clients": {attendee: {} for attendee in attendees}}
            draft_id, now = self._ids.new(), stamp(self._clock.now())
            draft = begun(
                draft_id, self._me.id, form, client_id=client_id, session_id=session_id, answers=offered, at=now
            )
            draft.attendees, draft.carried = attendees, filled.carried
            unit.session.add(draft)
            unit.session.flush()
            return row_of(draft, form)

    def signable(self, draft_ids: Sequence[str]) -> list[DraftRow]:
        """The drafts, refused where the role may not write or amend them, or for a chart that is not open, by now."""
        with self._sitting.read() as session:
            gate = ChartGate(self._sitting, self._now(session), self._clock)
        found = []
        for draft_id in draft_ids:
            draft = self.one(draft_id)
            form = self.form_of(draft)
            gate.require_writing(form.id, form.category, form.authors)
            gate.require_charts("write entries", (draft.client_id, *draft.attendees))
            require_amendable(gate, self._sitting, draft)
            found.append(draft)
        return found

    def open_one(self, draft_id: str) -> DraftRow:
        """One of the drafts, refused where a chart that it is about is not open (any more)."""
        draft = self.one(draft_id)
        self._gate.require_charts("write entries", (draft.client_id, *draft.attendees))
        return draft

    def author(self, session: Session) -> Author:
        """The person at the desk as they stand now: a sitting may outlast a role or a credential."""
        return author_of(self._now(session))

    def _now(self, session: Session) -> StaffRow:
        return read_anew(session, self._me, self._clock.today())

    def save(
        self,
        draft_id: str,
        answers: Mapping[str, Any],
        *,
        reused: Sequence[Passage] | None = None,
        since: str | None = None,
    ) -> str:
        """Keep what was typed, and with ``reused`` what of it was carried forward. Returns the time of saving (UTC
        stamp).

        ``since`` is the state (``moved.state_of``) of the answers that were typed upon: where others stand there by
        now, nothing is written and ``Moved`` is raised. ``Gone`` where the draft was signed or discarded.
        """
        try:
            return self._save(draft_id, answers, reused, since)
        except DiskFull:  # the vault has just given up its reserve
            return self._save(draft_id, answers, reused, since)

    def _save(
        self, draft_id: str, answers: Mapping[str, Any], reused: Sequence[Passage] | None, since: str | None
    ) -> str:
        saved_at = stamp(self._clock.now())
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
            if since is not None and since != state_of(draft.answers) != state_of(answers):
                raise Moved
            draft.answers = dict(answers)
            if reused is not None:
                draft.reused = to_kept(reused)
            draft.saved_at = saved_at
        return saved_at

    def save_beside(
        self, draft_id: str, answers: Mapping[str, Any], *, reused: Sequence[Passage] | None = None
    ) -> DraftRow:
        """Keep what was typed as a second draft beside one that holds other text, so that both are there."""
        now = stamp(self._clock.now())
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
            kept = columns_of(draft) | {"id": self._ids.new(), "answers": dict(answers), "saved_at": now}
            second = Draft(**kept)
            if reused is not None:
                second.reused = to_kept(reused)
            unit.session.add(second)
            unit.session.flush()
            return row_of(second, definitions.kept(unit.session, second.form_hash))

    def confirm(self, draft_id: str, keys: Sequence[str], reason: str) -> DraftRow:
        """Keep the author's reason for findings that need one (see ``forms.Finding.confirm``); it will be signed.

        ``keys`` are those of one question (``confirmed.question_of``): nobody signs the reason for one thing as that
        for another. Where the question was answered already, the new reason takes the place of those words; so it does
        where it is asked why a signed entry is changed (``confirmed.WHY``).
        """
        if not reason.strip():
            raise UserError("The reason is missing.", "Say in a few words why it is right; it is kept with the entry.")
        asked = {question_of(one) for one in keys}
        if len(asked) > 1:
            raise UserError("One reason answers one question.", "Say for each of them why it is right.")
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
            if asked == {WHY}:
                draft.reason = reason.strip()
                unit.session.flush()
                return row_of(draft, definitions.kept(unit.session, draft.form_hash))
            before = {draft.confirmed.get(one) for one in keys}
            same = [one for one in draft.confirmed if question_of(one) in asked]
            also = [one for one in same if draft.confirmed[one] in before]
            draft.confirmed = {**draft.confirmed, **dict.fromkeys([*also, *keys], reason.strip())}
            unit.session.flush()
            return row_of(draft, definitions.kept(unit.session, draft.form_hash))

    def take_back(self, draft_id: str) -> DraftRow:
        """Forget the reasons kept with a draft: what they were given for is asked again."""
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
            draft.confirmed = {}
            unit.session.flush()
            return row_of(draft, definitions.kept(unit.session, draft.form_hash))

    def set_attendees(self, draft_id: str, attendees: Sequence[str]) -> DraftRow:
        """Change whom a group note is written for. What was typed for others stays in the draft and is not signed."""
        there = self.one(draft_id).attendees
        self._gate.require_charts("write entries", [one for one in attendees if one not in there])
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
            form = definitions.kept(unit.session, draft.form_hash)
            if form.scope != "session" or not attendees:
                raise UserError("A group note needs its attendees.", "Choose who is on the roster of this session.")
            if draft.amended and not draft.amended.keys() >= set(attendees):
                raise UserError(
                    "This changes a text that is signed, in the charts that have it.",
                    "Write a new note for a client who was left out.",
                )
            given = draft.answers.get("clients", {})
            draft.attendees = list(dict.fromkeys(attendees))
            draft.answers = {**draft.answers, "clients": {**{one: {} for one in draft.attendees}, **given}}
            draft.saved_at = stamp(self._clock.now())
            unit.session.flush()
            return row_of(draft, form)

    def tell_session(self, draft_id: str, session_id: str) -> DraftRow:
        """Say which planned session a note is about; empty where it is about none. Its facts are filled in when the
        draft is assembled next."""
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
            if draft.kind != "original":
                raise UserError("An amendment stays with the session of its entry.", "Write a new note instead.")
            draft.session_id = session_id
            unit.session.flush()
            return row_of(draft, definitions.kept(unit.session, draft.form_hash))

    def assemble_again(self, draft_id: str, answers: Mapping[str, Any]) -> DraftRow:
        """Fill in from the record again: read-only items and assembled sentences anew, the rest only where nobody has
        touched it."""
        self.open_one(draft_id)
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
            form = definitions.kept(unit.session, draft.form_hash)
            filled = self._filling.again(unit.session, form, draft, answers)
            draft.answers, draft.carried = filled.answers, filled.carried
            draft.saved_at = stamp(self._clock.now())
            unit.session.flush()
            return row_of(draft, form)

    def mine(self) -> list[DraftRow]:
        """The drafts of the person at the desk, last saved first."""
        with self._sitting.read() as session:
            query = select(Draft).where(Draft.author_id == self._me.id).order_by(Draft.saved_at.desc())
            found = list(session.scalars(query))
            forms = {value: definitions.kept(session, value) for value in {draft.form_hash for draft in found}}
            return [row_of(draft, forms[draft.form_hash]) for draft in found]

    def one(self, draft_id: str) -> DraftRow:
        """One of the drafts of the person at the desk."""
        with self._sitting.read() as session:
            draft = self._mine(session, draft_id)
            return row_of(draft, definitions.kept(session, draft.form_hash))

    def form_of(self, draft: DraftRow) -> Form:
        """The exact form the draft was started with."""
        with self._sitting.read() as session:
            return definitions.kept(session, draft.form_hash)

    def discard(self, draft_id: str) -> None:
        """Throw a draft away. The audit log keeps that it was, not what it said."""
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
            kept = columns_of(draft)
            unit.session.delete(draft)
            unit.record("draft.discarded", entity="draft", entity_id=draft_id, client_id=draft.client_id)
        self._discarded[draft_id] = kept

    def restore(self, draft_id: str) -> None:
        """Take back a discard of this sitting, exactly as the draft stood."""
        kept = self._discarded.get(draft_id)
        if kept is None:
            raise UserError("This draft cannot be taken back any more.", "Start it again.")
        with self._sitting.write() as unit:
            unit.session.add(Draft(**kept))
            unit.record("draft.restored", entity="draft", entity_id=draft_id, client_id=kept["client_id"])
        del self._discarded[draft_id]

    def _mine(self, session: Session, draft_id: str) -> Draft:
        return own_draft(session, draft_id, self._me.id)
