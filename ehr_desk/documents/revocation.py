"""Whether a certificate was revoked, and when: lists of revoked certificates are believed only from their issuer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm


def load_list(data: bytes) -> x509.CertificateRevocationList | None:
    """A list (CRL) in PEM or DER; ``None`` for what is none."""
    try:
        if data.lstrip().startswith(b"-----"):
            return x509.load_pem_x509_crl(data)
        return x509.load_der_x509_crl(data)
    except (ValueError, UnsupportedAlgorithm):
        return None


def revoked_on(
    certificate: x509.Certificate,
    issuers: Iterable[x509.Certificate],
    lists: Sequence[x509.CertificateRevocationList],
) -> datetime | None:
    """The moment from which the certificate is worth nothing, by the lists its issuer signed (RFC 5280, 5).

    The earliest one counts: a later list that names it no more takes nothing back.
    """
    found: list[datetime] = []
    for issuer in issuers:
        if issuer.subject != certificate.issuer:
            continue
        for one in lists:
            entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and one.issuer == issuer.subject and _signed_by(one, issuer):
                found.append(entry.revocation_date_utc)
    return min(found, default=None)


def _signed_by(one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return one.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError, UnsupportedAlgorithm):
        return False
