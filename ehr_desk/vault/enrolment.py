"""Giving people their keys and certificates: what an administrator (or the root key) can do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault.authority import issue, key_from_der, key_to_der
from ehr_desk.vault.certificates import ec_public_key, fingerprint, issued_by, load, to_pem
from ehr_desk.vault.faults import HeaderChanged
from ehr_desk.vault.header import Authority, Header
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.kdf import KdfParameters
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.people import (
    OpenedPerson,
    Person,
    exchange_key_vouched,
    issuing_bound,
    make_person,
    new_opened,
)
from ehr_desk.vault.seal import CannotOpen, b64, seal, unseal, unwrap, wrap_to

CREATED = "vault.created"
ENROLLED, REGRANTED, RENEWED = "staff.enrolled", "staff.access_renewed", "staff.certificate_renewed"
ADMINISTRATION = "staff.administration_changed"
PASSPHRASE_CHANGED = "passphrase.changed"  # noqa: S105 - the name of an act
GIVEN = "given"
"""In the detail of an enrolment, and of a changed passphrase: somebody else chose it, so its owner owes another."""


def _issuing_key_bound(vault_id: str, issuing_pem: str) -> list[object]:
    return [vault_id, "issuing key", fingerprint(load(issuing_pem))]


def seal_issuing(
    vault_id: str, root_pem: str, issuing_pem: str, key: ec.EllipticCurvePrivateKey, compartment_key: bytes
) -> Authority:
    """The clinic's part of the header: the issuing key closed into its compartment."""
    sealed = seal(compartment_key, key_to_der(key), _issuing_key_bound(vault_id, issuing_pem))
    return Authority(root_pem, issuing_pem, sealed)


@dataclass(frozen=True)
class Registrar:
    """Whoever may issue certificates, for one act: the vault key and the opened issuing compartment."""

    header: Header
    vault_key: bytes = field(repr=False)
    compartment_key: bytes = field(repr=False)
    issuing_key: ec.EllipticCurvePrivateKey = field(repr=False)
    cost: KdfParameters

    def certificate(self, identity: StaffIdentity, public: ec.EllipticCurvePublicKey, at: datetime) -> str:
        """A new certificate, PEM."""
        issuing = load(self.header.authority.issuing_pem)
        return to_pem(issue(identity, public, self.header.clinic_name, self.issuing_key, issuing, at))

    def person(
        self,
        identity: StaffIdentity,
        passphrase: bytes,
        *,
        administrator: bool,
        at: datetime,
        provisional: bool = False,
    ) -> Person:
        """New keys and a new certificate for somebody. ``provisional``: they did not choose the passphrase."""
        opened = new_opened()
        return make_person(
            self.header.vault_id,
            self.header.key_generation,
            identity,
            opened,
            self.certificate(identity, opened.signing.public_key(), at),
            self.vault_key,
            self.compartment_key if administrator else b"",
            passphrase,
            self.cost,
            provisional=provisional,
        )

    def with_administration(self, person: Person, *, administrator: bool) -> Person:
        """The same person with or without the issuing compartment."""
        bound = issuing_bound(self.header.vault_id, person.identity.staff_id)
        wrapped = wrap_to(person.exchange_public, self.compartment_key, bound) if administrator else b""
        return replace(person, issuing=wrapped)

    def renewed(self, person: Person, identity: StaffIdentity, at: datetime) -> Person:
        """The same keys under a new certificate (another credential, another name, or a new term)."""
        public = ec_public_key(load(person.certificate_pem))
        return replace(person, identity=identity, certificate_pem=self.certificate(identity, public, at))


def open_registrar(header: Header, person: Person, opened: OpenedPerson, vault_key: bytes) -> Registrar:
    """The issuing compartment with an administrator's keys; :class:`Refused` for everybody else."""
    if not person.administrator:
        raise Refused("Only an administrator of this vault may do this.", "Ask an administrator of your clinic.")
    try:
        bound = issuing_bound(header.vault_id, person.identity.staff_id)
        compartment_key = unwrap(opened.exchange, person.issuing, bound)
        key_bound = _issuing_key_bound(header.vault_id, header.authority.issuing_pem)
        key = key_from_der(unseal(compartment_key, header.authority.issuing_sealed, key_bound))
    except CannotOpen as error:
        raise HeaderChanged("the clinic's issuing key does not open.") from error
    return Registrar(header, vault_key, compartment_key, key, person.slots[0].cost)


def rewrapped(header: Header, authority: Authority, compartment_key: bytes) -> Header:
    """The header with a new issuing compartment, wrapped to the same administrators as before; refused where one's
    exchange key is not vouched for by their own signing key (it could be somebody else's)."""
    administrators = [p for p in header.people.values() if p.administrator and not p.retired]
    if not all(exchange_key_vouched(header.vault_id, p) for p in administrators):
        raise HeaderChanged("an administrator's exchange key is not theirs.")
    people = {
        staff_id: replace(
            p, issuing=wrap_to(p.exchange_public, compartment_key, issuing_bound(header.vault_id, staff_id))
        )
        if p.administrator and not p.retired
        else p
        for staff_id, p in header.people.items()
    }
    return replace(header, authority=authority, people=people)


def _statement(vault_id: str, detail: dict[str, Any], staff_id: str) -> bytes:
    return canonical(
        {
            "administrator": detail["administrator"],
            "certificate": detail["certificate"],
            "exchange": detail["exchange"],
            "purpose": "enrolment",
            "staff": staff_id,
            "vault": vault_id,
        }
    )


def enrolment_detail(vault_id: str, person: Person, opener: Opener) -> dict[str, Any]:
    """The audit event's detail: which keys, and the signature of whoever vouches for them."""
    detail: dict[str, Any] = {
        "administrator": person.administrator,
        "certificate": fingerprint(load(person.certificate_pem)),
        "exchange": sha256_hex(person.exchange_public),
    }
    signature = opener.sign(_statement(vault_id, detail, person.identity.staff_id))
    given = {GIVEN: True} if person.provisional else {}
    return {**given, **detail, "signature": b64(signature), "signed_by": opener.signed_by}


def enrolment_statement(vault_id: str, detail: dict[str, Any], staff_id: str) -> bytes:
    """What the signature in such an event covers; ``KeyError`` when the event is none."""
    return _statement(vault_id, detail, staff_id)


def require_free(header: Header, identity: StaffIdentity) -> None:
    """Refuses an identity that is incomplete, or a login or id that somebody has."""
    if not identity.staff_id or not identity.login.strip() or not identity.display_name.strip():
        raise UserError("A staff member needs a login and a name.", "Fill in both and try again.")
    if identity.staff_id in header.people:
        raise UserError("This staff member is in the vault already.", "Renew their access instead.")
    require_login_free(header, identity)


def require_login_free(header: Header, identity: StaffIdentity) -> None:
    """Refuses a login that somebody else has."""
    wanted = identity.login.strip().casefold()
    for staff_id, person in header.people.items():
        if staff_id != identity.staff_id and person.identity.login.strip().casefold() == wanted:
            raise UserError("Somebody has this login already.", "Choose another one.")


def leads_to_root(header: Header) -> bool:
    """Whether the header's issuing certificate was signed by its root."""
    return issued_by(load(header.authority.issuing_pem), load(header.authority.root_pem))
