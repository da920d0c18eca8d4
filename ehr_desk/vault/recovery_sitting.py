"""A sitting opened with the printed recovery code: reading, and giving somebody a new way in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.orm import Session

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit import Detail
from ehr_desk.vault.audit_reader import AuditReader
from ehr_desk.vault.authority import new_issuing
from ehr_desk.vault.certificates import (
    SUPERSEDED,
    Certificate,
    describe,
    fingerprint,
    load,
    to_pem,
)
from ehr_desk.vault.check import CheckReport, check_vault
from ehr_desk.vault.enrolment import REGRANTED, Registrar, enrolment_detail, rewrapped, seal_issuing
from ehr_desk.vault.failures import FailedUnlocks
from ehr_desk.vault.faults import SittingClosed
from ehr_desk.vault.identity import PersonEntry
from ehr_desk.vault.issuing import open_clinic_root
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.keys import new_key
from ehr_desk.vault.opener import RECOVERY, Opener
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import expected_of
from ehr_desk.vault.passphrases import chosen
from ehr_desk.vault.people import Person
from ehr_desk.vault.register import (
    ISSUING_RENEWED,
    add_certificate,
    add_list,
    retire_certificate,
    retire_from_elsewhere,
)
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.unit import Unit


class RecoverySitting:
    """Reads everything, signs nothing but its own audit heads. Whoever is given access gets new keys under a
    new certificate from the clinic's root; the person's old key stays closed for ever."""

    def __init__(self, vault: OpenVault, vault_key: bytes, key: ec.EllipticCurvePrivateKey, limits: KdfLimits) -> None:
        self._vault = vault
        self._vault_key: bytes | None = vault_key
        self._key: ec.EllipticCurvePrivateKey | None = key
        self._limits = limits

    def read(self) -> AbstractContextManager[Session]:
        """A read-only session over one snapshot."""
        return self._vault.read()

    @property
    def people(self) -> list[PersonEntry]:
        """Everybody who can be given access, by name; nobody whose access has ended."""
        entries = [
            PersonEntry(staff_id, p.identity.login, p.identity.display_name, p.retired)
            for staff_id, p in self._vault.header.people.items()
            if not p.retired
        ]
        return sorted(entries, key=lambda entry: (entry.display_name.casefold(), entry.staff_id))

    @property
    def clinic_name(self) -> str:
        """The clinic's name, authenticated."""
        return self._vault.header.clinic_name

    @property
    def audit(self) -> AuditReader:
        """The audit log."""
        return self._vault.audit

    def record(
        self,
        action: str,
        *,
        entity: str,
        entity_id: str,
        detail: Detail,
        client_id: str = "",
        also: Callable[[Session], None] = lambda _session: None,
    ) -> None:
        """Enter an act into the audit log that changes no row of the chart, for example that this vault was just
        restored. ``also`` writes further facts of the vault itself in the same transaction."""
        with self._vault.write() as unit:
            also(unit.session)
            unit.record(action, entity=entity, entity_id=entity_id, client_id=client_id, detail=detail)

    def check(self) -> CheckReport:
        """As :meth:`Sitting.check`."""
        return check_vault(self._vault)

    def lock(self) -> None:
        """End the sitting and forget all keys."""
        self._vault_key = self._key = None
        self._vault.close()

    def grant(
        self,
        staff_id: str,
        new_passphrase: str,
        *,
        root_key: bytes,
        root_passphrase: str,
        provisional: bool = False,
    ) -> Certificate:
        """Give a person of this vault new keys. Needs the root key file, since no administrator is there to
        issue; the clinic gets a new issuing certificate with it. ``provisional``: they did not choose the passphrase,
        so they have to set one of their own before they sign."""
        vault, person = self._vault, self._vault.header.people.get(staff_id)
        key = self._key
        if self._vault_key is None or key is None:
            raise SittingClosed
        if person is None:
            raise UserError("This person is not in the vault.", "Choose somebody from the list.")
        if person.retired:
            raise UserError("This person's access has ended.", "Only an administrator can give access again.")
        wanted = chosen(new_passphrase, expected_of(vault.header.clinic_name, person))
        root = load(vault.header.authority.root_pem)
        registrar = self._registrar(root, open_clinic_root(root, root_key, root_passphrase), self._vault_key)
        fresh = registrar.person(
            person.identity,
            wanted,
            administrator=person.administrator,
            at=vault.clock.now(),
            provisional=provisional,
        )
        issuing_pem = registrar.header.authority.issuing_pem
        vault.change_header(
            lambda _: registrar.header.with_person(fresh),
            lambda unit: self._fill(unit, key, person, fresh, issuing_pem, registrar.issuing_key),
        )
        FailedUnlocks(vault.folder, vault.clock).renewed(staff_id)
        return describe(fresh.certificate_pem, "person", staff_id)

    def _registrar(self, root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey, vault_key: bytes) -> Registrar:
        header = self._vault.header
        key, issuing = new_issuing(header.clinic_name, root_key, root, self._vault.clock.now())
        compartment_key = new_key()
        authority = seal_issuing(header.vault_id, header.authority.root_pem, to_pem(issuing), key, compartment_key)
        cost = self._limits.calibrate()
        return Registrar(rewrapped(header, authority, compartment_key), vault_key, compartment_key, key, cost)

    def _fill(
        self,
        unit: Unit,
        key: ec.EllipticCurvePrivateKey,
        before: Person,
        fresh: Person,
        issuing_pem: str,
        issuing_key: ec.EllipticCurvePrivateKey,
    ) -> None:
        now, staff_id = stamp(self._vault.clock.now()), fresh.identity.staff_id
        issuing = add_certificate(unit.session, issuing_pem, "issuing", "", now, RECOVERY)
        add_list(unit.session, issuing_key, issuing_pem, (), self._vault.clock.now())
        unit.record(ISSUING_RENEWED, detail={"certificate": issuing})
        retire_certificate(unit, fingerprint(load(before.certificate_pem)), now, RECOVERY, SUPERSEDED)
        retire_from_elsewhere(unit, staff_id, now, RECOVERY, SUPERSEDED)
        add_certificate(unit.session, fresh.certificate_pem, "person", staff_id, now, RECOVERY)
        opener = Opener(RECOVERY, "", RECOVERY, lambda data: sign_with(key, data))
        detail = enrolment_detail(self._vault.header.vault_id, fresh, opener)
        unit.record(REGRANTED, entity="staff", entity_id=staff_id, detail=detail)
