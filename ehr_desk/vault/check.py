"""Is the vault whole: pages, header, people, triggers, register, audit log. Reads only."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ehr_desk.common.errors import UserError
from ehr_desk.vault import other_certificates
from ehr_desk.vault.audit import Kind, readable
from ehr_desk.vault.audit_check import LogCheck
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.create import ROOT_CERTIFICATE_NAME
from ehr_desk.vault.definitions import definitions, foreign_triggers, print_of, told_print
from ehr_desk.vault.enrolment import leads_to_root
from ehr_desk.vault.enrolment_check import faults as enrolment_faults
from ehr_desk.vault.enrolment_check import person_faults
from ehr_desk.vault.enrolments import Enrolments, enrolments
from ehr_desk.vault.header import Header
from ehr_desk.vault.header_told import header_faults
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.meta import read_meta
from ehr_desk.vault.people import Person
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.register_check import faults as register_faults
from ehr_desk.vault.sealed_ledger import Ledger
from ehr_desk.vault.sittings import OPENED
from ehr_desk.vault.tables import AUDIT_EVENT
from ehr_desk.vault.timekeeping import SetBack
from ehr_desk.vault.triggers import RESTORED, missing_triggers
from ehr_desk.vault.trust import Trust, trusted_people

if TYPE_CHECKING:
    from ehr_desk.vault.openvault import OpenVault
    from ehr_desk.vault.watching import Watch


@dataclass(frozen=True)
class CheckFinding:
    """One thing that is wrong: the area it was found in, what it is in words, and how somebody meddled."""

    area: str
    text: str
    kind: Kind = ""


@dataclass(frozen=True)
class CheckReport:
    """The result. ``areas`` names everything that was looked at, ``events`` counts the audit log."""

    findings: tuple[CheckFinding, ...]
    areas: tuple[str, ...]
    events: int
    set_back: tuple[SetBack, ...] = ()
    """Where time ran backwards in the log: told, but nothing is wrong for that."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Every kind of meddling that was found, in the order in which it is told."""
        found = {finding.kind for finding in self.findings}
        return tuple(kind for kind in KINDS if kind in found)


KINDS: dict[Kind, str] = {
    "edited": "The history was edited: something was changed after it had been signed.",
    "deleted": "Something was deleted from within the history.",
    "re-signed": "A part of the history was signed again by somebody who did not write it.",
    "truncated": "The history was truncated: its end is missing.",
    "rolled back": "The record was rolled back: an older or another state was put in its place.",
}
"""The kinds of meddling with the history, in words."""

_Look = Callable[["OpenVault", Header, Session], Iterator["str | CheckFinding"]]

AREAS = ("database", "header", "people", "protection", "audit log")


def check_vault(vault: OpenVault, watch: Watch | None = None) -> CheckReport:
    """Look at everything; a part that cannot be read is a finding, not an exception. With ``watch`` the log is also
    held against what was remembered of it outside the database."""

    def audit(vault: OpenVault, header: Header, session: Session) -> Iterator[str | CheckFinding]:
        log = LogCheck(_trust(header), all_certificates(session))
        yield from _audit(log, session, watch)
        set_back.extend(log.times.places())

    set_back: list[SetBack] = []
    looks: tuple[_Look, ...] = (_database, _header, _people, _protection, audit)
    findings: list[CheckFinding] = []
    for area, look in zip(AREAS, looks, strict=True):
        try:
            with _moment(vault, held=look is _header) as (session, header):
                for found in look(vault, header, session):
                    findings.append(found if isinstance(found, CheckFinding) else CheckFinding(area, found))
        except (UserError, DBAPIError, ValueError, TypeError, LookupError) as error:
            said = error.message if isinstance(error, UserError) else "this part could not be read"
            findings.append(CheckFinding(area, said))
    return CheckReport(tuple(findings), AREAS, _count(vault), tuple(set_back))


@contextlib.contextmanager
def _moment(vault: OpenVault, *, held: bool) -> Iterator[tuple[Session, Header]]:
    """A snapshot of the record, and the header of the same moment: somebody's access may change at an open desk while
    the check runs. ``held``: nothing of it changes before the look is over."""
    with contextlib.ExitStack() as whole:
        with contextlib.ExitStack() as moment:
            (whole if held else moment).enter_context(vault.steady())
            session = whole.enter_context(vault.read())
            session.execute(text("SELECT count(*) FROM sqlite_master"))  # here the snapshot begins
            header = vault.header
        yield session, header


def _trust(header: Header) -> Trust:
    return Trust(header.vault_id, header.authority.root_pem, header.recovery.publics)


def _count(vault: OpenVault) -> int:
    try:
        return vault.audit.head()[0]
    except UserError:
        return 0


def _database(_vault: OpenVault, _header: Header, session: Session) -> Iterator[str]:
    for (said,) in session.execute(text("PRAGMA cipher_integrity_check")):
        yield f"Encrypted file: {said}."
    for (said,) in session.execute(text("PRAGMA integrity_check")):
        if said != "ok":
            yield f"Database structure: {said}."
    for row in session.execute(text("PRAGMA foreign_key_check")):
        yield f"A row of table {row[0]} points to nothing."


def _header(vault: OpenVault, header: Header, session: Session) -> Iterator[str]:
    stored = HeaderFile(vault.folder).read()
    stored.authenticate(vault.keys)
    meta = read_meta(session.connection())
    if stored.header.generation != meta.generation:
        yield f"The header is number {stored.header.generation}, the record expects {meta.generation}."
    if meta.vault_id != stored.header.vault_id:
        yield "The database says that it belongs to another vault."
    if stored.header != header:
        yield "The header file is not the one this sitting opened."
    if meta.root_fingerprint != fingerprint(load(stored.header.authority.root_pem)):
        yield "The root certificate in the header is not the clinic's."
    yield from header_faults(session, stored.header, enrolments(session, _trust(header)))
    beside = vault.folder / ROOT_CERTIFICATE_NAME
    root_der = load(stored.header.authority.root_pem).public_bytes(Encoding.DER)
    if beside.exists() and beside.read_bytes() != root_der:
        yield f"The file {ROOT_CERTIFICATE_NAME} is not the clinic's root certificate: papers must not be judged by it."
    if not leads_to_root(stored.header):
        yield "The issuing certificate in the header was not signed by the clinic's root."


def _people(_vault: OpenVault, header: Header, session: Session) -> Iterator[str]:
    register = all_certificates(session)
    trusted = trusted_people(header.authority.root_pem, register)
    for certificate in register:
        if certificate.kind == "person" and certificate.fingerprint not in trusted:
            yield f"A certificate of {certificate.name} in the register was not issued by the clinic."
    enrolments, root_pem = Enrolments(session, _trust(header), trusted), header.authority.root_pem
    yield from register_faults(session, root_pem, trusted, enrolments)
    yield from other_certificates.faults(session, root_pem, register, enrolments)
    yield from other_certificates.vouching_faults(session, enrolments.vouched)
    yield from enrolment_faults(enrolments)
    if not enrolments.knows_sheets_of(header):
        yield "The recovery code in the header is not the one that was printed for this record."
    for person in header.people.values():
        yield from person_faults(enrolments, header.vault_id, person)
        if person.administrator != (person.identity.staff_id in enrolments.administrators):
            yield _role_differs(person)
    yield from Ledger(session, header.vault_id, trusted, enrolments).faults(session)


def _role_differs(person: Person) -> str:
    holds, says = ("an administrator", "not one") if person.administrator else ("no administrator", "one")
    return f"By the header, {person.identity.display_name} is {holds}; by the audit log, {says}."


def _protection(vault: OpenVault, _header: Header, session: Session) -> Iterator[str]:
    for table in missing_triggers(session.connection(), vault.protected):
        yield f"The protection against changes is missing on table {table}."
    for name in foreign_triggers(session.connection()):
        yield f"The database holds the trigger {name}, which this program never made: it can change what is written."
    told = told_print(session.connection())
    if told and told != print_of(definitions(session.connection())):
        yield "The tables of the database are not defined as the audit log says."
    opened = select(func.max(AUDIT_EVENT.c.seq)).where(AUDIT_EVENT.c.action == OPENED).scalar_subquery()
    restored = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == RESTORED, AUDIT_EVENT.c.seq > opened)
    for event in readable(session.scalars(restored)):
        for table in event.detail.get("tables", ()):
            yield f"The protection against changes was missing on table {table} at unlock; it has been put back."


def _audit(log: LogCheck, session: Session, watch: Watch | None) -> Iterator[str | CheckFinding]:
    for finding in log.run(session):
        yield CheckFinding(AREAS[-1], finding.text, finding.kind)
    for finding in watch.findings(session, log.keys) if watch is not None else ():
        yield CheckFinding(AREAS[-1], finding.text, finding.kind)
