"""One sitting: from unlock to lock, one person at the desk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.alarms import Alarm
from ehr_desk.vault.audit_reader import AuditReader
from ehr_desk.vault.backup_keys import ByCode, ByPassphrase
from ehr_desk.vault.backup_making import Check, check_vault_only
from ehr_desk.vault.backup_service import BackupService
from ehr_desk.vault.ballast import DiskRoom
from ehr_desk.vault.certificates import Certificate, describe
from ehr_desk.vault.check import CheckReport, check_vault
from ehr_desk.vault.clinic_authority import ClinicAuthority
from ehr_desk.vault.compartment_keys import CompartmentKeys
from ehr_desk.vault.compartments import Compartments
from ehr_desk.vault.custodians import Custodians
from ehr_desk.vault.enrolments import enrolments
from ehr_desk.vault.factors import Factor
from ehr_desk.vault.failures import FailedUnlocks
from ehr_desk.vault.given_keys import KeysGiven, keys_given
from ehr_desk.vault.identity import PersonEntry, StaffIdentity
from ehr_desk.vault.issuing import RootKey
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.keys_in_use import ended_by_log
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import OwnAccess, WayIn
from ehr_desk.vault.own_signing import OwnSigning
from ehr_desk.vault.paper_keys import PaperKeys
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.rotation import KeyState, Progress, Sheet, keep_sheet, key_state, quiet
from ehr_desk.vault.security_key import SecurityKey
from ehr_desk.vault.signer import PersonSigner
from ehr_desk.vault.staffing import Also, Staffing
from ehr_desk.vault.timekeeping import Behind, ClockBehind
from ehr_desk.vault.trust import Trust
from ehr_desk.vault.unit import Unit
from ehr_desk.vault.watching import Watch
from ehr_desk.vault.witness import Witnesses


class Sitting:
    """What one person can do with the open vault. Every method may be called from any thread."""

    def __init__(
        self,
        vault: OpenVault,
        staff_id: str,
        limits: KdfLimits,
        failures: FailedUnlocks,
        factors: Sequence[Factor] = (),
    ) -> None:
        self.staff_id = staff_id
        self.sitting_id = vault.log.signatory.sitting_id
        self._vault = vault
        self.limits, self._factors = limits, tuple(factors)
        self._own = OwnAccess(vault, staff_id, limits, failures, factors)
        self._staffing = Staffing(vault, staff_id, self._own)
        self.authority = ClinicAuthority(vault, staff_id, self._staffing)
        self.paper_keys = PaperKeys(vault, staff_id, self._own)
        self._signing = OwnSigning(vault, staff_id, self._own, self.paper_keys)
        keys = CompartmentKeys(vault, staff_id, self._own)
        self.sealed = Compartments(vault, staff_id, self._own, keys)
        self.custodians = Custodians(vault, staff_id, self._own, self._staffing, keys)
        self._watch: Watch | None = None

    def read(self) -> AbstractContextManager[Session]:
        """A read-only session over one snapshot."""
        return self._vault.read()

    def read_on(self) -> AbstractContextManager[Session]:
        """The snapshot that this thread is reading already, else one of its own."""
        return self._vault.read_on()

    def write(self) -> AbstractContextManager[Unit]:
        """One transaction: rows and audit events together or not at all. :class:`DiskFull` and
        :class:`VaultBusy` mean that nothing of it was stored."""
        return self._vault.write()

    @property
    def written(self) -> int:
        """How many transactions were committed since the unlock: where it is the same, the record is."""
        return self._vault.written

    @property
    def audit(self) -> AuditReader:
        """The audit log."""
        return self._vault.audit

    @property
    def vault_id(self) -> str:
        """The vault's identifier."""
        return self._vault.header.vault_id

    @property
    def trust(self) -> Trust:
        """What signatures in the log are measured against."""
        return self._vault.trust

    @property
    def clinic_name(self) -> str:
        """The clinic's name, authenticated."""
        return self._vault.header.clinic_name

    @property
    def people(self) -> list[PersonEntry]:
        """Everybody with keys in this vault."""
        return [
            PersonEntry(staff_id, p.identity.login, p.identity.display_name, p.retired, p.provisional)
            for staff_id, p in self._vault.header.people.items()
        ]

    @property
    def compartments(self) -> frozenset[str]:
        """The sealed compartments this person holds a key to; so far only ``issuing``."""
        return frozenset({"issuing"}) if self._own.me.administrator else frozenset()

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
        """The clinic's whole register, also retired certificates, whose ends are those of the log."""
        with self.read() as session:
            return ended_by_log(all_certificates(session), enrolments(session, self._vault.trust).keys.ended)

    def signer(self, passphrase: str) -> AbstractContextManager[PersonSigner]:
        """This person's signature for one act or one batch. Takes as long as an unlock; open it before
        :meth:`write`, not inside."""
        return self._signing.signer(passphrase)

    def require_may_sign(self) -> None:
        """Refuses what :meth:`signer` would refuse with the right passphrase."""
        self._signing.require_may_sign()

    @property
    def provisional(self) -> bool:
        """Whether somebody else chose the passphrase: until :meth:`change_passphrase` it signs nothing."""
        return self._own.me.provisional

    def keys_given(self) -> list[KeysGiven]:
        """Every time that this person got new keys from somebody else, and how they were used before this sitting."""
        with self.read() as session:
            return keys_given(session, enrolments(session, self._vault.trust), self.staff_id, self.sitting_id)

    @property
    def ways(self) -> tuple[WayIn, ...]:
        """What opens this person's keys: the passphrase alone, or with which second secret."""
        return self._own.ways

    def change_passphrase(self, old: str, new: str, *, limits: KdfLimits | None = None) -> None:
        """Make this person's slots anew; the record's own key stays, nothing is encrypted again.

        The new slots cost what this computer takes the wanted time for, within ``limits`` (the vault's own).
        """
        self._own.change_passphrase(old, new, limits)

    def add_key_stick(self, passphrase: str, path: Path) -> None:
        """Write a key stick's file; from now on the passphrase opens only together with it."""
        self._own.add_key_stick(passphrase, path)

    def add_security_key(self, passphrase: str, key: SecurityKey) -> None:
        """Register a FIDO2 security key; from now on the passphrase opens only together with it or another one."""
        self._own.add_security_key(passphrase, key)

    def remove_way(self, passphrase: str, slot_id: str) -> None:
        """Take off one second secret; without any the passphrase opens alone again."""
        self._own.remove(passphrase, slot_id)

    def enrol(
        self,
        own_passphrase: str,
        identity: StaffIdentity,
        new_passphrase: str,
        *,
        administrator: bool = False,
        provisional: bool = False,
        also: Also | None = None,
    ) -> Certificate:
        """Add a staff member, who types ``new_passphrase`` themselves (else it is ``provisional``). Needs an
        administrator. ``also`` writes further rows (the role) in the same transaction."""
        return self._staffing.enrol(
            own_passphrase, identity, new_passphrase, administrator=administrator, provisional=provisional, also=also
        )

    def renew_access(
        self,
        own_passphrase: str,
        staff_id: str,
        new_passphrase: str,
        *,
        administrator: bool | None = None,
        provisional: bool = True,
        also: Also | None = None,
    ) -> Certificate:
        """For a forgotten passphrase, or for somebody who comes back: new keys and a new certificate. The old one
        stays in the register for what it signed; nobody can sign with it again. ``administrator``: as before, unless
        said. ``provisional``: they have to set a passphrase of their own before they sign."""
        return self._staffing.renew_access(
            own_passphrase, staff_id, new_passphrase, administrator=administrator, provisional=provisional, also=also
        )

    def renew_certificate(
        self, own_passphrase: str, identity: StaffIdentity, *, also: Also | None = None
    ) -> Certificate:
        """A new certificate for the same keys: another credential or name, or a new term."""
        return self._staffing.renew_certificate(own_passphrase, identity, also)

    def set_administrator(
        self,
        own_passphrase: str,
        staff_id: str,
        *,
        administrator: bool,
        also: Also | None = None,
        root: RootKey | None = None,
    ) -> None:
        """Give or take the right to issue certificates and access; never one's own. Whoever loses it holds nothing
        that opens the issuing key; with ``root`` the clinic gets a new one."""
        self._staffing.set_administrator(own_passphrase, staff_id, administrator=administrator, also=also, root=root)

    def retire(
        self,
        own_passphrase: str,
        staff_id: str,
        reason: str,
        *,
        also: Also | None = None,
        root: RootKey | None = None,
        progress: Progress = quiet,
    ) -> Sheet:
        """End a person's access and give the record a new key: they open nothing that is written from now on. Copies
        made before stay readable to them. Everybody else's work waits meanwhile. Answers the new recovery sheet, whose
        code is shown only here; say :meth:`keep_sheet` once it is printed."""
        return self._staffing.retire(own_passphrase, staff_id, reason, also, root, progress)

    def renew_key(self, own_passphrase: str, *, progress: Progress = quiet) -> Sheet:
        """A new key and a new recovery sheet for the record; everybody keeps their access. For a sheet that was lost
        or seen, and where a new key is owed."""
        return self._staffing.renew_key(own_passphrase, progress)

    @property
    def key_state(self) -> KeyState:
        """Which recovery sheet is valid, whether it is kept, whether a new key is owed."""
        return key_state(self._vault)

    def keep_sheet(self, number: int) -> None:
        """The recovery sheet of this number is printed and kept safe."""
        keep_sheet(self._vault, number)

    def attend(self, own_passphrase: str) -> None:
        """Only check that an administrator is really there, for an act that changes no key."""
        self._staffing.attend(own_passphrase)

    def backups(
        self, ids: Ids, check: Check = check_vault_only, may_change: Callable[[], None] = lambda: None
    ) -> BackupService:
        """Backups of this vault. ``check`` looks at each copy, ``may_change`` refuses whoever may not change how."""
        return BackupService(self._vault, ids, check, may_change)

    def way_into_backup(self, passphrase: str, code: str = "") -> ByPassphrase | ByCode:
        """This person's passphrase, or the recovery code where one is given, as the way into a backup."""
        return ByCode(code) if code else ByPassphrase(self.staff_id, passphrase, self.limits, self._factors)

    def keep_room(self) -> DiskRoom:
        """How much room the record's disk has; also keeps a reserve there for a full disk. Writes 32 MB at most."""
        return self._vault.ballast.keep()

    @property
    def behind(self) -> Behind | None:
        """At unlock the computer's clock lay behind the log, and nobody has answered for it: nothing is signed."""
        return self._vault.behind

    def require_clock(self) -> None:
        """Raise :class:`ClockBehind` while the clock lies behind the log, also where that came after the unlock."""
        if late := self._vault.clock_behind:
            raise ClockBehind(late)

    def go_on(self) -> None:
        """The clock was wrong before and is right now. An event; harmless where nothing was wrong."""
        self._vault.go_on()

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
        self.sealed.drop()
        self.paper_keys.drop_pin()
        self._vault.close()
