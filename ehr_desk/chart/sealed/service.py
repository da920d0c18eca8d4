"""What the person at the desk may do with sealed notes: write, sign, amend, read and share them.

A sealed note states no effects, goes on no paper and into no export, and nothing else reads its table. The author's
signature covers the plain facts (client, author, day) and the hash of what is sealed: so `check`
judges every note without its key, and whoever opens one knows that the sealed text is the one that was signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, insert

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.entries.general import credential_fault
from ehr_desk.chart.entries.rooms import author_of
from ehr_desk.chart.sealed.drafts import SealedDrafts
from ehr_desk.chart.sealed.inside import (
    ADDENDUM,
    ADDITION,
    AMENDING,
    IN_ERROR,
    NOTE,
    in_the_open,
    to_seal,
)
from ehr_desk.chart.sealed.notes import SealedNotes, line_of
from ehr_desk.chart.sealed.rows import SealedDraft, SealedHead, SealedNote, Sheet, Shelf
from ehr_desk.chart.staff.reader import read_anew, read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import canonical, parse, sha256_hex
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import OurError, Refused, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Finding, Form, FormLibrary, check, readable
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.opened_compartments import Opened
from ehr_desk.vault.sealed_tables import SEALED_NOTE
from ehr_desk.vault.sitting import Sitting

SIGNED = "sealed.signed"


class SealedService:
    """The sealed notes as the person at the desk may use them. ``forms`` holds nothing but sealed forms."""

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock, ids: Ids, forms: FormLibrary) -> None:
        self._sitting = sitting
        self._me = me
        self._clock = clock
        self._ids = ids
        self._library = forms
        self._gate = ChartGate(sitting, me, clock)
        self._notes = SealedNotes(sitting)
        self._drafts = SealedDrafts(sitting, me.id, clock)

    @property
    def forms(self) -> Sequence[Form]:
        """The forms that this person may write, without those of additions."""
        forms = [form for form in self._library.all() if form.id not in AMENDING.values()]
        return [form for form in forms if self._me.role in form.authors]

    def form(self, form_id: str) -> Form:
        """A sealed form by its id."""
        return self._library.get(form_id)

    def shelf(self, client_id: str) -> Shelf:
        """What there is about a client; opens nothing."""
        self._gate.require_chart("read charts", client_id)
        sealed, names = self._sitting.sealed, self._names()
        lines = [line_of(row, names) for row in self._notes.of(client_id, NOTE)]
        return Shelf(
            tuple(sorted(lines, key=lambda line: (line.held_on, line.signed_at), reverse=True)),
            self._drafts.ids_of(client_id),
            tuple(sealed.readers()),
            self._sheet(names),
            tuple((at, names.get(reader, "")) for at, reader in self._sitting.custodians.used),
        )

    def _sheet(self, names: Mapping[str, str]) -> Sheet | None:
        found = self._sitting.custodians.sheet
        return Sheet(found.made_at, names.get(found.made_by, ""), found.agreed_at) if found else None

    def open(self, passphrase: str) -> Opened:
        """Open what this person may read and write; drop it when it is put away."""
        self._gate.require("write entries")
        return self._sitting.sealed.open(passphrase)

    def start(self, opened: Opened, form_id: str, client_id: str) -> SealedDraft:
        """Start a note."""
        self._may_write(self.form(form_id), client_id)
        if form_id in AMENDING.values():
            raise OurError("an addition is started from its note")
        answers = {"held_on": self._clock.today().isoformat()}
        return self._drafts.begin(opened, SealedDraft(self._ids.new(), client_id, form_id, answers))

    def amend(self, opened: Opened, note_id: str, kind: str) -> SealedDraft:
        """Start an addendum, or the marking as entered in error, of one's own note; a draft that is there goes on."""
        form, row = self.form(AMENDING[kind]), self._notes.row(note_id)
        self._may_write(form, row.client_id)
        self._amendable(opened, row)
        for one in self._drafts.open_of(opened, row.client_id):
            if (one.added_to, one.kind) == (note_id, kind):
                return one
        return self._drafts.begin(opened, SealedDraft(self._ids.new(), row.client_id, form.id, {}, note_id, kind))

    def draft(self, opened: Opened, draft_id: str) -> SealedDraft:
        """A draft of one's own."""
        return self._drafts.read(opened, draft_id)

    def save(self, opened: Opened, draft: SealedDraft, answers: Mapping[str, Any]) -> SealedDraft:
        """Keep what was typed, sealed before it reaches any table, under the author's key of now."""
        return self._drafts.save(opened, draft, answers)

    def discard(self, draft_id: str) -> None:
        """Throw a draft away."""
        with self._sitting.write() as unit:
            client_id = self._drafts.remove(unit, draft_id)
            unit.record("draft.discarded", entity="draft", entity_id=draft_id, client_id=client_id)

    def findings(self, draft: SealedDraft) -> list[Finding]:
        """What is missing."""
        found, today = list(check(self.form(draft.form_id), draft.answers)), self._clock.today()
        if str(draft.answers.get("held_on") or "") > today.isoformat():
            found.append(Finding("must", "held_on", "The day of the session lies in the future."))
        fault = credential_fault(author_of(self._now()), today)
        return [*found, Finding("must", "", fault)] if fault else found

    def sign(self, opened: Opened, draft: SealedDraft, passphrase: str) -> str:
        """Sign a draft as it was read; answers the id it has then. It goes into the compartment that is the author's
        now. A draft that is another one by now, or about another client, is not signed."""
        if draft != self.draft(opened, draft.id):
            raise UserError("This draft has changed since it was read.", "Read it again, then sign.")
        form, me = self.form(draft.form_id), self._now()
        self._may_write(form, draft.client_id)
        musts = [finding for finding in self.findings(draft) if finding.level == "must"]
        if musts:
            raise UserError(musts[0].text, "Mend it, then sign again.")
        before = b""
        if draft.added_to:
            row = self._notes.row(draft.added_to)
            self._amendable(opened, row)
            before = row.statement
        answers = readable(form, draft.answers).answers
        note_id, compartment, at = self._ids.new(), opened.own, stamp(self._clock.now())
        inside = to_seal(form, answers, draft.added_to, before, draft.kind)
        box = opened.seal(compartment, inside, ["note", note_id, draft.client_id, me.id])
        plain = in_the_open(me, note_id, draft.client_id, compartment, box, at)
        told = {"purpose": ADDITION} if draft.added_to else {"purpose": NOTE, "held_on": str(answers["held_on"])}
        statement = canonical(plain | told)
        with self._sitting.signer(passphrase) as signer:
            signature, by = signer.sign(statement), fingerprint(load(signer.certificate_pem))
        with self._sitting.write() as unit:
            self._drafts.remove(unit, draft.id)
            unit.session.execute(
                insert(SEALED_NOTE).values(
                    id=note_id,
                    compartment_id=compartment,
                    author_id=self._me.id,
                    client_id=draft.client_id,
                    statement=statement,
                    sealed=box,
                    signed_by=by,
                    signature=signature,
                )
            )
            detail = {"statement": sha256_hex(statement)}
            unit.record(SIGNED, entity="sealed note", entity_id=note_id, client_id=draft.client_id, detail=detail)
        return note_id

    def read(self, opened: Opened, note_id: str) -> SealedNote:
        """Read a note with what was added to it: one's own, or one whose author lets one read. It is an event in the
        client's log."""
        row = self._notes.row(note_id)
        self._gate.require_chart("read charts", row.client_id)
        with self._gate.noting("read a sealed note", row.client_id):
            inside = self._notes.inside(opened, row)
        with self._sitting.write() as unit:
            unit.record("sealed.read", entity="sealed note", entity_id=note_id, client_id=row.client_id)
        line = line_of(row, self._names())
        return SealedNote(
            line, inside.form_id, inside.answers, tuple(self._notes.additions(opened, row.client_id)[note_id])
        )

    def readable_of(self, opened: Opened, client_id: str) -> dict[str, SealedHead]:
        """The notes of a client that this person can open, as the list tells them."""
        self._gate.require_chart("read charts", client_id)
        added = self._notes.additions(opened, client_id)
        return {
            row.id: SealedHead(
                self._notes.inside(opened, row).title,
                sum(1 for one in added[row.id] if one.kind == ADDENDUM),
                any(one.kind == IN_ERROR for one in added[row.id]),
            )
            for row in self._notes.of(client_id, NOTE)
            if opened.opens(row.compartment_id)
        }

    def grant(self, passphrase: str, staff_id: str) -> None:
        """Let a colleague read all of one's sealed notes."""
        self._gate.require("write entries")
        self._sitting.sealed.grant(passphrase, staff_id)

    def withdraw(self, passphrase: str, staff_id: str) -> int:
        """Let them read no more; drafts begun before go under the new key too. Answers how many notes from before
        one's new keys stay readable to them, because one cannot open these oneself."""
        self._gate.require("write entries")
        return self._notes.number_in(self._sitting.sealed.withdraw(passphrase, staff_id, self._drafts.seal_anew))

    def agree_to_sheet(self, passphrase: str) -> None:
        """Let the clinic's custodian's sheet open all of one's sealed notes."""
        self._gate.require("write entries")
        self._sitting.custodians.agree(passphrase, self._drafts.seal_anew)

    def take_back_from_sheet(self, passphrase: str) -> int:
        """Take back one's yes to it; drafts go under the new key too. Answers how many notes stay open to a sheet, as
        :meth:`withdraw`."""
        self._gate.require("write entries")
        return self._notes.number_in(self._sitting.custodians.take_back(passphrase, self._drafts.seal_anew))

    def make_custodian(self, own_passphrase: str) -> str:
        """Make the custodian's sheet; answers its code, shown once. For an administrator."""
        self._gate.require("manage staff")
        return self._sitting.custodians.make(own_passphrase)

    def use_custodian(self, own_passphrase: str, code: str, author_id: str, reader_id: str) -> int:
        """With the custodian's sheet let somebody read an author's notes. For an administrator."""
        self._gate.require("manage staff")
        return self._sitting.custodians.use(own_passphrase, code, author_id, reader_id)

    def _now(self) -> StaffRow:
        """The person at the desk as they stand now: a sitting may outlast a role or a credential."""
        with self._sitting.read() as session:
            return read_anew(session, self._me, self._clock.today())

    def _names(self) -> dict[str, str]:
        with self._sitting.read() as session:
            return {row.id: row.signature_name for row in read_staff(session)}

    def _may_write(self, form: Form, client_id: str) -> None:
        self._gate.require_writing(form.id, form.category, form.authors)
        self._gate.require_chart("write entries", client_id)

    def _amendable(self, opened: Opened, row: Row[Any]) -> None:
        if row.author_id != self._me.id or parse(row.statement)["purpose"] != NOTE:
            raise Refused("Only its author amends a sealed note.", "Write what you have to say as a note of your own.")
        self._notes.inside(opened, row)
        if any(one.kind == IN_ERROR for one in self._notes.additions(opened, row.client_id)[row.id]):
            raise UserError("This note was marked as entered in error.", "Write a new note instead.")
