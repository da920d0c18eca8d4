"""The one door out: save, print and export all come through here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.disclosures import reader
from ehr_desk.chart.disclosures.bases import LegalBasis, basis_of, offered
from ehr_desk.chart.disclosures.cover import ConsentFacts, CoverFacts, CoverSheet, explained
from ehr_desk.chart.disclosures.delivery import staged, sweep, there
from ehr_desk.chart.disclosures.ledger import Ledger
from ehr_desk.chart.disclosures.notice import read_notice
from ehr_desk.chart.disclosures.protection import Protection, SealsCopies, require_good
from ehr_desk.chart.disclosures.ready import Found, Ready
from ehr_desk.chart.disclosures.rows import (
    NOT_COMPLETED,
    PROTECTED,
    RELEASED,
    DisclosureRequest,
    DisclosureRow,
)
from ehr_desk.chart.disclosures.rules import document_remarks, judge, permitted
from ehr_desk.chart.entries.client_signs import standings, undrawn
from ehr_desk.chart.entries.ordered import order_scope
from ehr_desk.chart.entries.ordered_check import order_stands
from ehr_desk.chart.entries.paper_reader import paper
from ehr_desk.chart.entries.reader import versions_of
from ehr_desk.chart.entries.rooms import author_of
from ehr_desk.chart.entries.rows import PaperInfo
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Finding
from ehr_desk.vault.sitting import Sitting

Write = Callable[[bytes, bytes | None], None]
"""Hands the document and its cover sheet (where there is one) to the disk or the printer."""

Sound = Callable[[bytes], bool]
"""Whether a paper's own signatures are for what it shows (``ehr_desk.documents``)."""

ACCOUNTING_YEARS = 3
"""42 CFR 2.25: an accounting of disclosures made with consent covers the three years before the request."""


class NotPermitted(UserError):
    """The disclosure is not permitted as requested; ``findings`` say why and what to do."""

    def __init__(self, findings: list[Finding]) -> None:
        reasons = [finding.text for finding in findings if finding.level == "must"]
        super().__init__("This document cannot be handed out like this.", " ".join(reasons))
        self.findings = findings


class DisclosureService:
    """Check, release and account for disclosures."""

    def __init__(
        self,
        sitting: Sitting,
        me: StaffRow,
        clock: Clock,
        ids: Ids,
        cover: CoverSheet,
        sound: Sound,
        copies: SealsCopies,
        *,
        demonstration: bool = False,
    ) -> None:
        self._sitting = sitting
        self._me = me
        self._gate = ChartGate(sitting, me, clock)
        self._clock = clock
        self._ids = ids
        self._cover = cover
        self._sound = sound
        self._copies = copies
        self._ledger = Ledger(sitting, clock, ids)
        self._demonstration = demonstration

    def bases(self) -> tuple[LegalBasis, ...]:
        """The legal bases that can be chosen."""
        return offered(demonstration=self._demonstration)

    def consents(self, document_id: str) -> list[ConsentRow]:
        """The consents of the document's client, to choose from."""
        with self._gate.noting("release documents"), self._sitting.read() as session:
            info, _ = paper(session, document_id)
            self._gate.require_in(session, "release documents", info.client_id)
            return reader.consents_of(session, info.client_id, undrawn(session, info.client_id, self._sitting.trust))

    def check(self, request: DisclosureRequest) -> list[Finding]:
        """What stands in the way and what to weigh; nothing is released. Raises ``ClockBehind`` as :meth:`release`."""
        self._sitting.require_clock()
        with self._gate.noting("release documents"), self._sitting.read() as session:
            return self._judge(request, self._look(session, request))

    def release(self, request: DisclosureRequest, write: Write) -> DisclosureRow:
        """Enter the disclosure in the ledger as started, let ``write`` hand the document out, enter how it ended.

        The bytes are the stored ones. Raises ``NotPermitted``, and ``ClockBehind`` while the clock lies behind the log:
        a consent that has ended would count again. Where ``write`` fails, the ledger says "not completed"
        (a print job: "may have left", unless ``write`` raises ``NothingLeft``) and the failure is raised in words.
        """
        if request.how == PROTECTED:
            raise OurError("a copy under a passphrase leaves as a file")
        ready = self._ready(request)
        row = self._enter(ready)
        self._ledger.deliver(row, lambda: write(ready.found.pdf, ready.cover))
        return replace(row, outcome=RELEASED)

    def check_protection(self, request: DisclosureRequest, protection: Protection) -> None:
        """Refuse what :meth:`release_to_folder` would refuse of both passphrases, before anybody is asked for a folder.
        Takes as long as an unlock."""
        with self._gate.noting("release documents"), self._sitting.read() as session:
            found = self._look(session, request)
        self._require_good(found, protection)
        with self._sitting.signer(protection.own_passphrase):
            pass

    def release_to_folder(
        self, request: DisclosureRequest, folder: Path, protection: Protection | None = None
    ) -> list[Path]:
        """Release into a folder: document number and day as the name, a client's only where the clinic set that; the
        cover sheet beside it. With ``protection`` (and ``how`` = ``PROTECTED``) what leaves is a copy under a
        passphrase, certified with this person's key, the signed paper inside; its name never tells a client's.

        The ledger is written first; the files are complete on the disk before they get their names. What an earlier
        release that was cut off left unfinished in the folder is removed.
        """
        if (protection is not None) != (request.how == PROTECTED):
            raise OurError("a copy under a passphrase needs one, and nothing else takes one")
        ready = self._ready(request)
        there(folder)
        if protection is not None:
            ready = self._protected(ready, protection)
        with self._sitting.read() as session:
            cut_off = reader.unfinished(session)
        sweep(folder, cut_off)
        row = self._enter(ready)
        paths: list[Path] = []

        def hand_out() -> None:
            with staged(folder, self._contents(ready), row.id) as files:
                files.move()
                paths.extend(files.paths)

        self._ledger.deliver(row, hand_out)
        return paths

    def ledger(self, client_id: str) -> list[DisclosureRow]:
        """Everything handed out about a client, newest first, and what was not completed."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return reader.ledger(session, client_id)

    def accounting(self, client_id: str) -> list[DisclosureRow]:
        """The accounting a client can ask for: disclosures with consent in the last three years, 42 CFR 2.25."""
        self._gate.require_chart("read charts", client_id)
        first = reader.years_before(self._clock.today(), ACCOUNTING_YEARS)
        since = datetime.combine(first, time.min, tzinfo=self._clock.local().tzinfo or UTC)
        with self._sitting.read() as session:
            rows = reader.ledger(session, client_id, since=since)
        # What was cut off may have left: the client is told of it too.
        return [row for row in rows if row.outcome != NOT_COMPLETED and _with_statement(row.basis)]

    def _look(self, session: Session, request: DisclosureRequest) -> Found:
        info, pdf = paper(session, request.document_id)
        self._gate.require_in(session, "release documents", info.client_id)
        if not _belongs(session, info):
            raise _changed()
        client = one_client(session, info.client_id)
        papers = standings(session, info.client_id, self._sitting.trust)
        waiting = {one.entry_id for one in papers if one.waits}
        said = next((one.promised and not one.drawn_at for one in papers if one.document_id == info.document_id), None)
        unsigned = info.entry_id in waiting if said is None else said
        return Found(
            info=info,
            pdf=pdf,
            document=replace(reader.document_facts(session, info), client_unsigned=unsigned),
            client=client,
            consents=reader.consents_of(session, info.client_id, waiting),
            people=reader.known_people(session, client, self._clock.today()),
        )

    def _judge(self, request: DisclosureRequest, found: Found) -> list[Finding]:
        on = self._clock.today()
        return judge(request, found.document, found.consents, found.people, on=on, demonstration=self._demonstration)

    def _ready(self, request: DisclosureRequest) -> Ready:
        self._sitting.require_clock()
        with self._gate.noting("release documents"), self._sitting.read() as session:
            found = self._look(session, request)
        findings = self._judge(request, found)
        if not permitted(findings):
            self._ledger.refused(request, found.info.client_id, findings)
            raise NotPermitted(findings)
        unchanged = sha256_hex(found.pdf) == found.info.sha256 and order_stands(self._sitting, request.document_id)
        if not (unchanged and self._sound(found.pdf)):
            raise _changed()
        if _with_statement(request.basis):
            notice = read_notice()
            facts = self._facts(request, found, _consent(request, found, notice.statement))
            return Ready(request, found, self._cover.make(facts), notice.version)
        facts = self._facts(request, found, None)
        # What was signed before cannot say that it is superseded: the sheet on top of it does.
        return Ready(request, found, self._cover.make(facts) if facts.remarks else None, "")

    def _protected(self, ready: Ready, protection: Protection) -> Ready:
        """Everything that leaves, under a passphrase: the cover sheet names the client too."""
        at = self._clock.local()
        self._require_good(ready.found, protection)
        with self._sitting.signer(protection.own_passphrase) as signer:
            words, author = protection.passphrase, author_of(self._me)
            made = self._copies.copy(ready.found.pdf, words, signer, author, at)
        sheet = self._copies.sheet(ready.cover, words, at) if ready.cover is not None else None
        return replace(ready, protected=made, cover=sheet)

    def _require_good(self, found: Found, protection: Protection) -> None:
        with self._sitting.read() as session:
            clinic = read_clinic(session).name
        client = found.client
        require_good(protection, (clinic, client.name, client.record_number, found.info.document_id))

    def _facts(self, request: DisclosureRequest, found: Found, consent: ConsentFacts | None) -> CoverFacts:
        basis = basis_of(request.basis)
        if basis is None:
            raise OurError("a permitted disclosure without its basis")
        return CoverFacts(
            document_id=found.info.document_id,
            revision=found.info.revision,
            document_title=found.document.title,
            pages=found.info.pages,
            client_name=found.client.name,
            record_number=found.client.record_number,
            recipient=request.recipient.strip(),
            purpose=request.purpose.strip(),
            basis_title=basis.title,
            basis_law=basis.law,
            staff_name=self._me.signature_name,
            prepared_at=self._clock.local(),
            demonstration=self._demonstration,
            consent=consent,
            remarks=document_remarks(found.document),
        )

    def _contents(self, ready: Ready) -> list[tuple[str, bytes]]:
        with self._sitting.read() as session:
            named = read_clinic(session).client_in_file_names
        return ready.files(self._clock.today(), named=named)

    def _enter(self, ready: Ready) -> DisclosureRow:
        """The ledger's first line, after looking again at what may have changed since the check."""
        self._sitting.require_clock()
        row = ready.line(self._ids.new(), self._ledger.now(), self._me)
        with self._sitting.write() as unit:
            now = self._look(unit.session, ready.request)
            findings = self._judge(ready.request, now)
            if not permitted(findings):
                raise NotPermitted(findings)
            if now.info.sha256 != ready.found.info.sha256:
                raise UserError("The document got another signature just now.", "Release it again.")
            if _on_the_sheet(ready.request, now) != _on_the_sheet(ready.request, ready.found):
                raise UserError("Something was signed just now that the cover sheet has to tell.", "Release it again.")
            copied = sha256_hex(ready.protected) if ready.protected is not None else ""
            self._ledger.write(unit, row, copy_sha256=copied)
        return row


def _chosen(request: DisclosureRequest, found: Found) -> ConsentRow | None:
    return next((row for row in found.consents if row.consent_id == request.consent_id), None)


def _on_the_sheet(request: DisclosureRequest, found: Found) -> object:
    """What a cover sheet tells that somebody can sign meanwhile: the state of the document, the consent."""
    consent = _chosen(request, found) if _with_statement(request.basis) else None
    return document_remarks(found.document), consent


def _belongs(session: Session, info: PaperInfo) -> bool:
    """Whether a paper lies in the chart of the client whose entry it shows; true of one that shows a whole chart."""
    bodies = [version.body for version in versions_of(session, info.entry_id)] if info.entry_id else []
    own = any(body["document_id"] == info.document_id for body in bodies) or order_scope(session, info.document_id)
    return bool(own) and all(body["client"]["id"] == info.client_id for body in bodies)


def _changed() -> UserError:
    return UserError(
        "The stored document was changed outside the program and is not handed out.",
        "Run a check of the record and restore it from a backup.",
    )


def _consent(request: DisclosureRequest, found: Found, statement: str) -> ConsentFacts:
    consent = _chosen(request, found)
    if consent is None:
        raise OurError("a permitted disclosure without its consent")
    return explained(consent, statement)


def _with_statement(key: str) -> bool:
    basis = basis_of(key)
    return basis is not None and basis.with_statement
