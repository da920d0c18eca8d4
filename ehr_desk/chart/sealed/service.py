"""Writing, signing, reading and sharing sealed notes.

A sealed note states no effects, goes on no paper and into no export, and nothing else reads its table. The author's
signature covers the plain facts (client, author, day, form) and the hash of what is sealed: so `check`
judges every note without its key, and whoever opens one knows that the sealed text is the one that was signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.sealed.rows import SealedDraft, SealedLine, SealedNote, Shelf
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import canonical, parse, sha256_hex
from ehr_desk.common.clock import Clock, from_stamp, stamp
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Finding, Form, FormLibrary, check, readable
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.compartments import CUSTODIAN_USED, Opened
from ehr_desk.vault.sealed_tables import SEALED_DRAFT, SEALED_NOTE
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

    @property
    def forms(self) -> Sequence[Form]:
        """The forms that this person may write."""
        return [form for form in self._library.all() if self._me.role in form.authors]

    def form(self, form_id: str) -> Form:
        """A sealed form by its id."""
        return self._library.get(form_id)

    def shelf(self, client_id: str) -> Shelf:
        """What there is about a client; opens nothing."""
        self._gate.require_chart("read charts", client_id)
        sealed, names = self._sitting.sealed, self._names()
        with self._sitting.read() as session:
            rows = session.execute(select(SEALED_NOTE).where(SEALED_NOTE.c.client_id == client_id))
            lines = [self._line(row, names, mine=row.author_id == self._me.id) for row in rows]
            mine = SEALED_DRAFT.c.author_id == self._me.id
            query = select(SEALED_DRAFT.c.id).where(mine, SEALED_DRAFT.c.client_id == client_id)
            drafts = tuple(session.scalars(query.order_by(SEALED_DRAFT.c.saved_at)))
        used = self._sitting.audit.events(action=CUSTODIAN_USED)
        return Shelf(
            tuple(sorted(lines, key=lambda line: (line.held_on, line.signed_at), reverse=True)),
            drafts,
            tuple(sealed.readers()),
            sealed.has_custodian,
            tuple(
                (event.at, names.get(str(event.detail["reader"]), ""))
                for event in used
                if event.entity_id == self._me.id
            ),
        )

    def open(self, passphrase: str) -> Opened:
        """Open what this person may read and write; drop it when it is put away."""
        self._gate.require("write entries")
        return self._sitting.sealed.open(passphrase)

    def start(self, opened: Opened, form_id: str, client_id: str) -> SealedDraft:
        """Start a note."""
        form = self.form(form_id)
        self._gate.require_writing(form.id, form.category, form.authors)
        self._gate.require_chart("write entries", client_id)
        draft = SealedDraft(self._ids.new(), client_id, form_id, {"held_on": self._clock.today().isoformat()})
        with self._sitting.write() as unit:
            unit.session.execute(
                insert(SEALED_DRAFT).values(
                    id=draft.id,
                    compartment_id=opened.own,
                    author_id=self._me.id,
                    client_id=client_id,
                    sealed=self._seal_draft(opened, opened.own, draft),
                    saved_at=stamp(self._clock.now()),
                )
            )
        return draft

    def draft(self, opened: Opened, draft_id: str) -> SealedDraft:
        """A draft of one's own."""
        with self._sitting.read() as session:
            row = self._mine(session, draft_id)
        value = parse(opened.unseal(row.compartment_id, row.sealed, ["draft", draft_id, row.client_id]))
        return SealedDraft(draft_id, row.client_id, value["form"], value["answers"])

    def save(self, opened: Opened, draft: SealedDraft, answers: Mapping[str, Any]) -> SealedDraft:
        """Keep what was typed, sealed before it reaches any table."""
        kept = SealedDraft(draft.id, draft.client_id, draft.form_id, dict(answers))
        with self._sitting.write() as unit:
            row = self._mine(unit.session, draft.id)
            unit.session.execute(
                update(SEALED_DRAFT)
                .where(SEALED_DRAFT.c.id == draft.id)
                .values(sealed=self._seal_draft(opened, row.compartment_id, kept), saved_at=stamp(self._clock.now()))
            )
        return kept

    def discard(self, draft_id: str) -> None:
        """Throw a draft away."""
        with self._sitting.write() as unit:
            row = self._mine(unit.session, draft_id)
            unit.session.execute(delete(SEALED_DRAFT).where(SEALED_DRAFT.c.id == draft_id))
            unit.record("draft.discarded", entity="draft", entity_id=draft_id, client_id=row.client_id)

    def findings(self, draft: SealedDraft) -> list[Finding]:
        """What is missing."""
        return list(check(self.form(draft.form_id), draft.answers))

    def sign(self, opened: Opened, draft: SealedDraft, passphrase: str) -> str:
        """Sign a draft; answers the note's id. It goes into the compartment that is the author's now."""
        form = self.form(draft.form_id)
        self._gate.require_writing(form.id, form.category, form.authors)
        self._gate.require_chart("write entries", draft.client_id)
        musts = [finding for finding in self.findings(draft) if finding.level == "must"]
        if musts:
            raise UserError(musts[0].text, "Fill it in, then sign again.")
        answers = readable(form, draft.answers).answers
        note_id, compartment = self._ids.new(), opened.own
        inside = canonical({"answers": dict(answers), "form": form.definition()})
        box = opened.seal(compartment, inside, ["note", note_id, draft.client_id, self._me.id])
        statement = canonical(
            {
                "author": {"credential": self._me.credential, "id": self._me.id, "name": self._me.name},
                "client": draft.client_id,
                "compartment": compartment,
                "form": {"id": form.id, "title": form.title},
                "held_on": str(answers["held_on"]),
                "id": note_id,
                "purpose": "sealed note",
                "sealed": sha256_hex(box),
                "signed_at": stamp(self._clock.now()),
            }
        )
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
        """Read a note: one's own, or one whose author lets one read. It is an event in the client's log."""
        with self._sitting.read() as session:
            row = session.execute(select(SEALED_NOTE).where(SEALED_NOTE.c.id == note_id)).first()
        if row is None:
            raise UserError("This sealed note is not in the record.", "Open the chart again.")
        self._gate.require_chart("read charts", row.client_id)
        with self._gate.noting("read a sealed note", row.client_id):
            inside = opened.unseal(row.compartment_id, row.sealed, ["note", note_id, row.client_id, row.author_id])
        value = parse(inside)
        with self._sitting.write() as unit:
            unit.record("sealed.read", entity="sealed note", entity_id=note_id, client_id=row.client_id)
        line = self._line(row, self._names(), mine=True)
        return SealedNote(line, parse(row.statement)["form"]["id"], value["answers"])

    def readable_of(self, opened: Opened, client_id: str) -> frozenset[str]:
        """The notes of a client that this person can open."""
        columns = SEALED_NOTE.c.id, SEALED_NOTE.c.compartment_id
        with self._sitting.read() as session:
            rows = session.execute(select(*columns).where(SEALED_NOTE.c.client_id == client_id))
            return frozenset(note for note, compartment in rows if opened.opens(compartment))

    def grant(self, passphrase: str, staff_id: str) -> None:
        """Let a colleague read all of one's sealed notes."""
        self._gate.require("write entries")
        self._sitting.sealed.grant(passphrase, staff_id)

    def withdraw(self, passphrase: str, staff_id: str) -> None:
        """Let them read no more."""
        self._gate.require("write entries")
        self._sitting.sealed.withdraw(passphrase, staff_id)

    def make_custodian(self, own_passphrase: str) -> str:
        """Make the custodian's sheet; answers its code, shown once. For an administrator."""
        self._gate.require("manage staff")
        return self._sitting.sealed.make_custodian(own_passphrase)

    def use_custodian(self, own_passphrase: str, code: str, author_id: str, reader_id: str) -> int:
        """With the custodian's sheet let somebody read an author's notes. For an administrator."""
        self._gate.require("manage staff")
        return self._sitting.sealed.use_custodian(own_passphrase, code, author_id, reader_id)

    def _names(self) -> dict[str, str]:
        with self._sitting.read() as session:
            return {row.id: row.signature_name for row in read_staff(session)}

    def _line(self, row: Row[Any], names: Mapping[str, str], *, mine: bool) -> SealedLine:
        facts = parse(row.statement)
        return SealedLine(
            row.id,
            row.author_id,
            names.get(row.author_id, facts["author"]["name"]),
            date.fromisoformat(facts["held_on"]),
            from_stamp(facts["signed_at"]),
            facts["form"]["title"] if mine else "",
        )

    def _mine(self, session: Session, draft_id: str) -> Row[Any]:
        row = session.execute(select(SEALED_DRAFT).where(SEALED_DRAFT.c.id == draft_id)).first()
        if row is None or row.author_id != self._me.id:
            raise UserError("This draft is no longer there.", "It was signed or discarded.")
        return row

    def _seal_draft(self, opened: Opened, compartment_id: str, draft: SealedDraft) -> bytes:
        if not opened.opens(compartment_id):
            raise OurError("a sealed draft without its key")
        inside = canonical({"answers": dict(draft.answers), "form": draft.form_id})
        return opened.seal(compartment_id, inside, ["draft", draft.id, draft.client_id])
