"""Wrapping keys: AES-256-GCM under a key, HPKE to a public key. What a wrap belongs to is bound to it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ehr_desk.common.canonical import canonical

_NONCE_BYTES = 12


class CannotOpen(Exception):
    """The key is not the right one, or the wrap or what it is bound to was changed."""


def b64(data: bytes) -> str:
    """Standard base64 text."""
    return base64.b64encode(data).decode("ascii")


def unb64(text: str) -> bytes:
    """The inverse of :func:`b64`; raises ``ValueError`` on anything else."""
    return base64.b64decode(text, validate=True)


def seal(key: bytes, secret: bytes, bound_to: Sequence[object]) -> bytes:
    """Nonce and AES-256-GCM ciphertext; opens only with the same ``bound_to`` (any JSON list)."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, canonical(list(bound_to)))


def unseal(key: bytes, sealed: bytes, bound_to: Sequence[object]) -> bytes:
    """The inverse of :func:`seal`; :class:`CannotOpen` otherwise."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], canonical(list(bound_to)))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def wrap_to(public: bytes, secret: bytes, bound_to: Sequence[object]) -> bytes:
    """HPKE (RFC 9180) base mode to a raw X25519 public key."""
    return _suite().encrypt(secret, X25519PublicKey.from_public_bytes(public), info=canonical(list(bound_to)))


def unwrap(private: X25519PrivateKey, wrapped: bytes, bound_to: Sequence[object]) -> bytes:
    """The inverse of :func:`wrap_to`; :class:`CannotOpen` otherwise."""
    try:
        return _suite().decrypt(wrapped, private, info=canonical(list(bound_to)))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error
