"""Drafts: what somebody is typing. Saved often, never audited by keystroke, never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.carry import SOURCES, carry
from ehr_desk.chart.entries.confirmed import question_of
from ehr_desk.chart.entries.earlier_answers import EarlierAnswers
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.grounds import CLINICAL, GROUNDS
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.moved import Moved, state_of
from ehr_desk.chart.entries.prefill import fill, refill
from ehr_desk.chart.entries.reader import versions_of, view
from ehr_desk.chart.entries.reused import Passage, from_kept, to_kept
from ehr_desk.chart.entries.rooms import Author, ChartState, PrefillContext, author_of
from ehr_desk.chart.entries.rows import DraftRow, EntryRow
from ehr_desk.chart.entries.state import StoredState, past_of
from ehr_desk.chart.entries.tables import Draft
from ehr_desk.chart.staff.reader import read_anew, read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import Gone, Refused, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Form, FormLibrary
from ehr_desk.vault.faults import DiskFull
from ehr_desk.vault.sitting import Sitting

AMENDING_FORMS = {"addendum": "addendum", "entered_in_error": "entered_in_error"}
"""Kinds of amendment that have a form of their own; the others reopen the entry's own form."""


class DraftService:
    """Start, save, list and discard the drafts of the person at the desk."""

    def __init__(
        self, sitting: Sitting, me: StaffRow, library: FormLibrary, heart: Heart, clock: Clock, ids: Ids
    ) -> None:
        self._sitting = sitting
        self._me = me
        self._library = library
        self._heart = heart
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
            given = dict(answers or {})
            client = one_client(unit.session, client_id) if form.scope == "client" else None
            context = self._context(unit.session, client, given, session_id)
            filled = fill(form, given, self._heart.prefills, context)
            sources: dict[str, str] = {}
            if client is not None:
                last = EarlierAnswers(unit.session, client.id, context.chart)
                offered = carry(form, filled, last, self._ids.new)
                filled, sources = offered.answers, offered.sources
            if form.scope == "session":
                filled = {"shared": filled, "clients": {attendee: {} for attendee in attendees}}
            draft = self._new(form, client_id=client_id, session_id=session_id, answers=filled)
            draft.attendees = attendees
            draft.carried = {} if form.scope == "session" else _difference(filled, given)
            if sources:
                draft.carried = {**draft.carried, SOURCES: sources}
            unit.session.add(draft)
            unit.session.flush()
            return row_of(draft, form)

    def start_amendment(self, entry_id: str, kind: str, *, reason: str = "", ground: str = CLINICAL) -> DraftRow:
        """Start the draft of an amendment: addendum, entered_in_error, correction, amendment_at_client_request.

        A correction reopens the entry's own form with its answers; its ``ground`` (``grounds.GROUNDS``) says whether
        the paper that it replaces travels along. Nobody but the author or a supervisor marks an entry as entered in
        error.
        """
        if ground not in GROUNDS:
            raise ValueError(ground)
        with self._gate.noting("amend entries", entry=entry_id), self._sitting.write() as unit:
            found = view(unit.session, entry_id)
            self._gate.require_in(unit.session, "write entries", found.line.client_id)
            if found.line.state == "entered in error":
                raise UserError("This entry was marked as entered in error.", "Write a new entry instead.")
            _check_amending(self._gate, kind, found.line)
            versions = versions_of(unit.session, entry_id)
            body = content_version(versions).body
            if kind in AMENDING_FORMS:
                form = self._library.get(AMENDING_FORMS[kind])
                client = one_client(unit.session, body["client"]["id"])
                context = self._context(unit.session, client, {}, body["session_id"], entry_id)
                answers = fill(form, {}, self._heart.prefills, context)
            else:
                form = definitions.kept(unit.session, body["form"]["hash"])
                answers = dict(body["answers"])
            self._gate.check_writing(form.category, form.authors)
            definitions.keep(unit.session, form)
            draft = self._new(form, client_id=body["client"]["id"], session_id=body["session_id"], answers=answers)
            draft.kind, draft.amends, draft.reason = kind, entry_id, reason
            draft.upon = {entry_id: content_version(versions).seq}
            draft.ground = ground if kind in CONTENT_KINDS else ""
            unit.session.add(draft)
            unit.session.flush()
            return row_of(draft, form)

    def require_signable(self, draft_ids: Sequence[str]) -> None:
        """Refuse to sign what the role may not write or amend, or for a chart that is not open, by now."""
        with self._sitting.read() as session:
            gate = ChartGate(self._sitting, self._now(session), self._clock)
        for draft_id in draft_ids:
            draft = self.one(draft_id)
            form = self.form_of(draft)
            gate.require_writing(form.id, form.category, form.authors)
            gate.require_charts("write entries", (draft.client_id, *draft.attendees))
            for client_id, entry_id in draft.amended.items() or [(draft.client_id, draft.amends)]:
                if entry_id and client_id in (draft.client_id, *draft.attendees):
                    self._require_amending(gate, draft.kind, client_id, entry_id)

    def _require_amending(self, gate: ChartGate, kind: str, client_id: str, entry_id: str) -> None:
        with gate.noting("amend entries", client_id, entry=entry_id), self._sitting.read() as session:
            line = view(session, entry_id).line
            if line.client_id != client_id:
                raise Refused("This entry belongs to another client.", "Discard the draft and start it again.")
            _check_amending(gate, kind, line)

    def require_open(self, draft_id: str) -> None:
        """Refuse where a chart that the draft is about is not open (any more)."""
        draft = self.one(draft_id)
        self._gate.require_charts("write entries", (draft.client_id, *draft.attendees))

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
            kept = {column.name: getattr(draft, column.name) for column in Draft.__table__.columns}
            kept |= {"id": self._ids.new(), "answers": dict(answers), "saved_at": now}
            second = Draft(**kept)
            if reused is not None:
                second.reused = to_kept(reused)
            unit.session.add(second)
            unit.session.flush()
            return row_of(second, definitions.kept(unit.session, second.form_hash))

    def confirm(self, draft_id: str, keys: Sequence[str], reason: str) -> DraftRow:
        """Keep the author's reason for findings that need one (see ``forms.Finding.confirm``); it will be signed.

        ``keys`` are those of one question (``confirmed.question_of``): nobody signs the reason for one thing as that
        for another. Where the question was answered already, the new reason takes the place of those words.
        """
        if not reason.strip():
            raise UserError("The reason is missing.", "Say in a few words why it is right; it is kept with the entry.")
        asked = {question_of(one) for one in keys}
        if len(asked) > 1:
            raise UserError("One reason answers one question.", "Say for each of them why it is right.")
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
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

    def assemble_again(self, draft_id: str, answers: Mapping[str, Any]) -> DraftRow:
        """Fill in from the record again: read-only items and assembled sentences anew, the rest only where nobody has
        touched it."""
        self.require_open(draft_id)
        with self._sitting.write() as unit:
            draft = self._mine(unit.session, draft_id)
            form = definitions.kept(unit.session, draft.form_hash)
            client = one_client(unit.session, draft.client_id)
            context = self._context(unit.session, client, answers, draft.session_id, draft.amends)
            filled = refill(form, answers, draft.carried, self._heart.prefills, context)
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
            kept = {column.name: getattr(draft, column.name) for column in Draft.__table__.columns}
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

    def _context(
        self,
        session: Session,
        client: ClientRow | None,
        answers: Mapping[str, Any],
        session_id: str,
        amends: str = "",
    ) -> PrefillContext:
        """What prefills may look at; an entry that is being amended is not part of it, as at signing."""
        names = {row.id: row.name for row in read_staff(session)}
        return PrefillContext(
            client=client,
            chart=self._state(session, client.id if client else "", amends),
            today=self._clock.today(),
            answers=answers,
            new_id=self._ids.new,
            author=author_of(self._me),
            clinic=read_clinic(session),
            session=self._heart.planned(session, session_id) if session_id else {},
            primary_staff=names.get(client.primary_staff_id, "") if client else "",
        )

    def _state(self, session: Session, client_id: str, amends: str) -> ChartState:
        folds = self._heart.fold_by_name
        if not amends:
            return StoredState(session, client_id, folds)
        return past_of(session, client_id).state(folds, without_entry=amends)

    def _new(self, form: Form, *, client_id: str, session_id: str, answers: Mapping[str, Any]) -> Draft:
        now = stamp(self._clock.now())
        return Draft(
            id=self._ids.new(),
            author_id=self._me.id,
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
            created_at=now,
            saved_at=now,
            carried={},
            confirmed={},
            amended={},
            reused=[],
            upon={},
        )

    def _mine(self, session: Session, draft_id: str) -> Draft:
        draft = session.get(Draft, draft_id)
        if draft is None or draft.author_id != self._me.id:
            raise Gone("This draft is no longer there.", "It was signed or discarded; look at the timeline.")
        return draft


def _check_amending(gate: ChartGate, kind: str, line: EntryRow) -> None:
    """Refuse an amendment that this person may not make; asked when its draft is started and when it is signed."""
    if kind == "entered_in_error":
        gate.check_voiding(line.category, line.author_id)
    if kind in ("correction", "amendment_at_client_request") and line.author_id != gate.me.id:
        raise Refused("Only its author can correct an entry.", "Add an addendum instead.")


def _difference(filled: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in filled.items() if given.get(name) != value}


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
