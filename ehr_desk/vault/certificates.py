"""Reading and checking certificates and the signatures made with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Certificate:
    """One certificate of the clinic's register. ``kind`` is root, issuing or person; ``staff_id`` is empty
    for the clinic's own; ``retired_at`` is a time stamp once it signs no more, ``retired_because`` why
    (:data:`SUPERSEDED` where a newer one has taken its place)."""

    fingerprint: str
    kind: str
    staff_id: str
    name: str
    credential: str
    serial: str
    not_before: datetime
    not_after: datetime
    pem: str
    retired_at: str = ""
    retired_because: str = ""


def load(pem: str | bytes) -> x509.Certificate:
    """A certificate from PEM text; ``ValueError`` when it is none."""
    return x509.load_pem_x509_certificate(pem.encode() if isinstance(pem, str) else pem)


def to_pem(certificate: x509.Certificate) -> str:
    """PEM text."""
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the DER bytes, lower-case hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def public_key_der(key: ec.EllipticCurvePublicKey) -> bytes:
    """SubjectPublicKeyInfo bytes, what wraps are bound to."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def ec_public_key(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    """The certificate's elliptic curve key; ``ValueError`` for another kind."""
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("not an elliptic curve certificate")
    return key


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def describe(pem: str, kind: str, staff_id: str = "", retired_at: str = "", retired_because: str = "") -> Certificate:
    """The register's view of a certificate."""
    certificate = load(pem)
    return Certificate(
        fingerprint=fingerprint(certificate),
        kind=kind,
        staff_id=staff_id,
        name=_attribute(certificate, NameOID.COMMON_NAME),
        credential=_attribute(certificate, NameOID.TITLE),
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        pem=pem,
        retired_at=retired_at,
        retired_because=retired_because,
    )


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether ``issuer`` is named in and has really signed ``certificate``."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def verify_with_key(key: ec.EllipticCurvePublicKey, data: bytes, signature: bytes) -> bool:
    """ECDSA with SHA-256, DER signature."""
    try:
        key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def verify_signature(certificate_pem: str | bytes, data: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (ECDSA P-256, SHA-256, DER) over ``data`` was made with the certificate's key."""
    try:
        return verify_with_key(ec_public_key(load(certificate_pem)), data, signature)
    except ValueError:
        return False
