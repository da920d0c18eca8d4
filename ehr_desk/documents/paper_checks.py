"""Checking papers against the vault: a file, or the code printed on a sheet of paper; and how the clinic signs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.entries.paper_reader import paper, paper_numbers
from ehr_desk.chart.entries.told_on import OtherWords
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import Clock, from_stamp
from ehr_desk.documents.aside import verify_aside
from ehr_desk.documents.codes import parse_code
from ehr_desk.documents.records import PaperRegister
from ehr_desk.documents.seen import Witnesses, put_of
from ehr_desk.documents.signature_rows import in_zone
from ehr_desk.documents.staff_certificates import StaffCertificate
from ehr_desk.documents.stored import StoredPapers
from ehr_desk.documents.timestamps import SigningTerms, TimestampServer, TrustServices, level_named
from ehr_desk.documents.trusted import Trusted
from ehr_desk.documents.verdict import Verification
from ehr_desk.vault.certificates import Certificate, load
from ehr_desk.vault.other_certificates import FromElsewhere
from ehr_desk.vault.revocations import Revocation
from ehr_desk.vault.sitting import Sitting

_SIGNERS = ("person", "device")


@dataclass(frozen=True)
class CodeFinding:
    """What the vault knows of a paper by the code on it. ``good``: it holds this paper, and nothing came after it."""

    good: bool
    document_id: str
    sentences: tuple[str, ...]


class PaperChecks:
    """Verifies files and codes with everything this vault knows."""

    def __init__(self, sitting: Sitting, clock: Clock, clinic: Callable[[], ClinicRow]) -> None:
        self._sitting = sitting
        self._clock = clock
        self._clinic = clinic
        self._register = PaperRegister(sitting, lambda: clock.local().tzinfo)

    def verify(self, pdf: bytes) -> Verification:
        """Say whether a paper of this vault's own is what was signed, and whether it is what was stored."""
        from ehr_desk.documents.verifying import verify

        return self._held_against(verify(pdf, self._trusted()))

    def verify_chosen(self, pdf: bytes, stop: Callable[[], bool] = lambda: False, passphrase: str = "") -> Verification:
        """The same for a file from anywhere, in a process of its own that ends after a minute. ``passphrase`` opens a
        file that is under one.

        Once ``stop`` says so it is ended at once, and ``aside.GivenUp`` raised.
        """
        return self._held_against(verify_aside(pdf, self._trusted(), passphrase, stop=stop))

    def _trusted(self) -> Trusted:
        """Whom and what this vault knows."""
        register, revocations = self._sitting.certificates(), self._sitting.authority.revocations()
        log = _LogOrder(
            self._sitting.authority.ended(),
            {one.certificate.fingerprint: one.entered for one in revocations},
            self._sitting.authority.never_added(),
        )
        time_root = self._clinic().timestamp_root
        return Trusted(
            roots=[self._sitting.root_certificate_pem.encode()],
            now=self._clock.now(),
            register=self._register,
            certificates=[one.pem.encode() for one in register],
            staff=[
                *(_own(one, log) for one in register if one.kind in _SIGNERS),
                *(_elsewhere(one, log) for one in self._sitting.authority.from_elsewhere() if one.vouched),
            ],
            time_roots=[time_root.encode()] if time_root else [],
            crls=self._sitting.authority.lists(),
            revoked=_by_serial(revocations),
            zone=self._clock.local().tzinfo,
        )

    def _held_against(self, result: Verification) -> Verification:
        if result.cover:
            return result.held_against_ledger(self._register.covers(result.document_id).get(result.sha256, ()))
        if result.original:  # a copy under a passphrase: who signed what stands on the paper in it
            return result.with_original(self._held_against(result.original))
        result = self._with_witnesses(result)
        return result.held_against(self._sitting.audit.root(result.log[0]) if result.log else "")

    def _with_witnesses(self, result: Verification) -> Verification:
        """What a client signed by hand, held against who confirmed to the record that they saw it."""
        witnesses = Witnesses(self._sitting)
        signatures = [put_of(row) for row in result.signatures if row.kind == "signature"]
        by_hand = [put for put in signatures if witnesses.is_clients(put)]
        if not by_hand:
            return result
        papers = {state.sha256 for state in self._register.states(result.document_id)}
        return result.held_against_witnesses(
            all(witnesses.saw(result.document_id, put, papers, strictly=True) for put in by_hand)
        )

    def find(self, typed: str) -> CodeFinding:
        """What the vault knows of a paper by its code. Raises ``UserError`` for what is no code."""
        from ehr_desk.documents.inspecting import attached_record

        code = parse_code(typed)
        with self._sitting.read() as session:
            if code.document_id not in paper_numbers(session, code.document_id):
                words = "This vault has no document with this number: the paper was not made here, or not from it."
                return CodeFinding(False, code.document_id, (words,))
            info, pdf = paper(session, code.document_id)
        try:
            sound = sha256_hex(pdf) == info.sha256 and StoredPapers(self._sitting, self.verify).sound(pdf)
        except OtherWords as error:
            return CodeFinding(False, code.document_id, (error.message,))
        if not sound:
            words = "The stored document was changed outside the program. Run a check of the record."
            return CodeFinding(False, code.document_id, (words,))
        made = in_zone(from_stamp(info.made_at), self._clock.local().tzinfo)
        if not code.fits(sha256_hex(attached_record(pdf))):
            words = "The vault holds a document with this number, but with another content: the paper is not it."
            return CodeFinding(False, code.document_id, (words,))
        signatures = "one signature" if info.signatures == 1 else f"{info.signatures} signatures, the last"
        newest = max(state.version for state in self._register.states(code.document_id))
        own = {state.version for state in self._register.states(code.document_id) if state.sha256 == info.sha256}
        remarks = list(self._register.remarks(code.document_id, printed=True))
        if newest not in own:
            remarks.insert(0, f"A later version ({newest}) of this document exists.")
        pages = "one page" if info.pages == 1 else f"{info.pages} pages"
        told = (
            f"This vault holds document {code.document_id}: {info.title}, {pages}, {signatures} of {made}.",
            *remarks,
            "The code says which document a paper wants to be. Whether the paper says the same, only comparing it with "
            "the stored one tells, page by page.",
        )
        return CodeFinding(not remarks, code.document_id, told)


def _by_serial(revocations: Sequence[Revocation]) -> dict[str, datetime]:
    """Of the clinic's own: whoever makes a certificate elsewhere can give it a colleague's number."""
    own = [one for one in revocations if one.certificate.kind != "imported"]
    return {f"{load(one.certificate.pem).serial_number:X}": one.at for one in own}


@dataclass(frozen=True)
class _LogOrder:
    """The log's events that ended and that revoked certificates, by fingerprint; and those that it never added."""

    ended: Mapping[str, int]
    revoked: Mapping[str, tuple[int, datetime] | None]
    never_added: Mapping[str, str]


def _own(one: Certificate, log: _LogOrder) -> StaffCertificate:
    ended, revoked = log.ended.get(one.fingerprint, 0), log.revoked.get(one.fingerprint)
    not_added = log.never_added.get(one.fingerprint, "")
    return StaffCertificate(
        one.pem.encode(), _retired(one), retired_seq=ended, revoked_entry=revoked, not_added=not_added
    )


def _elsewhere(one: FromElsewhere, log: _LogOrder) -> StaffCertificate:
    return replace(
        _own(one.certificate, log), vouched=True, name=one.name, credential=one.credential, revoked_at=one.revoked
    )


def _retired(one: Certificate) -> datetime | None:
    return from_stamp(one.retired_at) if one.retired_at else None


class Terms:
    """How papers are signed, by the clinic's settings as they stand. The server's silence is remembered."""

    def __init__(self, sitting: Sitting, clinic: Callable[[], ClinicRow], now: Callable[[], datetime]) -> None:
        self._sitting = sitting
        self._clinic = clinic
        self._now = now
        self._server: TimestampServer | None = None

    def __call__(self) -> SigningTerms:
        """The terms for the next paper."""
        clinic = self._clinic()
        level = level_named(clinic.signature_level)
        if level == "B-B" or not clinic.timestamp_server:
            return SigningTerms(clinic.author_certifies)
        if self._server is None or self._server.url != clinic.timestamp_server:
            self._server = TimestampServer(clinic.timestamp_server, self._now)
        time_root = (clinic.timestamp_root.encode(),) if clinic.timestamp_root else ()
        services = TrustServices(
            level,
            self._server,
            roots=(self._sitting.root_certificate_pem.encode(), *time_root),
            certificates=(self._sitting.issuing_certificate_pem.encode(),),
            crls=self._sitting.authority.lists(),
            fetch=clinic.fetch_revocations,
        )
        return SigningTerms(clinic.author_certifies, services)
