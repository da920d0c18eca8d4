"""What is read from a certificate for people: name, credential, issuer, serial number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class CertificateFacts:
    """A certificate in words. ``serial`` is hexadecimal, upper case, as printed in the signature block."""

    name: str
    credential: str
    organization: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime


def facts_of(certificate: bytes) -> CertificateFacts:
    """Read a certificate in PEM or DER. Raises ``ValueError`` when it is none."""
    pem = certificate.lstrip().startswith(b"-----")
    loaded = x509.load_pem_x509_certificate(certificate) if pem else x509.load_der_x509_certificate(certificate)
    return CertificateFacts(
        name=_part(loaded.subject, NameOID.COMMON_NAME) or loaded.subject.rfc4514_string(),
        credential=_part(loaded.subject, NameOID.TITLE),
        organization=_part(loaded.subject, NameOID.ORGANIZATION_NAME),
        issuer=_part(loaded.issuer, NameOID.COMMON_NAME) or loaded.issuer.rfc4514_string(),
        serial=f"{loaded.serial_number:X}",
        valid_from=loaded.not_valid_before_utc,
        valid_until=loaded.not_valid_after_utc,
    )


def _part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
