"""Do the register's tables of ended certificates and its lists say what the audit log says?

Whoever holds the record's key can take a row out of them, and a certificate that was revoked or retired would count
again. Each row has its hash in the event that entered it; of several events of one certificate the first counts. The
lists (CRL) are signed by their issuers, numbered without a gap, and the newest names exactly what the log says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from ehr_desk.common.clock import from_stamp
from ehr_desk.vault.audit import AuditEvent
from ehr_desk.vault.certificates import Certificate, ec_public_key, issued_by, load
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.register import row_print
from ehr_desk.vault.tables import (
    CERTIFICATE_RETIREMENT,
    CERTIFICATE_REVOCATION,
    REVOCATION_LIST,
)

_ISSUERS = ("root", "issuing")
_SKEW = timedelta(minutes=6)
"""A list begins five minutes before it was made, cut to whole seconds (``authority.revocation_list``)."""


def faults(session: Session, root_pem: str, register: Sequence[Certificate], enrolments: Enrolments) -> Iterator[str]:
    """What differs, in words."""
    named = {one.fingerprint: one for one in register}
    # Who revoked one, or took one out of use, without being allowed to is named with the enrolments.
    revoked = enrolments.keys.revoked
    yield from _rows(session, CERTIFICATE_REVOCATION, revoked, "revoked", named)
    yield from _rows(session, CERTIFICATE_RETIREMENT, enrolments.keys.ended, "taken out of use", named)
    lists: dict[str, list[Row[Any]]] = {}
    for row in session.execute(select(REVOCATION_LIST).order_by(REVOCATION_LIST.c.issuer, REVOCATION_LIST.c.number)):
        lists.setdefault(row.issuer, []).append(row)
    root = load(root_pem)  # an issuer that it never signed is named elsewhere, and has no lists
    issuers = {one.fingerprint: one for one in register if one.kind in _ISSUERS and issued_by(load(one.pem), root)}
    for print_of in sorted(set(lists) - set(issuers)):
        yield f"There is a list of revoked certificates of an issuer {print_of[:8]} that the register does not know."
    for print_of, issuer in sorted(issuers.items()):
        yield from _lists(issuer, lists.get(print_of, []), _listed(issuer, revoked, named))


def _rows(
    session: Session, table: Table, events: Mapping[str, AuditEvent], said: str, named: Mapping[str, Certificate]
) -> Iterator[str]:
    rows = {row.fingerprint: row for row in session.execute(select(table))}
    for print_of in sorted({*rows, *events}):
        whose = named[print_of].name if print_of in named else "somebody unknown"
        row, event = rows.get(print_of), events.get(print_of)
        if row is None:
            yield f"The register does not say any more that a certificate of {whose} was {said}."
        elif event is None:
            yield f"The register says that a certificate of {whose} was {said}, and the audit log does not."
        elif event.detail.get("row") != row_print(**row._mapping):
            yield f"The register says another day, person or reason than the log: a certificate of {whose} was {said}."


def _listed(
    issuer: Certificate, revoked: Mapping[str, AuditEvent], named: Mapping[str, Certificate]
) -> dict[int, datetime]:
    """What the newest list of an issuer has to name: serial numbers and since when."""
    by = load(issuer.pem)
    wanted = {load(named[each].pem): event for each, event in revoked.items() if each in named}
    return {
        one.serial_number: from_stamp(str(event.detail["at"])).replace(microsecond=0)
        for one, event in wanted.items()
        if event.detail.get("listed") and issued_by(one, by)
    }


def _lists(issuer: Certificate, rows: Sequence[Row[Any]], wanted: Mapping[int, datetime]) -> Iterator[str]:
    if [row.number for row in rows] != list(range(1, len(rows) + 1)) or not rows:
        yield f"A list of revoked certificates of {issuer.name} is missing."
    key = ec_public_key(load(issuer.pem))
    newest: x509.CertificateRevocationList | None = None
    for row in rows:
        newest = _read(row.der)
        if newest is None or not newest.is_signature_valid(key) or not _fits(newest, row):
            yield f"List {row.number} of revoked certificates of {issuer.name} is not what the issuer signed."
            newest = None
    if newest is not None and {one.serial_number: one.revocation_date_utc for one in newest} != dict(wanted):
        yield f"The newest list of revoked certificates of {issuer.name} names others than the audit log."


def _read(der: bytes) -> x509.CertificateRevocationList | None:
    try:
        return x509.load_der_x509_crl(der)
    except ValueError:
        return None


def _fits(one: x509.CertificateRevocationList, row: Row[Any]) -> bool:
    """Whether number and day of a list are those it is kept under."""
    try:
        number = one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        return False
    return number == row.number and timedelta(0) <= from_stamp(row.at) - one.last_update_utc <= _SKEW
