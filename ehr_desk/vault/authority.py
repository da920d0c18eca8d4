"""The clinic's own certificate authority: root -> issuing -> one certificate per staff member.

The profile is the one that PDF readers accept (measured with pyHanko, pdfsig and mutool): leaf with
digitalSignature and contentCommitment, EKU document signing (RFC 9336), e-mail protection and
Microsoft document signing; no CRL or AIA address, since none exists offline. The subject has the clinic, the
credential, the license number (serialNumber) and the whole name. Left out, and why: given name and surname by
themselves are not asked for, and splitting a name would be a guess, wrong for many; no e-mail address of a staff member
is kept; a policy needs a number of one's own (an OID), which nobody has registered for this program, and a paper is not
better proved by one that no reader knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from ehr_desk.common.errors import OurError, UserError
from ehr_desk.vault.identity import StaffIdentity

ROOT_YEARS, ISSUING_YEARS, PERSON_YEARS = 20, 10, 2
DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36"
EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
MICROSOFT_DOCUMENT_SIGNING = "1.3.6.1.4.1.311.10.3.12"
_PRINTABLE = re.compile(r"[^A-Za-z0-9 '()+,\-./:=?]+")
"""What a subject's serial number cannot hold (RFC 5280, A.1: PrintableString)."""
_NAME_BYTES = 64  # upper bound of a common name (RFC 5280), counted in UTF-8 by the library
_CLOCK_SKEW = timedelta(minutes=5)
_BACKDATED = timedelta(hours=24)
"""A certificate begins a day before it is made: a clock that was fast then is put right, and what is signed next is
still in its term."""


def shortened(text: str, limit: int = _NAME_BYTES) -> str:
    """``text`` cut between characters so that it fits into ``limit`` bytes of UTF-8, with an ellipsis."""
    if len(text.encode()) <= limit:
        return text
    kept = text
    while len((kept + "\u2026").encode()) > limit:
        kept = kept[:-1]
    return kept.rstrip() + "\u2026"


def _name(common: str, clinic: str, title: str = "", licence: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, shortened(clinic))]
    if title:
        parts.append(x509.NameAttribute(NameOID.TITLE, shortened(title)))
    number = " ".join(_PRINTABLE.sub(" ", licence).split())[:_NAME_BYTES]
    if number:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, number))
    parts.append(x509.NameAttribute(NameOID.COMMON_NAME, shortened(common)))
    return x509.Name(parts)


def _years_later(at: datetime, years: int) -> datetime:
    return at + timedelta(days=365 * years + years // 4)


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signing,
        crl_sign=not signing,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    issuer_public: ec.EllipticCurvePublicKey,
    at: datetime,
    years: int,
    within: x509.Certificate | None = None,
) -> x509.CertificateBuilder:
    """``within``: the issuer, whose end is the last one: what outlived it would say that it holds and sign nothing."""
    start, end = (at - _BACKDATED).replace(microsecond=0), _years_later(at - _CLOCK_SKEW, years)
    if within is not None:
        end = max(min(end, within.not_valid_after_utc), start)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end.replace(microsecond=0))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public), critical=False)
    )


def new_root(clinic: str, at: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A P-384 root that may stand over exactly one further level."""
    key = ec.generate_private_key(ec.SECP384R1())
    name = _name(f"{shortened(clinic, 50)} root", clinic)
    builder = _builder(name, name, key.public_key(), key.public_key(), at, ROOT_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    return key, builder.add_extension(_usage(signing=False), critical=True).sign(key, hashes.SHA384())


def new_issuing(
    clinic: str, root_key: ec.EllipticCurvePrivateKey, root: x509.Certificate, at: datetime
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A P-384 issuing authority under the root; it may issue to persons only."""
    key = ec.generate_private_key(ec.SECP384R1())
    name = _name(f"{shortened(clinic, 50)} issuing", clinic)
    builder = _builder(name, root.subject, key.public_key(), root_key.public_key(), at, ISSUING_YEARS, root)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return key, builder.add_extension(_usage(signing=False), critical=True).sign(root_key, hashes.SHA384())


def issue(
    identity: StaffIdentity,
    public: ec.EllipticCurvePublicKey,
    clinic: str,
    issuing_key: ec.EllipticCurvePrivateKey,
    issuing: x509.Certificate,
    at: datetime,
) -> x509.Certificate:
    """A person's certificate for two years, and no longer than its issuer's."""
    subject = _name(identity.display_name, clinic, identity.credential, identity.licence)
    builder = _builder(subject, issuing.subject, public, issuing_key.public_key(), at, PERSON_YEARS, issuing)
    uses = [x509.ObjectIdentifier(o) for o in (DOCUMENT_SIGNING, EMAIL_PROTECTION, MICROSOFT_DOCUMENT_SIGNING)]
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signing=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        .sign(issuing_key, hashes.SHA384())
    )


def revocation_list(
    issuer_key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate,
    revoked: Sequence[tuple[int, datetime]],
    *,
    number: int,
    at: datetime,
) -> bytes:
    """The list (CRL, RFC 5280, DER) of revoked certificates: serial numbers with the moment of revocation.

    It is valid as long as its issuer (RFC 5280, 5.1.2.5: a newer one comes by then at the latest): the key opens with
    an administrator's passphrase only, so nobody would make one every week, and an expired one would keep papers from
    their revocation data. One is made with each revocation; ``verify`` tells of which day a list is.
    """
    start = (at - _CLOCK_SKEW).replace(microsecond=0)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(start)
        .next_update(issuer.not_valid_after_utc)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    for serial, since in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since.replace(microsecond=0))
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer_key, hashes.SHA384()).public_bytes(Encoding.DER)


def key_to_der(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Unencrypted PKCS#8 bytes: only ever to be sealed at once."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def key_from_der(data: bytes) -> ec.EllipticCurvePrivateKey:
    """The inverse of :func:`key_to_der`."""
    key = load_der_private_key(data, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise OurError("a sealed signing key is not an elliptic curve key")
    return key


def root_key_file(key: ec.EllipticCurvePrivateKey, passphrase: str) -> bytes:
    """The root key as encrypted PKCS#8 PEM, for a medium that is kept apart from the clinic's computers."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode()))


def open_root_key(data: bytes, passphrase: str) -> ec.EllipticCurvePrivateKey:
    """The inverse of :func:`root_key_file`; :class:`UserError` when it does not open."""
    try:
        key = load_pem_private_key(data, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise UserError(
            "The root key file does not open with that passphrase.",
            "Type the root passphrase from the recovery sheet; check that it is this clinic's file.",
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UserError("This is not a clinic's root key.", "Choose the file made when the vault was created.")
    return key
