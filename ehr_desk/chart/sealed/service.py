"""Writing, signing, amending, reading and sharing sealed notes.

A sealed note states no effects, goes on no paper and into no export, and nothing else reads its table. The author's
signature covers the plain facts (client, author, day) and the hash of what is sealed: so `check`
judges every note without its key, and whoever opens one knows that the sealed text is the one that was signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.entries.general import credential_fault
from ehr_desk.chart.entries.rooms import author_of
from ehr_desk.chart.sealed.inside import (
    ADDENDUM,
    ADDITION,
    AMENDING,
    IN_ERROR,
    NOTE,
    Inside,
    in_the_open,
    to_seal,
    unsealed,
)
from ehr_desk.chart.sealed.rows import SealedAddition, SealedDraft, SealedHead, SealedLine, SealedNote, Sheet, Shelf
from ehr_desk.chart.staff.reader import read_anew, read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import canonical, parse, sha256_hex
from ehr_desk.common.clock import Clock, from_stamp, stamp
from ehr_desk.common.errors import OurError, Refused, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Finding, Form, FormLibrary, check, readable
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.opened_compartments import Opened
from ehr_desk.vault.sealed_ledger import CUSTODIAN_USED
from ehr_desk.vault.sealed_tables import SEALED_DRAFT, SEALED_NOTE
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit

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
        lines = [self._line(row, names) for row in self._rows(client_id, NOTE)]
        with self._sitting.read() as session:
            mine = SEALED_DRAFT.c.author_id == self._me.id
            query = select(SEALED_DRAFT.c.id).where(mine, SEALED_DRAFT.c.client_id == client_id)
            drafts = tuple(session.scalars(query.order_by(SEALED_DRAFT.c.saved_at)))
        used = self._sitting.audit.events(action=CUSTODIAN_USED)
        return Shelf(
            tuple(sorted(lines, key=lambda line: (line.held_on, line.signed_at), reverse=True)),
            drafts,
            tuple(sealed.readers()),
            self._sheet(names),
            tuple(
                (event.at, names.get(str(event.detail["reader"]), ""))
                for event in used
                if event.entity_id == self._me.id
            ),
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
        return self._begun(opened, SealedDraft(self._ids.new(), client_id, form_id, answers))

    def amend(self, opened: Opened, note_id: str, kind: str) -> SealedDraft:
        """Start an addendum, or the marking as entered in error, of one's own note; a draft that is there goes on."""
        form, row = self.form(AMENDING[kind]), self._row(note_id)
        self._may_write(form, row.client_id)
        self._amendable(opened, row)
        with self._sitting.read() as session:
            mine = SEALED_DRAFT.c.author_id == self._me.id, SEALED_DRAFT.c.client_id == row.client_id
            drafts = list(session.execute(select(SEALED_DRAFT).where(*mine)))
        for one in (self._draft(opened, each) for each in drafts if opened.opens(each.compartment_id)):
            if (one.added_to, one.kind) == (note_id, kind):
                return one
        return self._begun(opened, SealedDraft(self._ids.new(), row.client_id, form.id, {}, note_id, kind))

    def draft(self, opened: Opened, draft_id: str) -> SealedDraft:
        """A draft of one's own."""
        with self._sitting.read() as session:
            row = self._mine(session, draft_id)
        return self._draft(opened, row)

    def save(self, opened: Opened, draft: SealedDraft, answers: Mapping[str, Any]) -> SealedDraft:
        """Keep what was typed, sealed before it reaches any table, under the author's key of now."""
        kept = replace(draft, answers=dict(answers))
        with self._sitting.write() as unit:
            self._mine(unit.session, draft.id)
            self._keep(unit, opened, kept, saved_at=stamp(self._clock.now()))
        return kept

    def discard(self, draft_id: str) -> None:
        """Throw a draft away."""
        with self._sitting.write() as unit:
            row = self._mine(unit.session, draft_id)
            unit.session.execute(delete(SEALED_DRAFT).where(SEALED_DRAFT.c.id == draft_id))
            unit.record("draft.discarded", entity="draft", entity_id=draft_id, client_id=row.client_id)

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
            row = self._row(draft.added_to)
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
            self._mine(unit.session, draft.id)
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
            unit.session.execute(delete(SEALED_DRAFT).where(SEALED_DRAFT.c.id == draft.id))
            detail = {"statement": sha256_hex(statement)}
            unit.record(SIGNED, entity="sealed note", entity_id=note_id, client_id=draft.client_id, detail=detail)
        return note_id

    def read(self, opened: Opened, note_id: str) -> SealedNote:
        """Read a note with what was added to it: one's own, or one whose author lets one read. It is an event in the
        client's log."""
        row = self._row(note_id)
        self._gate.require_chart("read charts", row.client_id)
        with self._gate.noting("read a sealed note", row.client_id):
            inside = self._inside(opened, row)
        with self._sitting.write() as unit:
            unit.record("sealed.read", entity="sealed note", entity_id=note_id, client_id=row.client_id)
        line = self._line(row, self._names())
        return SealedNote(line, inside.form_id, inside.answers, tuple(self._additions(opened, row.client_id)[note_id]))

    def readable_of(self, opened: Opened, client_id: str) -> dict[str, SealedHead]:
        """The notes of a client that this person can open, as the list tells them."""
        self._gate.require_chart("read charts", client_id)
        added = self._additions(opened, client_id)
        return {
            row.id: SealedHead(
                self._inside(opened, row).title,
                sum(1 for one in added[row.id] if one.kind == ADDENDUM),
                any(one.kind == IN_ERROR for one in added[row.id]),
            )
            for row in self._rows(client_id, NOTE)
            if opened.opens(row.compartment_id)
        }

    def grant(self, passphrase: str, staff_id: str) -> None:
        """Let a colleague read all of one's sealed notes."""
        self._gate.require("write entries")
        self._sitting.sealed.grant(passphrase, staff_id)

    def withdraw(self, passphrase: str, staff_id: str) -> None:
        """Let them read no more; drafts begun before go under the new key too."""
        self._gate.require("write entries")
        self._sitting.sealed.withdraw(passphrase, staff_id, self._sealed_anew)

    def agree_to_sheet(self, passphrase: str) -> None:
        """Let the clinic's custodian's sheet open all of one's sealed notes."""
        self._gate.require("write entries")
        self._sitting.custodians.agree(passphrase, self._sealed_anew)

    def take_back_from_sheet(self, passphrase: str) -> None:
        """Take back one's yes to it; drafts go under the new key too."""
        self._gate.require("write entries")
        self._sitting.custodians.take_back(passphrase, self._sealed_anew)

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

    def _begun(self, opened: Opened, draft: SealedDraft) -> SealedDraft:
        with self._sitting.write() as unit:
            unit.session.execute(
                insert(SEALED_DRAFT).values(
                    id=draft.id,
                    compartment_id=opened.own,
                    author_id=self._me.id,
                    client_id=draft.client_id,
                    sealed=self._seal_draft(opened, draft),
                    saved_at=stamp(self._clock.now()),
                )
            )
        return draft

    def _amendable(self, opened: Opened, row: Row[Any]) -> None:
        if row.author_id != self._me.id or parse(row.statement)["purpose"] != NOTE:
            raise Refused("Only its author amends a sealed note.", "Write what you have to say as a note of your own.")
        self._inside(opened, row)
        if any(one.kind == IN_ERROR for one in self._additions(opened, row.client_id)[row.id]):
            raise UserError("This note was marked as entered in error.", "Write a new note instead.")

    def _additions(self, opened: Opened, client_id: str) -> dict[str, list[SealedAddition]]:
        """What was added to each note of a client, oldest first, as far as it opens."""
        found: dict[str, list[SealedAddition]] = defaultdict(list)
        signed = {row.id: (row.author_id, sha256_hex(row.statement)) for row in self._rows(client_id, NOTE)}
        for row in self._rows(client_id, ADDITION):
            if opened.opens(row.compartment_id):
                inside = self._inside(opened, row)
                if signed.get(inside.added_to) != (row.author_id, inside.statement):
                    raise OurError("an addition does not belong to a sealed note of its author")
                at = from_stamp(parse(row.statement)["signed_at"])
                found[inside.added_to].append(SealedAddition(inside.kind, at, inside.form_id, inside.answers))
        return defaultdict(list, {note: sorted(each, key=lambda one: one.signed_at) for note, each in found.items()})

    def _row(self, note_id: str) -> Row[Any]:
        with self._sitting.read() as session:
            row = session.execute(select(SEALED_NOTE).where(SEALED_NOTE.c.id == note_id)).first()
        if row is None:
            raise UserError("This sealed note is not in the record.", "Open the chart again.")
        return row

    def _rows(self, client_id: str, purpose: str) -> list[Row[Any]]:
        with self._sitting.read() as session:
            rows = list(session.execute(select(SEALED_NOTE).where(SEALED_NOTE.c.client_id == client_id)))
        return [row for row in rows if parse(row.statement)["purpose"] == purpose]

    def _inside(self, opened: Opened, row: Row[Any]) -> Inside:
        bound: list[object] = ["note", row.id, row.client_id, row.author_id]
        return unsealed(opened.unseal(row.compartment_id, row.sealed, bound))

    def _line(self, row: Row[Any], names: Mapping[str, str]) -> SealedLine:
        facts = parse(row.statement)
        return SealedLine(
            row.id,
            row.author_id,
            names.get(row.author_id, facts["author"]["name"]),
            date.fromisoformat(facts["held_on"]),
            from_stamp(facts["signed_at"]),
        )

    def _draft(self, opened: Opened, row: Row[Any]) -> SealedDraft:
        value = parse(opened.unseal(row.compartment_id, row.sealed, ["draft", row.id, row.client_id]))
        return SealedDraft(
            row.id, row.client_id, value["form"], value["answers"], value.get("added_to", ""), value.get("kind", "")
        )

    def _mine(self, session: Session, draft_id: str) -> Row[Any]:
        row = session.execute(select(SEALED_DRAFT).where(SEALED_DRAFT.c.id == draft_id)).first()
        if row is None or row.author_id != self._me.id:
            raise UserError("This draft is no longer there.", "It was signed or discarded.")
        return row

    def _keep(self, unit: Unit, opened: Opened, draft: SealedDraft, **more: object) -> None:
        values = {"compartment_id": opened.own, "sealed": self._seal_draft(opened, draft)} | more
        unit.session.execute(update(SEALED_DRAFT).where(SEALED_DRAFT.c.id == draft.id).values(values))

    def _sealed_anew(self, unit: Unit, opened: Opened) -> None:
        """Every draft that was begun under an older key of one's own goes under the newest; what cannot be read stays
        as it is, and is told where it is opened."""
        for row in list(unit.session.execute(select(SEALED_DRAFT).where(SEALED_DRAFT.c.author_id == self._me.id))):
            if opened.opens(row.compartment_id) and row.compartment_id != opened.own:
                with suppress(UserError):
                    self._keep(unit, opened, self._draft(opened, row))

    def _seal_draft(self, opened: Opened, draft: SealedDraft) -> bytes:
        about = {"added_to": draft.added_to, "kind": draft.kind} if draft.added_to else {}
        inside = canonical({"answers": dict(draft.answers), "form": draft.form_id} | about)
        return opened.seal(opened.own, inside, ["draft", draft.id, draft.client_id])
