"""The printed recovery code: opens the data, never anyone's signature."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ehr_desk.common.errors import UserError
from ehr_desk.vault.kdf import SALT_BYTES
from ehr_desk.vault.keys import derived
from ehr_desk.vault.seal import CannotOpen, b64, seal, unb64, unseal

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_BYTES = 20
_CHARACTERS = 32
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def new_code() -> str:
    """160 random bits as eight groups of four characters."""
    value = int.from_bytes(secrets.token_bytes(_BYTES), "big")
    characters = "".join(_ALPHABET[value >> (5 * i) & 31] for i in reversed(range(_CHARACTERS)))
    return "-".join(characters[i : i + 4] for i in range(0, _CHARACTERS, 4))


def read_code(typed: str) -> bytes:
    """The code's 20 bytes. Case, spaces and dashes do not matter, O reads as 0, I and L as 1."""
    text = "".join(c for c in typed.upper().translate(_ALIKE) if not c.isspace() and c not in "-\u2013\u2014_.")
    if len(text) != _CHARACTERS:
        raise UserError(
            f"A recovery code has {_CHARACTERS} characters; {len(text)} were typed.",
            "Type all eight groups of four characters from the printed sheet.",
        )
    if any(c not in _ALPHABET for c in text):
        raise UserError(
            "The recovery code holds a character that never occurs in one.",
            "Compare each group with the printed sheet; the letter U is never used.",
        )
    value = 0
    for c in text:
        value = value << 5 | _ALPHABET.index(c)
    return value.to_bytes(_BYTES, "big")


@dataclass(frozen=True)
class RecoverySlot:
    """The vault key wrapped under the code, and the public half of the key that signs a recovery sitting.

    ``sheet`` is the number printed on the sheet, ``former`` the public halves of the sheets before it: their
    sittings stay in the log.
    """

    salt: bytes
    wrapped: bytes
    public: bytes
    sheet: int = 1
    former: tuple[bytes, ...] = ()

    @property
    def publics(self) -> tuple[bytes, ...]:
        """The public halves of all sheets there ever were."""
        return (*self.former, self.public)

    def to_json(self) -> dict[str, Any]:
        """The form in the header."""
        return {
            "former": [b64(public) for public in self.former],
            "public": b64(self.public),
            "salt": b64(self.salt),
            "sheet": self.sheet,
            "wrapped": b64(self.wrapped),
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> RecoverySlot:
        """Reads the header's form; ``KeyError``, ``TypeError`` or ``ValueError`` where it is not one."""
        former = tuple(unb64(public) for public in value["former"])
        keys = unb64(value["salt"]), unb64(value["wrapped"]), unb64(value["public"])
        return RecoverySlot(*keys, int(value["sheet"]), former)


def signing_key(code: bytes, salt: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key of recovery sittings, derived from the code (48 bytes reduced: bias below 2**-128)."""
    wide = int.from_bytes(derived(code, "recovery signing", salt, 48), "big")
    return ec.derive_private_key(wide % (_P256_ORDER - 1) + 1, ec.SECP256R1())


def make_recovery(vault_id: str, code: str, vault_key: bytes, before: RecoverySlot | None = None) -> RecoverySlot:
    """A slot for a new code; ``before`` is the one whose sheet it replaces."""
    secret, salt = read_code(code), secrets.token_bytes(SALT_BYTES)
    public = signing_key(secret, salt).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    wrapped = seal(derived(secret, "recovery", salt), vault_key, [vault_id, "recovery", b64(salt), b64(public)])
    if before is None:
        return RecoverySlot(salt, wrapped, public)
    return RecoverySlot(salt, wrapped, public, before.sheet + 1, before.publics)


def open_recovery(vault_id: str, slot: RecoverySlot, typed: str) -> tuple[bytes, ec.EllipticCurvePrivateKey]:
    """The vault key and the recovery sitting's signing key."""
    secret = read_code(typed)
    bound = [vault_id, "recovery", b64(slot.salt), b64(slot.public)]
    try:
        vault_key = unseal(derived(secret, "recovery", slot.salt), slot.wrapped, bound)
    except CannotOpen as error:
        raise UserError(
            "That recovery code does not open this record.",
            # An older backup needs the sheet of its time: the newest one would never open it.
            f"It needs the code of recovery sheet {slot.sheet}. Compare each group with the sheet of that number.",
        ) from error
    return vault_key, signing_key(secret, slot.salt)
