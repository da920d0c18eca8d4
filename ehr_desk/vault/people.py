"""One person in the header: their keys, each opened only from their own slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ehr_desk.common.canonical import canonical
from ehr_desk.vault.authority import key_from_der, key_to_der
from ehr_desk.vault.certificates import ec_public_key, load, public_key_der, verify_with_key
from ehr_desk.vault.factors import Factor
from ehr_desk.vault.faults import HeaderChanged
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.kdf import KdfLimits, KdfParameters
from ehr_desk.vault.keys import new_key
from ehr_desk.vault.seal import CannotOpen, b64, seal, unb64, unseal, unwrap, wrap_to
from ehr_desk.vault.slots import Slot, make_slot, open_any


@dataclass(frozen=True)
class Person:
    """A person's part of the header. ``issuing`` is empty for everybody but administrators. ``provisional``: the
    passphrase was chosen by somebody else, so it opens but signs nothing until it is changed."""

    identity: StaffIdentity
    retired: bool
    certificate_pem: str
    exchange_public: bytes
    exchange_signature: bytes
    exchange_sealed: bytes
    signing_sealed: bytes
    vault_key: bytes
    issuing: bytes
    slots: tuple[Slot, ...]
    provisional: bool = False

    @property
    def administrator(self) -> bool:
        """Whether this person holds the issuing compartment."""
        return bool(self.issuing)

    def to_json(self) -> dict[str, Any]:
        """The form in the header."""
        return {
            "certificate": self.certificate_pem,
            "credential": self.identity.credential,
            "exchange_public": b64(self.exchange_public),
            "exchange_sealed": b64(self.exchange_sealed),
            "exchange_signature": b64(self.exchange_signature),
            "issuing": b64(self.issuing),
            "login": self.identity.login,
            "name": self.identity.display_name,
            "provisional": self.provisional,
            "retired": self.retired,
            "signing_sealed": b64(self.signing_sealed),
            "slots": [slot.to_json() for slot in self.slots],
            "vault_key": b64(self.vault_key),
            **({"licence": self.identity.licence} if self.identity.licence else {}),
        }

    @staticmethod
    def from_json(staff_id: str, value: dict[str, Any]) -> Person:
        """Reads the header's form; ``KeyError``, ``TypeError`` or ``ValueError`` where it is not one."""
        login, name, credential = (str(value[key]) for key in ("login", "name", "credential"))
        return Person(
            identity=StaffIdentity(staff_id, login, name, credential, str(value.get("licence", ""))),
            retired=bool(value["retired"]),
            certificate_pem=str(value["certificate"]),
            exchange_public=unb64(value["exchange_public"]),
            exchange_signature=unb64(value["exchange_signature"]),
            exchange_sealed=unb64(value["exchange_sealed"]),
            signing_sealed=unb64(value["signing_sealed"]),
            vault_key=unb64(value["vault_key"]),
            issuing=unb64(value["issuing"]),
            slots=tuple(Slot.from_json(slot) for slot in value["slots"]),
            provisional=bool(value["provisional"]),
        )


@dataclass(frozen=True)
class OpenedPerson:
    """A person's opened keys: lives for one act only, never stored in a sitting."""

    user_key: bytes = field(repr=False)
    exchange: X25519PrivateKey = field(repr=False)
    signing: ec.EllipticCurvePrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """ECDSA P-256 with SHA-256, DER."""
        return self.signing.sign(data, ec.ECDSA(hashes.SHA256()))


def _bound(vault_id: str, staff_id: str, purpose: str, exchange_public: bytes, signing_public: bytes) -> list[object]:
    return [vault_id, staff_id, purpose, b64(exchange_public), b64(signing_public)]


def _exchange_statement(vault_id: str, staff_id: str, exchange_public: bytes) -> bytes:
    return canonical(
        {"exchange": b64(exchange_public), "purpose": "exchange key", "staff": staff_id, "vault": vault_id}
    )


def vault_key_bound(vault_id: str, staff_id: str, key_generation: int) -> list[object]:
    """What a wrap of the vault key belongs to."""
    return [vault_id, staff_id, "vault key", key_generation]


def issuing_bound(vault_id: str, staff_id: str) -> list[object]:
    """What a wrap of the issuing compartment's key belongs to."""
    return [vault_id, staff_id, "issuing compartment"]


def new_opened() -> OpenedPerson:
    """Fresh keys for a person."""
    return OpenedPerson(new_key(), X25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1()))


def make_person(
    vault_id: str,
    key_generation: int,
    identity: StaffIdentity,
    opened: OpenedPerson,
    certificate_pem: str,
    vault_key: bytes,
    compartment_key: bytes,
    passphrase: bytes,
    cost: KdfParameters,
    *,
    provisional: bool = False,
) -> Person:
    """The header part of new keys. ``compartment_key`` is empty for everybody but administrators."""
    staff = identity.staff_id
    exchange_public = opened.exchange.public_key().public_bytes_raw()
    signing_public = public_key_der(opened.signing.public_key())

    def sealed(purpose: str, secret: bytes) -> bytes:
        return seal(opened.user_key, secret, _bound(vault_id, staff, purpose, exchange_public, signing_public))

    return Person(
        identity=identity,
        retired=False,
        certificate_pem=certificate_pem,
        exchange_public=exchange_public,
        exchange_signature=opened.sign(_exchange_statement(vault_id, staff, exchange_public)),
        exchange_sealed=sealed("exchange key", opened.exchange.private_bytes_raw()),
        signing_sealed=sealed("signing key", key_to_der(opened.signing)),
        vault_key=wrap_to(exchange_public, vault_key, vault_key_bound(vault_id, staff, key_generation)),
        issuing=wrap_to(exchange_public, compartment_key, issuing_bound(vault_id, staff)) if compartment_key else b"",
        slots=(make_slot(vault_id, staff, opened.user_key, passphrase, cost),),
        provisional=provisional,
    )


def open_person(
    vault_id: str, person: Person, passphrase: bytes, limits: KdfLimits, factors: Sequence[Factor] = ()
) -> OpenedPerson:
    """Opens a person's keys from their slots: :class:`WrongPassphrase`, :class:`FactorRefused`, or
    :class:`HeaderChanged` when a slot opens but the keys beside it are not the ones it was made with."""
    staff = person.identity.staff_id
    user_key = open_any(vault_id, staff, person.slots, passphrase, limits, factors)
    try:
        signing_public = public_key_der(ec_public_key(load(person.certificate_pem)))

        def opened(purpose: str, sealed: bytes) -> bytes:
            bound = _bound(vault_id, staff, purpose, person.exchange_public, signing_public)
            return unseal(user_key, sealed, bound)

        exchange = X25519PrivateKey.from_private_bytes(opened("exchange key", person.exchange_sealed))
        signing = key_from_der(opened("signing key", person.signing_sealed))
    except (CannotOpen, ValueError) as error:
        raise HeaderChanged("your keys in it are not the ones that belong to you.") from error
    same_exchange = exchange.public_key().public_bytes_raw() == person.exchange_public
    if not same_exchange or public_key_der(signing.public_key()) != signing_public:
        raise HeaderChanged("your public keys in it are not yours.")
    return OpenedPerson(user_key, exchange, signing)


def open_vault_key(vault_id: str, key_generation: int, person: Person, opened: OpenedPerson) -> bytes:
    """The vault key from a person's wrap of it."""
    try:
        bound = vault_key_bound(vault_id, person.identity.staff_id, key_generation)
        return unwrap(opened.exchange, person.vault_key, bound)
    except CannotOpen as error:
        raise HeaderChanged("your copy of the record's key does not open.") from error


def exchange_key_vouched(vault_id: str, person: Person) -> bool:
    """Whether the person's own signing key vouches for their exchange key."""
    statement = _exchange_statement(vault_id, person.identity.staff_id, person.exchange_public)
    try:
        key = ec_public_key(load(person.certificate_pem))
    except ValueError:
        return False
    return verify_with_key(key, statement, person.exchange_signature)
