"""Whom and what a verification trusts, with what the file itself brings along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from ehr_desk.documents.revocation import load_list
from ehr_desk.documents.signing_trust import load_certificates
from ehr_desk.documents.staff_certificates import StaffCertificate
from ehr_desk.documents.trusted import Trusted


@dataclass(frozen=True)
class Known:
    """Whom and what to trust. ``held``: the register holds the file byte for byte; ``in_register``: this document.
    ``entered``: the log's event that entered each state of it, by hash."""

    roots: tuple[asn1_x509.Certificate, ...]
    time_roots: tuple[asn1_x509.Certificate, ...]
    others: tuple[asn1_x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...]
    revoked: Mapping[str, datetime]
    staff: Mapping[bytes, StaffCertificate] | None
    in_register: bool
    held: bool
    entered: Mapping[str, int]
    now: datetime


def known_from(
    trusted: Trusted, reader: PdfFileReader, *, in_register: bool, held: bool, entered: Mapping[str, int]
) -> Known:
    """Everything known, with what the file itself brings along to judge its certificates by, and what the register says
    of the file."""
    more, lists = _brought_along(reader)
    read = [one for one in (load_list(each) for each in (*trusted.crls, *lists)) if one is not None]
    staff = trusted.staff
    return Known(
        roots=tuple(load_certificates(*trusted.roots)),
        time_roots=tuple(load_certificates(*trusted.time_roots)),
        others=(*load_certificates(*trusted.certificates), *more),
        lists=tuple(read),
        revoked=trusted.revoked,
        staff=None if staff is None else {one.dump(): each for each in staff for one in load_certificates(each.pem)},
        in_register=in_register,
        held=held,
        entered=entered,
        now=trusted.now,
    )


def _brought_along(reader: PdfFileReader) -> tuple[list[asn1_x509.Certificate], list[bytes]]:
    """Certificates and lists of revoked ones in the file's own security store (DSS)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
        return list(store.load_certs()), [each.get_object().data for each in store.crls]
    except Exception:  # No store, or one that cannot be read: it proves nothing then.
        return [], []
