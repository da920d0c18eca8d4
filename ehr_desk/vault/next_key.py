"""The record's next key, as it stands in the header while the record is being encrypted anew.

The key is wrapped to whoever stays, never under the key it replaces: a person whose access ended still knows that
one. The other way round is harmless and lets everybody who stays finish the work, so the old key lies under the new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.vault.keys import derived
from ehr_desk.vault.people import OpenedPerson, Person, vault_key_bound
from ehr_desk.vault.recovery import RecoverySlot
from ehr_desk.vault.seal import CannotOpen, b64, seal, unb64, unseal, unwrap, wrap_to

_PURPOSE = "next record key"


@dataclass(frozen=True)
class NextKey:
    """``people``: a wrap for everybody who stays, by staff id. ``signature``: of the administrator who began it; the
    header's own MAC does not protect this part from somebody who knows the old key."""

    key_generation: int
    people: Mapping[str, bytes]
    recovery: RecoverySlot
    old: bytes
    signed_by: str = ""
    signature: bytes = b""

    def to_json(self) -> dict[str, Any]:
        """The form in the header."""
        return {
            "key_gen": self.key_generation,
            "old": b64(self.old),
            "people": {staff_id: b64(wrap) for staff_id, wrap in self.people.items()},
            "recovery": self.recovery.to_json(),
            "signature": b64(self.signature),
            "signed_by": self.signed_by,
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> NextKey:
        """Reads the header's form; ``KeyError``, ``TypeError`` or ``ValueError`` where it is not one."""
        return NextKey(
            int(value["key_gen"]),
            {str(staff_id): unb64(wrap) for staff_id, wrap in value["people"].items()},
            RecoverySlot.from_json(value["recovery"]),
            unb64(value["old"]),
            str(value["signed_by"]),
            unb64(value["signature"]),
        )

    def detail(self) -> dict[str, Any]:
        """What the audit log keeps of it: no key, but enough to check the signature later."""
        unsigned = replace(self, signed_by="", signature=b"")
        return {
            "key_gen": self.key_generation,
            "recovery": sha256_hex(self.recovery.public),
            "sheet": self.recovery.sheet,
            "wraps": sha256_hex(canonical(unsigned.to_json())),
        }


def statement(vault_id: str, detail: Mapping[str, Any]) -> bytes:
    """What the administrator signs; ``KeyError`` when the detail is of no such event."""
    names = ("key_gen", "recovery", "sheet", "wraps")
    return canonical({"purpose": _PURPOSE, "vault": vault_id, **{name: detail[name] for name in names}})


def make_next(
    vault_id: str,
    key_generation: int,
    people: Mapping[str, Person],
    recovery: RecoverySlot,
    old_key: bytes,
    new_key: bytes,
) -> NextKey:
    """The next key for whoever stays, not yet signed."""
    wraps = {
        staff_id: wrap_to(person.exchange_public, new_key, vault_key_bound(vault_id, staff_id, key_generation))
        for staff_id, person in people.items()
        if not person.retired
    }
    under = seal(derived(new_key, "old record key"), old_key, _old_bound(vault_id, key_generation))
    return NextKey(key_generation, wraps, recovery, under)


def open_next(vault_id: str, pending: NextKey, staff_id: str, opened: OpenedPerson) -> bytes:
    """The next key with the keys of somebody who stays; :class:`seal.CannotOpen` for everybody else."""
    wrap = pending.people.get(staff_id)
    if wrap is None:
        raise CannotOpen
    return unwrap(opened.exchange, wrap, vault_key_bound(vault_id, staff_id, pending.key_generation))


def open_old(vault_id: str, pending: NextKey, new_key: bytes) -> bytes:
    """The key that is being replaced; :class:`seal.CannotOpen` when the new one is not the right one."""
    return unseal(derived(new_key, "old record key"), pending.old, _old_bound(vault_id, pending.key_generation))


def _old_bound(vault_id: str, key_generation: int) -> list[object]:
    return [vault_id, "old record key", key_generation]
