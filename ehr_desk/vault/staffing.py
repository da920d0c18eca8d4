"""What an administrator does for others: giving access, renewing it, ending it. Each act asks for their passphrase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.certificates import SUPERSEDED, Certificate, describe, fingerprint, load
from ehr_desk.vault.enrolment import (
    ADMINISTRATION,
    ENROLLED,
    REGRANTED,
    RENEWED,
    Registrar,
    enrolment_detail,
    open_registrar,
    require_free,
    require_login_free,
)
from ehr_desk.vault.enrolments import RETIRED
from ehr_desk.vault.failures import FailedUnlocks
from ehr_desk.vault.faults import HeaderChanged, VaultBusy
from ehr_desk.vault.header import Header
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.issuing import RootKey, taken_away
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import OwnAccess
from ehr_desk.vault.passphrases import chosen
from ehr_desk.vault.people import Person, exchange_key_vouched, open_vault_key
from ehr_desk.vault.register import add_certificate, retire_certificate, retire_from_elsewhere
from ehr_desk.vault.revocations import require_not_revoked, revoked_with_key
from ehr_desk.vault.rotation import Progress, Sheet, quiet, rotate
from ehr_desk.vault.unit import Unit

Also = Callable[[Unit], None]
"""Writes further rows (the role, the credential) in the same transaction."""


class Staffing:
    """The administrator at the desk, acting on others."""

    def __init__(self, vault: OpenVault, staff_id: str, own: OwnAccess) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._own = own

    def enrol(
        self,
        own_passphrase: str,
        identity: StaffIdentity,
        new_passphrase: str,
        *,
        administrator: bool,
        provisional: bool,
        also: Also | None,
    ) -> Certificate:
        """Add somebody. ``provisional``: the passphrase was not chosen by them."""
        header = self._vault.header
        require_free(header, identity)
        wanted = chosen(new_passphrase, (header.clinic_name, identity.login, identity.display_name))
        registrar, opener = self.registrar(own_passphrase)
        at = self._vault.clock.now()
        person = registrar.person(identity, wanted, administrator=administrator, at=at, provisional=provisional)
        return self._enter(ENROLLED, person, registrar, opener, also)

    def renew_access(
        self,
        own_passphrase: str,
        staff_id: str,
        new_passphrase: str,
        *,
        administrator: bool | None,
        provisional: bool,
        also: Also | None,
    ) -> Certificate:
        """New keys and a new certificate: for a forgotten passphrase, and for somebody who comes back."""
        person = self.person(staff_id)
        identity = person.identity
        wanted = chosen(new_passphrase, (self._vault.header.clinic_name, identity.login, identity.display_name))
        registrar, opener = self.registrar(own_passphrase)
        fresh = registrar.person(
            identity,
            wanted,
            administrator=person.administrator if administrator is None else administrator,
            at=self._vault.clock.now(),
            provisional=provisional,
        )
        entered = self._enter(REGRANTED, fresh, registrar, opener, also)
        FailedUnlocks(self._vault.folder, self._vault.clock).renewed(staff_id)
        return entered

    def renew_certificate(self, own_passphrase: str, identity: StaffIdentity, also: Also | None) -> Certificate:
        """A new certificate for the same keys, never for those of a revoked one."""
        person = self._active(identity.staff_id)
        require_login_free(self._vault.header, identity)
        registrar, opener = self.registrar(own_passphrase)
        with self._vault.read() as session:
            gone = revoked_with_key(session, self._vault.trust, person.certificate_pem)
        if gone is not None:
            raise UserError(
                "The certificate was revoked, and the key with it.", "Give a new passphrase: a new key comes with it."
            )
        renewed = registrar.renewed(person, identity, self._vault.clock.now())
        return self._enter(RENEWED, renewed, registrar, opener, also)

    def set_administrator(
        self,
        own_passphrase: str,
        staff_id: str,
        *,
        administrator: bool,
        also: Also | None,
        root: RootKey | None = None,
    ) -> None:
        """Give or take the issuing compartment, that is the right to issue certificates and access. Whoever loses it
        is left with nothing that opens (``issuing.taken_away``); ``root`` as there."""
        person = self._active(staff_id)
        if staff_id == self._staff_id:
            raise UserError("You cannot change your own role.", "Another administrator can.")
        if not exchange_key_vouched(self._vault.header.vault_id, person):
            raise HeaderChanged("a colleague's exchange key is not theirs.")
        registrar, opener = self.registrar(own_passphrase)
        changed = registrar.with_administration(person, administrator=administrator)
        issuing = None if administrator else taken_away(registrar, root, self._vault.clock.now(), self._staff_id)

        def fill(unit: Unit) -> None:
            detail = enrolment_detail(self._vault.header.vault_id, changed, opener)
            unit.record(ADMINISTRATION, entity="staff", entity_id=staff_id, detail=detail)
            if issuing is not None:
                issuing.fill(unit)
            if also is not None:
                also(unit)

        def change(header: Header) -> Header:
            self._require_same_key(registrar, header)
            after = header.with_person(changed)
            return issuing.header(after) if issuing else after

        self._vault.change_header(change, fill)

    def retire(
        self,
        own_passphrase: str,
        staff_id: str,
        reason: str,
        also: Also | None,
        root: RootKey | None = None,
        progress: Progress = quiet,
    ) -> Sheet:
        """End somebody's access and give the record a new key (``rotation``); answers the new recovery sheet."""
        person = self._active(staff_id)
        if staff_id == self._staff_id:
            raise UserError("You cannot end your own access.", "Another administrator can.")
        registrar, opener = self.registrar(own_passphrase)
        gone = replace(person, retired=True, slots=(), vault_key=b"", issuing=b"", provisional=False)
        at = self._vault.clock.now()
        issuing = taken_away(registrar, root, at, self._staff_id) if person.administrator else None

        def fill(unit: Unit) -> None:
            self._retire(unit, person, reason)
            unit.record(RETIRED, entity="staff", entity_id=staff_id)
            if issuing is not None:
                issuing.fill(unit)
            if also is not None:
                also(unit)

        def change(header: Header) -> Header:
            after = header.with_person(gone)
            return issuing.header(after) if issuing else after

        return rotate(self._vault, registrar, opener, change, fill, progress)

    def renew_key(self, own_passphrase: str, progress: Progress = quiet) -> Sheet:
        """Give the record a new key and a new recovery sheet; everybody keeps their access."""
        registrar, opener = self.registrar(own_passphrase)
        return rotate(self._vault, registrar, opener, lambda header: header, lambda _unit: None, progress)

    def renew_issuing(self, own_passphrase: str, root: RootKey) -> None:
        """A new issuing key and certificate, before the present one ends or where it signs nothing. Needs the clinic's
        root key. Everybody's certificate stays valid to its own end, and is renewed one by one."""
        registrar, _ = self.registrar(own_passphrase)
        issuing = taken_away(registrar, root, self._vault.clock.now(), self._staff_id)

        def change(header: Header) -> Header:
            self._require_same_key(registrar, header)
            return issuing.header(header)

        self._vault.change_header(change, issuing.fill)

    def attend(self, own_passphrase: str) -> None:
        """Only check that an administrator is really there, for an act that changes no key."""
        self.registrar(own_passphrase)

    def person(self, staff_id: str) -> Person:
        """Somebody's part of the header."""
        person = self._vault.header.people.get(staff_id)
        if person is None:
            raise UserError("This person is not in the vault.", "An administrator can add them.")
        return person

    def _active(self, staff_id: str) -> Person:
        person = self.person(staff_id)
        if person.retired:
            raise UserError("This person's access has ended.", "Give access again first.")
        return person

    def registrar(self, passphrase: str) -> tuple[Registrar, Opener]:
        """The clinic's issuing key for one act of an administrator, and who vouches for what is issued."""
        opened, me, header = self._own.open_to_sign(passphrase), self._own.me, self._vault.header
        with self._vault.read() as session:
            require_not_revoked(session, self._vault.trust, me.certificate_pem, self._vault.clock)
        vault_key = open_vault_key(header.vault_id, header.key_generation, me, opened)
        registrar = open_registrar(header, me, opened, vault_key)
        mine = fingerprint(load(me.certificate_pem))
        return registrar, Opener(self._staff_id, "", mine, opened.sign)

    def _retire(self, unit: Unit, person: Person, reason: str, *, keys_end: bool = True) -> None:
        old, now = fingerprint(load(person.certificate_pem)), stamp(self._vault.clock.now())
        retire_certificate(unit, old, now, self._staff_id, reason)
        if keys_end:
            retire_from_elsewhere(unit, person.identity.staff_id, now, self._staff_id, reason)

    def _enter(
        self, action: str, person: Person, registrar: Registrar, opener: Opener, also: Also | None
    ) -> Certificate:
        """Header, register and audit log in one step."""
        staff_id, before = person.identity.staff_id, self._vault.header.people.get(person.identity.staff_id)

        def fill(unit: Unit) -> None:
            now = stamp(self._vault.clock.now())
            add_certificate(unit.session, person.certificate_pem, "person", staff_id, now, self._staff_id)
            detail = enrolment_detail(self._vault.header.vault_id, person, opener)
            unit.record(action, entity="staff", entity_id=staff_id, detail=detail)
            # After it: whoever renews their own vouches for it with the key that goes out of use.
            if before is not None and not before.retired:
                self._retire(unit, before, SUPERSEDED, keys_end=action != RENEWED)
            if also is not None:
                also(unit)

        def change(header: Header) -> Header:
            self._require_same_key(registrar, header)
            return header.with_person(person)

        self._vault.change_header(change, fill)
        return describe(person.certificate_pem, "person", staff_id)

    def _require_same_key(self, registrar: Registrar, header: Header) -> None:
        """What was made for the record's key before a new one is of no use after it."""
        if registrar.header.key_generation != header.key_generation:
            raise VaultBusy
