"""A vault folder as the unlock screen sees it. Loads no database engine before somebody unlocks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.vault.access import open_own
from ehr_desk.vault.ballast import Ballast
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.factors import PASSPHRASE, Factor
from ehr_desk.vault.failures import FailedUnlocks
from ehr_desk.vault.faults import DiskFull, HeaderChanged
from ehr_desk.vault.header import Header, StoredHeader
from ehr_desk.vault.headerfile import HeaderFile, keep_private
from ehr_desk.vault.identity import PersonEntry
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.lockfile import LockFile
from ehr_desk.vault.next_key import open_next, open_old
from ehr_desk.vault.opener import RECOVERY, Opener
from ehr_desk.vault.people import OpenedPerson, Person, open_vault_key
from ehr_desk.vault.places import require_safe_place
from ehr_desk.vault.protocols import Schema
from ehr_desk.vault.recovery import open_recovery, read_code
from ehr_desk.vault.seal import CannotOpen
from ehr_desk.vault.signer import sign_with

if TYPE_CHECKING:
    from ehr_desk.vault.openvault import OpenVault
    from ehr_desk.vault.recovery_sitting import RecoverySitting
    from ehr_desk.vault.sitting import Sitting

_Opened = TypeVar("_Opened")


class VaultFile:
    """The header of a vault: names, and the way in. ``previous`` reads the copy kept before the last
    change; the user has to ask for it, it serves only where the header itself is lost or damaged, and its use is
    entered in the audit log."""

    def __init__(self, folder: Path, kdf: KdfLimits = KdfLimits(), *, previous: bool = False) -> None:  # noqa: B008 - frozen
        self.folder = folder
        self._limits = kdf
        self.previous = previous
        self._stored = HeaderFile(folder).read(previous=previous)

    @property
    def vault_id(self) -> str:
        """The vault's identifier."""
        return self._stored.header.vault_id

    @property
    def clinic_name(self) -> str:
        """The clinic's name, not yet authenticated."""
        return self._stored.header.clinic_name

    @property
    def people(self) -> list[PersonEntry]:
        """Everybody in the header, by name, not yet authenticated."""
        entries = [
            PersonEntry(staff_id, p.identity.login, p.identity.display_name, p.retired)
            for staff_id, p in self._stored.header.people.items()
        ]
        return sorted(entries, key=lambda entry: (entry.display_name.casefold(), entry.staff_id))

    def helpers(self, staff_id: str) -> bool:
        """Whether another administrator could give this person a new passphrase; not yet authenticated."""
        people = self._stored.header.people.items()
        return any(one.administrator and not one.retired and other != staff_id for other, one in people)

    def needs(self, staff_id: str) -> tuple[str, ...]:
        """Which second secrets (kinds of ``factors``) open a person's keys; empty where the passphrase does alone."""
        person = self._stored.header.people.get(staff_id)
        kinds = [slot.kind for slot in person.slots] if person is not None else []
        return () if PASSPHRASE in kinds else tuple(dict.fromkeys(kinds))

    def unlock(
        self,
        staff_id: str,
        passphrase: str,
        *,
        clock: Clock,
        schema: Schema | None,
        device: str,
        factors: Sequence[Factor] = (),
    ) -> Sitting:
        """Open the record as one staff member; takes as long as the key derivation (about 0.7 s) and may run
        in a worker thread. Raises :class:`WrongPassphrase`, :class:`WaitRequired`, :class:`AlreadyOpen`,
        :class:`HeaderChanged`, :class:`RolledBack` or :class:`DatabaseRefused`. ``factors``: second secrets at hand;
        :class:`FactorRefused` where the person needs one that is not there."""

        def opened(lock: LockFile, stored: StoredHeader) -> Sitting:
            from ehr_desk.vault.sitting import Sitting

            failures = FailedUnlocks(self.folder, clock)
            person = _active_person(stored.header, staff_id)
            keys = open_own(stored.header, person, passphrase, self._limits, failures, factors)
            vault_key = open_vault_key(stored.header.vault_id, stored.header.key_generation, person, keys)
            next_key = _next_key(stored.header, staff_id, keys)
            opener = Opener(staff_id, device, fingerprint(load(person.certificate_pem)), keys.sign)
            vault = self._open(stored, vault_key, next_key, opener, lock, clock, failures, schema)
            return Sitting(vault, staff_id, self._limits, failures, factors)

        return self._locked(clock, opened)

    def recover(self, code: str, *, clock: Clock, schema: Schema | None, device: str) -> RecoverySitting:
        """Open the record with the printed recovery code: reading, and giving somebody a new way in."""

        def opened(lock: LockFile, stored: StoredHeader) -> RecoverySitting:
            from ehr_desk.vault.recovery_sitting import RecoverySitting

            failures = FailedUnlocks(self.folder, clock)
            failures.require_no_wait(RECOVERY)
            read_code(code)  # a slip of the pen is told, not counted
            try:
                vault_key, next_key, key = _by_code(stored.header, code)
            except UserError:
                failures.add(RECOVERY)
                raise
            failures.succeeded(RECOVERY)
            opener = Opener(RECOVERY, device, RECOVERY, lambda data: sign_with(key, data))
            vault = self._open(stored, vault_key, next_key, opener, lock, clock, failures, schema)
            renewed = vault.header.key_generation > stored.header.key_generation
            return RecoverySitting(vault, next_key if renewed else vault_key, key, self._limits)

        return self._locked(clock, opened)

    def _locked(self, clock: Clock, work: Callable[[LockFile, StoredHeader], _Opened]) -> _Opened:
        """Nobody is kept from the record by a full disk while the reserve lies there: it is given up, and once more
        tried."""
        require_safe_place(self.folder)
        try:
            return self._once_locked(clock, work)
        except DiskFull:
            if not Ballast(self.folder).release():
                raise
        return self._once_locked(clock, work)

    def _once_locked(self, clock: Clock, work: Callable[[LockFile, StoredHeader], _Opened]) -> _Opened:
        lock = LockFile(self.folder, clock)
        lock.acquire()
        try:
            keep_private(self.folder)
            self._stored = HeaderFile(self.folder).read(previous=self.previous)
            return work(lock, self._stored)
        except BaseException:
            lock.release()
            raise

    def _open(
        self,
        stored: StoredHeader,
        vault_key: bytes,
        next_key: bytes,
        opener: Opener,
        lock: LockFile,
        clock: Clock,
        failures: FailedUnlocks,
        schema: Schema | None,
    ) -> OpenVault:
        from ehr_desk.vault.opening import Opening, open_vault

        keys = VaultKeys(vault_key)
        try:
            _authenticate(stored, keys, next_key)
            if self.previous:
                _require_unreadable(HeaderFile(self.folder), keys, next_key)
            opening = Opening(self.folder, stored.header, keys, opener, lock, clock, failures, schema, self.previous)
            if stored.header.next is not None:
                from ehr_desk.vault.resuming import resumed

                opening = resumed(opening, next_key)
            return open_vault(opening)
        except BaseException:
            keys.drop()
            raise


def _next_key(header: Header, staff_id: str, opened: OpenedPerson) -> bytes:
    """The key that the record is just getting, where a killed program left it in between; else empty."""
    if header.next is None:
        return b""
    try:
        return open_next(header.vault_id, header.next, staff_id, opened)
    except CannotOpen:
        return b""


def _by_code(header: Header, code: str) -> tuple[bytes, bytes, ec.EllipticCurvePrivateKey]:
    """The record's key, the next one where the code is the next sheet's, and what signs the sitting."""
    if header.next is not None:
        with contextlib.suppress(UserError, CannotOpen):
            next_key, key = open_recovery(header.vault_id, header.next.recovery, code)
            return open_old(header.vault_id, header.next, next_key), next_key, key
    vault_key, key = open_recovery(header.vault_id, header.recovery, code)
    return vault_key, b"", key


def _authenticate(stored: StoredHeader, keys: VaultKeys, next_key: bytes) -> None:
    """While the record gets a new key, the header may be made with either."""
    try:
        stored.authenticate(keys)
    except HeaderChanged:
        if not next_key:
            raise
        stored.authenticate(VaultKeys(next_key))


def _require_unreadable(file: HeaderFile, keys: VaultKeys, next_key: bytes) -> None:
    """The copy before the last change is for a lost or damaged header only: it would undo that change."""
    try:
        _authenticate(file.read(), keys, next_key)
    except UserError:
        return
    raise UserError(
        "The vault's header (vault.hdr) is intact, so its previous copy opens nothing.",
        "Unlock in the ordinary way, with the passphrase and the second secret you have now.",
    )


def _active_person(header: Header, staff_id: str) -> Person:
    person = header.people.get(staff_id)
    if person is None:
        raise UserError("This person is not in the vault.", "Choose a name from the list.")
    if person.retired:
        raise UserError("This person's access has ended.", "An administrator can give access again.")
    return person
