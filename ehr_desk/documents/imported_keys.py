"""A person's own certificate from elsewhere, as a PKCS#12 file: what is accepted, and signing with it.

Accepted: ECDSA P-256 and P-384, RSA from 2048 bits. Refused with words: Ed25519 and Ed448 (PDF readers call such
signatures broken), shorter RSA, chains signed with SHA-1 or MD5, certificates that may not sign documents.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from ehr_desk.common.errors import UserError

SHORTEST_RSA = 2048
_CURVES = (ec.SECP256R1, ec.SECP384R1)
_WEAK = (hashes.SHA1, hashes.MD5)
_ASK = "Ask your provider for a certificate for signing documents with an ECDSA P-256 or an RSA key of 3072 bits."
_PURPOSES = frozenset(
    {
        ExtendedKeyUsageOID.EMAIL_PROTECTION.dotted_string,
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE.dotted_string,
        "1.3.6.1.5.5.7.3.36",  # document signing, RFC 9336
        "1.3.6.1.4.1.311.10.3.12",  # Microsoft document signing
        "1.2.840.113583.1.1.5",  # Adobe authentic documents
    }
)


class KeyRefused(UserError):
    """This key cannot sign papers; the message says why."""


@dataclass(frozen=True)
class ImportedKey:
    """A certificate, its issuers and where the key is. ``secret`` is to be sealed at once: it opens the key."""

    certificate_pem: bytes
    chain_pem: bytes
    secret: bytes
    """JSON: ``{"pkcs8": ...}``, or what opens a token (``tokens``)."""


def read_pkcs12(data: bytes, password: str, now: datetime) -> ImportedKey:
    """The key and certificates of a PKCS#12 file (``.p12``, ``.pfx``). Raises ``KeyRefused``."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode() or None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(
            "The file does not open: the password is wrong, or it is no PKCS#12 file.",
            "Type the password that you were given with the file, or choose another one.",
        ) from error
    except UnsupportedAlgorithm as error:
        raise KeyRefused("The file is encrypted in a way that is out of use.", _ASK) from error
    if key is None or certificate is None:
        raise KeyRefused("The file holds no key with its certificate.", "Export both into one file, then import it.")
    chain = ordered(certificate, others)
    require_fit(certificate, chain, now)
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise KeyRefused("PDF readers cannot check signatures of this kind of key.", _ASK)
    if key.public_key() != certificate.public_key():
        raise KeyRefused("The key in the file does not belong to its certificate.", "Export both anew.")
    pkcs8 = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    secret = json.dumps({"pkcs8": base64.b64encode(pkcs8).decode()}).encode()
    return ImportedKey(_pem(certificate), b"".join(_pem(each) for each in chain), secret)


def require_fit(certificate: x509.Certificate, chain: Sequence[x509.Certificate], now: datetime) -> None:
    """Refuses a certificate whose signatures others would not accept."""
    require_key(certificate)
    for each in (certificate, *chain):
        # A root is trusted by itself, not by its signature.
        if each.subject != each.issuer and _weak(each):
            raise KeyRefused("The certificate was signed with SHA-1 or MD5, which nobody accepts any more.", _ASK)
    if now > certificate.not_valid_after_utc:
        raise KeyRefused(f"The certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}.", _ASK)
    if now < certificate.not_valid_before_utc:
        raise KeyRefused(
            f"The certificate is valid from {certificate.not_valid_before_utc:%Y-%m-%d} on.", "Import it then."
        )
    _require_purpose(certificate)


def require_key(certificate: x509.Certificate) -> None:
    """Refuses kinds and sizes of keys that PDF readers do not accept."""
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError) as error:
        raise KeyRefused("The certificate holds a kind of key that cannot sign papers.", _ASK) from error
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < SHORTEST_RSA:
            raise KeyRefused(f"An RSA key of {key.key_size} bits is too short to be trusted.", _ASK)
        return
    if isinstance(key, ec.EllipticCurvePublicKey):
        if not isinstance(key.curve, _CURVES):
            raise KeyRefused(f"Keys on the curve {key.curve.name} are not accepted by PDF readers.", _ASK)
        return
    raise KeyRefused("PDF readers call signatures of this kind of key (such as Ed25519) broken.", _ASK)


class SoftwareKey:
    """An imported key opened for one act."""

    def __init__(self, secret: bytes) -> None:
        key = load_der_private_key(
            base64.b64decode(json.loads(secret)["pkcs8"]), None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise KeyRefused("This kind of key cannot sign papers.", _ASK)
        self._key = key

    def sign(self, data: bytes) -> bytes:
        """SHA-256 with ECDSA (DER) or RSA PKCS#1 v1.5."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def ordered(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """The issuers from the nearest to the root, without strangers."""
    chain: list[x509.Certificate] = []
    last = certificate
    while last.subject != last.issuer and len(chain) < len(others):
        issuer = next((each for each in others if each.subject == last.issuer and each not in chain), None)
        if issuer is None:
            break
        chain.append(issuer)
        last = issuer
    return chain


def _require_purpose(certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    if usage is not None and not usage.content_commitment:
        raise KeyRefused("The certificate may not be used to sign for somebody (non-repudiation is missing).", _ASK)
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not any(purpose.dotted_string in _PURPOSES for purpose in purposes):
        raise KeyRefused("The certificate was issued for another purpose than signing documents.", _ASK)


def _weak(certificate: x509.Certificate) -> bool:
    try:
        return isinstance(certificate.signature_hash_algorithm, _WEAK)
    except UnsupportedAlgorithm:
        return True  # Unknown to the library: worth as little.


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)
