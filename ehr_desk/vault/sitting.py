"""One sitting: from unlock to lock, one person at the desk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.vault.access import open_own
from ehr_desk.vault.audit import AuditReader
from ehr_desk.common.ids import Ids
from ehr_desk.vault.backup_making import Check, check_vault_only
from ehr_desk.vault.backup_service import BackupService
from ehr_desk.vault.certificates import Certificate, describe, fingerprint, load
from ehr_desk.vault.check import CheckReport, check_vault
from ehr_desk.vault.enrolment import (
    ENROLLED,
    REGRANTED,
    RENEWED,
    Registrar,
    enrolment_detail,
    open_registrar,
    require_free,
    require_login_free,
)
from ehr_desk.vault.failures import FailedUnlocks
from ehr_desk.vault.faults import SittingClosed
from ehr_desk.vault.identity import PersonEntry, StaffIdentity
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.passphrases import chosen
from ehr_desk.vault.people import OpenedPerson, Person, open_vault_key
from ehr_desk.vault.register import add_certificate, all_certificates, retire_certificate
from ehr_desk.vault.signer import PersonSigner
from ehr_desk.vault.slots import make_slot
from ehr_desk.vault.unit import Unit
from ehr_desk.vault.watching import Alarm, Watch
from ehr_desk.vault.witness import Witnesses

Also = Callable[[Unit], None]


class Sitting:
    """What one person can do with the open vault. Every method may be called from any thread."""

    def __init__(self, vault: OpenVault, staff_id: str, limits: KdfLimits, failures: FailedUnlocks) -> None:
        self.staff_id = staff_id
        self.sitting_id = vault.log.signatory.sitting_id
        self._vault = vault
        self._limits = limits
        self._failures = failures
        self._watch: Watch | None = None

    def read(self) -> AbstractContextManager[Session]:
        """A read-only session over one snapshot."""
        return self._vault.read()

    def write(self) -> AbstractContextManager[Unit]:
        """One transaction: rows and audit events together or not at all. :class:`DiskFull` and
        :class:`VaultBusy` mean that nothing of it was stored."""
        return self._vault.write()

    @property
    def audit(self) -> AuditReader:
        """The audit log."""
        return self._vault.audit

    @property
    def vault_id(self) -> str:
        """The vault's identifier."""
        return self._vault.header.vault_id

    @property
    def clinic_name(self) -> str:
        """The clinic's name, authenticated."""
        return self._vault.header.clinic_name

    @property
    def people(self) -> list[PersonEntry]:
        """Everybody with keys in this vault."""
        return [
            PersonEntry(staff_id, p.identity.login, p.identity.display_name, p.retired)
            for staff_id, p in self._vault.header.people.items()
        ]

    @property
    def compartments(self) -> frozenset[str]:
        """The sealed compartments this person holds a key to; so far only ``issuing``."""
        return frozenset({"issuing"}) if self._me().administrator else frozenset()

    @property
    def root_certificate_pem(self) -> str:
        """The clinic's root certificate."""
        return self._vault.header.authority.root_pem

    @property
    def issuing_certificate_pem(self) -> str:
        """The clinic's issuing certificate."""
        return self._vault.header.authority.issuing_pem

    @property
    def locked(self) -> bool:
        """Whether :meth:`lock` was called."""
        return self._vault.closed

    def certificate_of(self, staff_id: str) -> Certificate:
        """A staff member's present certificate."""
        person = self._vault.header.people.get(staff_id)
        if person is None:
            raise UserError("This person is not in the vault.", "An administrator can add them.")
        return describe(person.certificate_pem, "person", staff_id)

    def certificates(self) -> list[Certificate]:
        """The clinic's whole register, also retired certificates."""
        with self.read() as session:
            return all_certificates(session)

    @contextmanager
    def signer(self, passphrase: str) -> Iterator[PersonSigner]:
        """This person's signature for one act or one batch. Takes as long as an unlock; open it before
        :meth:`write`, not inside."""
        opened = self._open_me(passphrase)
        me, authority = self._me(), self._vault.header.authority
        chain = (authority.issuing_pem, authority.root_pem)
        signer = PersonSigner(self.staff_id, me.certificate_pem, chain, opened.signing)
        del opened
        try:
            yield signer
        finally:
            signer.drop()

    def change_passphrase(self, old: str, new: str, *, limits: KdfLimits | None = None) -> None:
        """Replace this person's slot; the record's own key stays, nothing is encrypted again.

        The new slot costs what this computer takes the wanted time for, within ``limits`` (the vault's own).
        """
        wanted = chosen(new)
        opened, me = self._open_me(old), self._me()
        slot = make_slot(self.vault_id, self.staff_id, opened.user_key, wanted, (limits or self._limits).calibrate())

        def fill(unit: Unit) -> None:
            unit.record("passphrase.changed", entity="staff", entity_id=self.staff_id)

        self._vault.change_header(lambda header: header.with_person(replace(me, slots=(slot,))), fill)

    def enrol(
        self,
        own_passphrase: str,
        identity: StaffIdentity,
        new_passphrase: str,
        *,
        administrator: bool = False,
        also: Also | None = None,
    ) -> Certificate:
        """Add a staff member, who types ``new_passphrase`` themselves. Needs an administrator. ``also`` writes
        further rows (the role) in the same transaction."""
        require_free(self._vault.header, identity)
        wanted = chosen(new_passphrase)
        registrar, opener = self._registrar(own_passphrase)
        person = registrar.person(identity, wanted, administrator=administrator, at=self._vault.clock.now())
        return self._enter(ENROLLED, person, opener, also)

    def renew_access(self, own_passphrase: str, staff_id: str, new_passphrase: str) -> Certificate:
        """For a forgotten passphrase: new keys and a new certificate. The old one stays in the register for
        what it signed; nobody can sign with it again."""
        person, wanted = self._person(staff_id), chosen(new_passphrase)
        registrar, opener = self._registrar(own_passphrase)
        fresh = registrar.person(
            person.identity, wanted, administrator=person.administrator, at=self._vault.clock.now()
        )
        return self._enter(REGRANTED, fresh, opener, None)

    def renew_certificate(
        self, own_passphrase: str, identity: StaffIdentity, *, also: Also | None = None
    ) -> Certificate:
        """A new certificate for the same keys: another credential or name, or a new term."""
        person = self._person(identity.staff_id)
        require_login_free(self._vault.header, identity)
        registrar, opener = self._registrar(own_passphrase)
        return self._enter(RENEWED, registrar.renewed(person, identity, self._vault.clock.now()), opener, also)

    def retire(self, own_passphrase: str, staff_id: str, reason: str) -> None:
        """End a person's access. Copies they made before stay readable to them; the record's key is not
        changed by this."""
        person = self._person(staff_id)
        if staff_id == self.staff_id:
            raise UserError("You cannot end your own access.", "Another administrator can.")
        self._registrar(own_passphrase)
        gone = replace(person, retired=True, slots=(), vault_key=b"", issuing=b"")

        def fill(unit: Unit) -> None:
            self._retire(unit, person, reason)
            unit.record("staff.retired", entity="staff", entity_id=staff_id)

        self._vault.change_header(lambda header: header.with_person(gone), fill)

    def search_engine(self, name: str = "search.db") -> Engine:
        """An engine for a rebuildable encrypted file beside the record. The caller disposes it before the lock."""
        return self._vault.sidecar(name)

    def backups(
        self, ids: Ids, check: Check = check_vault_only, may_change: Callable[[], None] = lambda: None
    ) -> BackupService:
        """Backups of this vault. ``check`` looks at each copy, ``may_change`` refuses whoever may not change how."""
        return BackupService(self._vault, ids, check, may_change)

    def heartbeat(self) -> None:
        """To be called now and then by the desk's idle clock: shows other computers that the vault is in use."""
        self._vault.heartbeat()

    def checkpoint(self) -> None:
        """Move what was written into the database file itself; after signing, so that cutting off the
        write-ahead log cannot take a signed entry away."""
        self._vault.checkpoint()
        if self._watch is not None:
            self._watch.keep()

    def watch(self, witnesses: Witnesses | None) -> tuple[Alarm, ...]:
        """Hold the audit log against what this computer and ``anchors.log`` remember; from now on remember more.
        Whatever does not fit is entered into the log and answered; reading and writing go on."""
        self._watch = Watch(self._vault, witnesses)
        self._watch.begin()
        return self._watch.alarms

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """What :meth:`watch` found and nobody has accepted."""
        return self._watch.alarms if self._watch is not None else ()

    def accept_history(self, reason: str) -> None:
        """Answer for the record as it stands, after an alarm; what was remembered before no longer counts here."""
        if not reason.strip():
            raise UserError("A reason is missing.", "Say why the record is right as it stands.")
        if self._watch is not None:
            self._watch.accept(reason.strip())

    def check(self) -> CheckReport:
        """File integrity, header, triggers, register, audit tree and heads, and what others remember of the log.
        Takes seconds on a large record."""
        return check_vault(self._vault, self._watch)

    def lock(self) -> None:
        """End the sitting: wait for running work, write everything into the database file, forget all keys."""
        with contextlib.suppress(UserError, OurError, DBAPIError), self.write() as unit:
            unit.record("sitting.closed", entity="sitting", entity_id=self.sitting_id)
        if self._watch is not None and not self._vault.closed:
            self._watch.end()
        self._vault.close()

    def _me(self) -> Person:
        return self._vault.header.people[self.staff_id]

    def _person(self, staff_id: str) -> Person:
        person = self._vault.header.people.get(staff_id)
        if person is None:
            raise UserError("This person is not in the vault.", "An administrator can add them.")
        return person

    def _open_me(self, passphrase: str) -> OpenedPerson:
        if self._vault.closed:
            raise SittingClosed
        return open_own(self._vault.header, self._me(), passphrase, self._limits, self._failures)

    def _registrar(self, passphrase: str) -> tuple[Registrar, Opener]:
        opened, me, header = self._open_me(passphrase), self._me(), self._vault.header
        vault_key = open_vault_key(header.vault_id, header.key_generation, me, opened)
        registrar = open_registrar(header, me, opened, vault_key)
        mine = fingerprint(load(me.certificate_pem))
        return registrar, Opener(self.staff_id, "", mine, opened.sign)

    def _retire(self, unit: Unit, person: Person, reason: str) -> None:
        old = fingerprint(load(person.certificate_pem))
        retire_certificate(unit.session, old, stamp(self._vault.clock.now()), self.staff_id, reason)

    def _enter(self, action: str, person: Person, opener: Opener, also: Also | None) -> Certificate:
        """Header, register and audit log in one step."""
        staff_id, before = person.identity.staff_id, self._vault.header.people.get(person.identity.staff_id)

        def fill(unit: Unit) -> None:
            if before is not None and not before.retired:
                self._retire(unit, before, action)
            now = stamp(self._vault.clock.now())
            add_certificate(unit.session, person.certificate_pem, "person", staff_id, now, self.staff_id)
            detail = enrolment_detail(self.vault_id, person, opener)
            unit.record(action, entity="staff", entity_id=staff_id, detail=detail)
            if also is not None:
                also(unit)

        self._vault.change_header(lambda header: header.with_person(person), fill)
        return self.certificate_of(staff_id)
