"""The clinic's issuing key, taken out of the hands of somebody who is no administrator any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.authority import new_issuing, open_root_key
from ehr_desk.vault.certificates import ec_public_key, load, public_key_der, to_pem
from ehr_desk.vault.enrolment import Registrar, rewrapped, seal_issuing
from ehr_desk.vault.header import Header
from ehr_desk.vault.keys import new_key
from ehr_desk.vault.register import ISSUING_RENEWED, add_certificate, add_list
from ehr_desk.vault.unit import Unit


@dataclass(frozen=True)
class RootKey:
    """The file of the clinic's root key and its passphrase (on the first recovery sheet)."""

    data: bytes = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class NewIssuing:
    """``header`` puts the compartment under a fresh key, wrapped to the administrators who remain; ``fill`` enters a
    new issuing certificate where there is one."""

    header: Callable[[Header], Header]
    fill: Callable[[Unit], None]


def open_clinic_root(root: x509.Certificate, data: bytes, passphrase: str) -> ec.EllipticCurvePrivateKey:
    """The clinic's root key; refuses the key of another clinic."""
    key = open_root_key(data, passphrase)
    if public_key_der(key.public_key()) != public_key_der(ec_public_key(root)):
        raise UserError("This root key belongs to another clinic.", "Choose this clinic's file.")
    return key


def taken_away(registrar: Registrar, root: RootKey | None, at: datetime, by: str) -> NewIssuing:
    """With the root key the clinic gets a new issuing key and certificate. Without it the same issuing key goes under
    a fresh compartment key: what the person could open before opens nothing any more, but whoever copied the issuing
    key itself with a changed program keeps it. What such a key issues stands in no register, so the record and
    ``verify`` with the record refuse it; a reader of PDF files outside the clinic does not."""
    old, fresh = registrar.header.authority, new_key()
    vault_id, clinic = registrar.header.vault_id, registrar.header.clinic_name
    if root is None:
        same = seal_issuing(vault_id, old.root_pem, old.issuing_pem, registrar.issuing_key, fresh)
        return NewIssuing(lambda header: rewrapped(header, same, fresh), lambda _unit: None)
    root_certificate = load(old.root_pem)
    root_key = open_clinic_root(root_certificate, root.data, root.passphrase)
    key, certificate = new_issuing(clinic, root_key, root_certificate, at)
    made = seal_issuing(vault_id, old.root_pem, to_pem(certificate), key, fresh)

    def fill(unit: Unit) -> None:
        print_of = add_certificate(unit.session, made.issuing_pem, "issuing", "", stamp(at), by)
        add_list(unit.session, key, made.issuing_pem, (), at)
        unit.record(ISSUING_RENEWED, detail={"certificate": print_of})

    return NewIssuing(lambda header: rewrapped(header, made, fresh), fill)
