"""The header ``vault.hdr``: who may open the vault. RFC 8785 JSON with a checksum and a MAC over everything."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ehr_desk.common.canonical import canonical, parse, sha256_hex
from ehr_desk.common.errors import OurError
from ehr_desk.vault.faults import RESTORE, HeaderChanged, NotAVault
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.next_key import NextKey
from ehr_desk.vault.people import Person
from ehr_desk.vault.recovery import RecoverySlot
from ehr_desk.vault.seal import b64, unb64

FORMAT = 1
_CIPHER = {"compatibility": 4, "name": "sqlcipher", "page_size": 4096}


@dataclass(frozen=True)
class Authority:
    """The clinic's certificates, and the issuing key sealed under its compartment's key."""

    root_pem: str
    issuing_pem: str
    issuing_sealed: bytes

    def to_json(self) -> dict[str, Any]:
        """The form in the header."""
        return {"issuing": self.issuing_pem, "issuing_sealed": b64(self.issuing_sealed), "root": self.root_pem}

    @staticmethod
    def from_json(value: dict[str, Any]) -> Authority:
        """Reads the header's form."""
        return Authority(str(value["root"]), str(value["issuing"]), unb64(value["issuing_sealed"]))


@dataclass(frozen=True)
class Header:
    """Everything that stands in ``vault.hdr``. ``generation`` counts its versions, ``key_generation`` the record's
    keys; ``next`` is there while the record is being encrypted anew."""

    vault_id: str
    clinic_name: str
    generation: int
    key_generation: int
    people: Mapping[str, Person]
    recovery: RecoverySlot
    authority: Authority
    next: NextKey | None = None

    def body(self) -> dict[str, Any]:
        """The JSON value without checksum and MAC."""
        pending = {"next": self.next.to_json()} if self.next else {}
        return {
            **pending,
            "authority": self.authority.to_json(),
            "cipher": dict(_CIPHER),
            "clinic": self.clinic_name,
            "fmt": FORMAT,
            "gen": self.generation,
            "key_gen": self.key_generation,
            "people": {staff_id: person.to_json() for staff_id, person in self.people.items()},
            "recovery": self.recovery.to_json(),
            "vault": self.vault_id,
        }

    def parts(self) -> dict[str, Any]:
        """What the header says, in parts that are each held against the audit log: the recovery slot, each person, and
        so on. The generation is in none."""
        body = self.body()
        people = {f"person {staff_id}": said for staff_id, said in body.pop("people").items()}
        return {**{name: said for name, said in body.items() if name not in ("gen", "cipher", "fmt")}, **people}

    def to_bytes(self, keys: VaultKeys) -> bytes:
        """The file's bytes."""
        body = self.body()
        body["mac"] = keys.header_mac(canonical(body))
        body["sum"] = sha256_hex(canonical(body))
        return canonical(body)

    def with_person(self, person: Person) -> Header:
        """The next generation with one person added or replaced."""
        people = {**self.people, person.identity.staff_id: person}
        return replace(self, people=people, generation=self.generation + 1)

    def with_next(self, pending: NextKey | None) -> Header:
        """The next generation, in which the record is being encrypted anew (or is not after all)."""
        return replace(self, next=pending, generation=self.generation + 1)

    def with_next_done(self) -> Header:
        """The next generation, in which the next key is the key."""
        if self.next is None:
            raise OurError("the header holds no next key")
        people = {
            staff_id: replace(person, vault_key=self.next.people.get(staff_id, b""))
            for staff_id, person in self.people.items()
        }
        return replace(
            self,
            people=people,
            recovery=self.next.recovery,
            key_generation=self.next.key_generation,
            next=None,
            generation=self.generation + 1,
        )


@dataclass(frozen=True)
class StoredHeader:
    """A header as read from a file: its MAC can be checked only once the vault key is known."""

    header: Header
    mac: str

    def authenticate(self, keys: VaultKeys) -> None:
        """Raises :class:`HeaderChanged` unless the MAC covers exactly this header."""
        expected = keys.header_mac(canonical(self.header.body()))
        if not hmac.compare_digest(expected, self.mac):
            raise HeaderChanged("it was edited by someone who does not hold the record's key.")


def read_header(data: bytes) -> StoredHeader:
    """Reads a header file's bytes; :class:`NotAVault` or :class:`HeaderChanged` when they are no intact header."""
    try:
        value = parse(data)
        known = isinstance(value, dict) and "vault" in value and "fmt" in value and canonical(value) == data
    except (ValueError, TypeError, RecursionError):
        known = False
    if not known:
        raise NotAVault(
            "The header file vault.hdr cannot be read: it is damaged or belongs to another program.",
            f"Open it with the previous copy of the key file (vault.hdr.prev) where there is one. {RESTORE}",
        )
    if value["fmt"] != FORMAT:
        raise NotAVault("This vault was made by a newer program.", "Install the newest EHR Desk and open it again.")
    claimed = value.pop("sum", "")
    if not isinstance(claimed, str) or not hmac.compare_digest(sha256_hex(canonical(value)).encode(), claimed.encode()):
        raise HeaderChanged("its checksum is wrong.")
    try:
        return _from_json(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise HeaderChanged("a part of it is missing or has the wrong form.") from error


def _from_json(value: dict[str, Any]) -> StoredHeader:
    mac = str(value.pop("mac"))
    if value["cipher"] != _CIPHER:
        raise ValueError("unknown cipher settings")
    header = Header(
        vault_id=str(value["vault"]),
        clinic_name=str(value["clinic"]),
        generation=int(value["gen"]),
        key_generation=int(value["key_gen"]),
        people={str(staff_id): Person.from_json(str(staff_id), p) for staff_id, p in value["people"].items()},
        recovery=RecoverySlot.from_json(value["recovery"]),
        authority=Authority.from_json(value["authority"]),
        next=NextKey.from_json(value["next"]) if "next" in value else None,
    )
    if canonical(header.body()) != canonical(value):
        raise ValueError("unknown parts")
    return StoredHeader(header, mac)
