"""Slots: each wraps one person's user key under a key made from their passphrase, or from it and a second secret."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ehr_desk.vault.factors import KINDS, PASSPHRASE, Factor, FactorRefused, Second, missing
from ehr_desk.vault.faults import HeaderChanged, WrongPassphrase
from ehr_desk.vault.kdf import KEY_BYTES, SALT_BYTES, KdfLimits, KdfParameters, derive
from ehr_desk.vault.keys import derived
from ehr_desk.vault.seal import CannotOpen, b64, seal, unb64, unseal


@dataclass(frozen=True)
class Slot:
    """One slot as it stands in the header. ``public`` is what a second secret needs to be found again, ``kept``
    the second secret itself under the user key, so that a new passphrase needs no new registration."""

    slot_id: str
    cost: KdfParameters
    salt: bytes
    wrapped: bytes
    kind: str = PASSPHRASE
    public: Mapping[str, Any] = field(default_factory=dict)
    kept: bytes = b""

    def to_json(self) -> dict[str, Any]:
        """The form in the header."""
        second = {} if self.kind == PASSPHRASE else {"kept": b64(self.kept), "public": dict(self.public)}
        return {
            "id": self.slot_id,
            "kdf": self.cost.to_json(),
            "kind": self.kind,
            "salt": b64(self.salt),
            "wrapped": b64(self.wrapped),
            **second,
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> Slot:
        """Reads the header's form; ``KeyError``, ``TypeError`` or ``ValueError`` where it is not one."""
        kind, kdf = str(value["kind"]), value["kdf"]
        if kind not in KINDS or kdf["name"] != "argon2id":
            raise ValueError("unknown kind of slot")
        cost = KdfParameters(int(kdf["memory_kib"]), int(kdf["passes"]), int(kdf["lanes"]))
        plain = Slot(str(value["id"]), cost, unb64(value["salt"]), unb64(value["wrapped"]))
        if kind == PASSPHRASE:
            return plain
        public = {str(name): part for name, part in dict(value["public"]).items()}
        return Slot(plain.slot_id, cost, plain.salt, plain.wrapped, kind, public, unb64(value["kept"]))


@dataclass(frozen=True)
class _Owner:
    """What every wrap of a slot belongs to."""

    vault_id: str
    staff_id: str

    def bound(self, slot: Slot) -> list[object]:
        where: list[object] = [self.vault_id, self.staff_id, "user key", slot.slot_id]
        return [*where, slot.cost.to_json(), b64(slot.salt), slot.kind, dict(slot.public)]

    def kept_bound(self, slot: Slot) -> list[object]:
        return [self.vault_id, self.staff_id, "second secret", slot.slot_id, slot.kind, dict(slot.public)]


def make_slot(
    vault_id: str,
    staff_id: str,
    user_key: bytes,
    passphrase: bytes,
    cost: KdfParameters,
    second: Second | None = None,
) -> Slot:
    """A new slot with a fresh salt. ``passphrase`` comes from :func:`passphrases.chosen`."""
    owner, salt = _Owner(vault_id, staff_id), secrets.token_bytes(SALT_BYTES)
    kind, public = (second.kind, dict(second.public)) if second else (PASSPHRASE, {})
    empty = Slot(secrets.token_hex(8), cost, salt, b"", kind, public)
    secret = second.secret if second else b""
    key = _slot_key(empty, passphrase, secret)
    kept = seal(user_key, secret, owner.kept_bound(empty)) if second else b""
    wrapped = seal(key, user_key, owner.bound(empty))
    return Slot(empty.slot_id, cost, salt, wrapped, kind, public, kept)


def second_of(vault_id: str, staff_id: str, slot: Slot, user_key: bytes) -> Second | None:
    """The second secret of a slot, for making it anew under another passphrase; None where it has none."""
    if slot.kind == PASSPHRASE:
        return None
    try:
        secret = unseal(user_key, slot.kept, _Owner(vault_id, staff_id).kept_bound(slot))
    except CannotOpen as error:
        raise HeaderChanged("a slot's second secret is not the one it was made with.") from error
    return Second(slot.kind, slot.public, secret)


def check_cost(slot: Slot, limits: KdfLimits) -> None:
    """Refuses a slot whose cost is outside the limits: too cheap to trust, or dear enough to harm."""
    if not limits.admits(slot.cost):
        raise HeaderChanged("the cost of a passphrase slot is outside what this program allows.")


def open_slot(
    vault_id: str, staff_id: str, slot: Slot, passphrase: bytes, limits: KdfLimits, secret: bytes = b""
) -> bytes:
    """The user key; :class:`seal.CannotOpen` for a wrong passphrase."""
    check_cost(slot, limits)
    key = _slot_key(slot, passphrase, secret)
    user_key = unseal(key, slot.wrapped, _Owner(vault_id, staff_id).bound(slot))
    if len(user_key) != KEY_BYTES:
        raise HeaderChanged("a passphrase slot holds something else than a key.")
    return user_key


def open_any(
    vault_id: str,
    staff_id: str,
    slots: Sequence[Slot],
    passphrase: bytes,
    limits: KdfLimits,
    factors: Sequence[Factor],
) -> bytes:
    """The user key from the first slot that opens. :class:`WrongPassphrase` when one was tried and none opened;
    :class:`FactorRefused` when the second secret of none is at hand."""
    refused: FactorRefused | None = None
    lacking, tried = [], False
    for slot in slots:
        secret = b""
        if slot.kind != PASSPHRASE:
            factor = next((one for one in factors if one.kind == slot.kind), None)
            if factor is None:
                lacking.append(slot.kind)
                continue
            try:
                secret = factor.secret(slot.public)
            except FactorRefused as error:
                refused = error
                continue
        tried = True
        try:
            return open_slot(vault_id, staff_id, slot, passphrase, limits, secret)
        except CannotOpen:
            continue
    if not tried and (refused or lacking):
        raise refused or missing(lacking)
    raise WrongPassphrase


def _slot_key(slot: Slot, passphrase: bytes, secret: bytes) -> bytes:
    stretched = derive(passphrase, slot.salt, slot.cost)
    return stretched if slot.kind == PASSPHRASE else derived(stretched + secret, "passphrase and " + slot.kind)
