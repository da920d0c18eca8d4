"""Passphrase slots: each wraps one person's user key under a key derived from their passphrase."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from ehr_desk.vault.faults import HeaderChanged
from ehr_desk.vault.kdf import KEY_BYTES, SALT_BYTES, KdfLimits, KdfParameters, derive
from ehr_desk.vault.seal import b64, seal, unb64, unseal


@dataclass(frozen=True)
class Slot:
    """One passphrase slot as it stands in the header."""

    slot_id: str
    cost: KdfParameters
    salt: bytes
    wrapped: bytes

    def to_json(self) -> dict[str, Any]:
        """The form in the header."""
        return {
            "id": self.slot_id,
            "kdf": self.cost.to_json(),
            "kind": "passphrase",
            "salt": b64(self.salt),
            "wrapped": b64(self.wrapped),
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> Slot:
        """Reads the header's form; ``KeyError``, ``TypeError`` or ``ValueError`` where it is not one."""
        if value["kind"] != "passphrase" or value["kdf"]["name"] != "argon2id":
            raise ValueError("unknown kind of slot")
        kdf = value["kdf"]
        cost = KdfParameters(int(kdf["memory_kib"]), int(kdf["passes"]), int(kdf["lanes"]))
        return Slot(str(value["id"]), cost, unb64(value["salt"]), unb64(value["wrapped"]))


def _bound(vault_id: str, staff_id: str, slot_id: str, cost: KdfParameters, salt: bytes) -> list[object]:
    return [vault_id, staff_id, "user key", slot_id, cost.to_json(), b64(salt)]


def make_slot(vault_id: str, staff_id: str, user_key: bytes, passphrase: bytes, cost: KdfParameters) -> Slot:
    """A new slot with a fresh salt. ``passphrase`` comes from :func:`passphrases.chosen`."""
    salt, slot_id = secrets.token_bytes(SALT_BYTES), secrets.token_hex(8)
    key = derive(passphrase, salt, cost)
    return Slot(slot_id, cost, salt, seal(key, user_key, _bound(vault_id, staff_id, slot_id, cost, salt)))


def check_cost(slot: Slot, limits: KdfLimits) -> None:
    """Refuses a slot whose cost is outside the limits: too cheap to trust, or dear enough to harm."""
    if not limits.admits(slot.cost):
        raise HeaderChanged("the cost of a passphrase slot is outside what this program allows.")


def open_slot(vault_id: str, staff_id: str, slot: Slot, passphrase: bytes, limits: KdfLimits) -> bytes:
    """The user key; :class:`seal.CannotOpen` for a wrong passphrase."""
    check_cost(slot, limits)
    key = derive(passphrase, slot.salt, slot.cost)
    user_key = unseal(key, slot.wrapped, _bound(vault_id, staff_id, slot.slot_id, slot.cost, slot.salt))
    if len(user_key) != KEY_BYTES:
        raise HeaderChanged("a passphrase slot holds something else than a key.")
    return user_key
