"""The certificate register: every certificate the clinic ever issued, append-only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.vault.authority import revocation_list
from ehr_desk.vault.certificates import Certificate, describe, fingerprint, issued_by, load
from ehr_desk.vault.faults import RESTORE, DatabaseRefused
from ehr_desk.vault.tables import CERTIFICATE, CERTIFICATE_RETIREMENT, PAPER_KEY, REVOCATION_LIST
from ehr_desk.vault.unit import Unit

CERTIFICATE_RETIRED, REVOKED = "certificate.retired", "certificate.revoked"
ISSUING_RENEWED = "issuing.renewed"


def add_certificate(
    connection: Connection | Session, pem: str, kind: str, staff_id: str, issued_at: str, issued_by: str
) -> str:
    """Enter a certificate; answers its fingerprint."""
    print_of = fingerprint(load(pem))
    connection.execute(
        insert(CERTIFICATE).values(
            fingerprint=print_of, kind=kind, staff_id=staff_id, pem=pem, issued_at=issued_at, issued_by=issued_by
        )
    )
    return print_of


def row_print(**row: str) -> str:
    """The hash of a row of the tables of ended certificates, kept in the event that entered it."""
    return sha256_hex(canonical(row))


def retire_certificate(unit: Unit, print_of: str, at: str, by: str, reason: str) -> None:
    """A certificate no longer signs; what it signed before stays valid. The first retirement counts: a previous
    header may bring back a person whose certificate was retired already. A row that stands there already may be made
    up, and ends nothing, so there is an event in any case."""
    known = select(CERTIFICATE_RETIREMENT.c.at).where(CERTIFICATE_RETIREMENT.c.fingerprint == print_of)
    row = {"fingerprint": print_of, "at": at, "retired_by": by, "reason": reason}
    if unit.session.execute(known).first() is None:
        unit.session.execute(insert(CERTIFICATE_RETIREMENT).values(row))
    detail = {"certificate": print_of, "at": at, "row": row_print(**row)}
    unit.record(CERTIFICATE_RETIRED, entity="certificate", entity_id=print_of, detail=detail)


def retire_from_elsewhere(unit: Unit, staff_id: str, at: str, by: str, reason: str) -> None:
    """With somebody's access or keys end the certificates from elsewhere that they brought: they sign no papers here
    any more, and nothing that they sign outside counts."""
    brought = select(CERTIFICATE.c.fingerprint).where(
        CERTIFICATE.c.kind == "imported", CERTIFICATE.c.staff_id == staff_id
    )
    for print_of in list(unit.session.scalars(brought.order_by(CERTIFICATE.c.fingerprint))):
        retire_certificate(unit, print_of, at, by, reason)
    unit.session.execute(delete(PAPER_KEY).where(PAPER_KEY.c.staff_id == staff_id))


def add_list(
    connection: Connection | Session,
    issuer_key: ec.EllipticCurvePrivateKey,
    issuer_pem: str,
    revoked: Sequence[tuple[int, datetime]],
    at: datetime,
) -> None:
    """Make the next list of revoked certificates of an issuer and keep it."""
    issuer = load(issuer_pem)
    print_of = fingerprint(issuer)
    last = connection.scalar(select(func.max(REVOCATION_LIST.c.number)).where(REVOCATION_LIST.c.issuer == print_of))
    number = (last or 0) + 1
    der = revocation_list(issuer_key, issuer, revoked, number=number, at=at)
    connection.execute(insert(REVOCATION_LIST).values(issuer=print_of, number=number, at=stamp(at), der=der))


def issuer_of(connection: Connection | Session, pem: str) -> str:
    """The issuing certificate (PEM) that a certificate of the register was made with: the clinic may have had more
    than one."""
    wanted = load(pem)
    found = [c.pem for c in all_certificates(connection) if c.kind == "issuing" and issued_by(wanted, load(c.pem))]
    if not found:
        raise DatabaseRefused("The certificate was not issued by this clinic.", RESTORE)
    return found[0]


def all_certificates(connection: Connection | Session) -> list[Certificate]:
    """The whole register in the order of issue; :class:`DatabaseRefused` when a certificate in it is none."""
    join = CERTIFICATE.outerjoin(
        CERTIFICATE_RETIREMENT, CERTIFICATE.c.fingerprint == CERTIFICATE_RETIREMENT.c.fingerprint
    )
    query = (
        select(
            CERTIFICATE.c.pem,
            CERTIFICATE.c.kind,
            CERTIFICATE.c.staff_id,
            CERTIFICATE_RETIREMENT.c.at,
            CERTIFICATE_RETIREMENT.c.reason,
        )
        .select_from(join)
        .order_by(CERTIFICATE.c.issued_at, CERTIFICATE.c.kind, CERTIFICATE.c.fingerprint)
    )
    try:
        return [
            describe(pem, kind, staff_id, at or "", reason or "")
            for pem, kind, staff_id, at, reason in connection.execute(query)
        ]
    except (ValueError, TypeError, AttributeError) as error:
        raise DatabaseRefused(
            "The vault's register of certificates is damaged, so nobody's signature can be judged.",
            f"Nothing was changed. {RESTORE}",
        ) from error
