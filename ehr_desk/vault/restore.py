"""Restoring: a backup becomes a vault again, in a new folder, with the keys of the time it was made."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from ehr_desk.common.clock import Clock
from ehr_desk.common.days import in_words
from ehr_desk.common.errors import UserError
from ehr_desk.vault.backup_branches import let_go_of_second
from ehr_desk.vault.backup_copy import BackupCopy, faults_of_files, opened_backup
from ehr_desk.vault.backup_keys import ByCode, WayIn, person_of
from ehr_desk.vault.backup_making import BESIDE, Check, Progress, check_vault_only, fill_database, untrue_in
from ehr_desk.vault.backup_manifest import RESTORED, BackupRefused, Manifest
from ehr_desk.vault.engine import NAME, connect_to_read
from ehr_desk.vault.headerfile import NAME as HEADER
from ehr_desk.vault.headerfile import PREVIOUS, HeaderFile, sync_folder, write_fault, write_file
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.lockfile import LockFile
from ehr_desk.vault.places import require_safe_place
from ehr_desk.vault.standing import (
    all_but_named,
    aside_for,
    clear_unfinished,
    held,
    left_aside,
    mark_done,
    may_stand_in,
    named,
    require_none_under_way,
    unfinished,
    unmark,
    waits_for_name,
)
from ehr_desk.vault.tables import APPEND_ONLY
from ehr_desk.vault.vault import VaultFile


@dataclass(frozen=True)
class Restored:
    """Where the record stands now, where the one that stood there was put (None where there was none), and what the
    checks found wrong in the record as it was backed up."""

    folder: Path
    kept_aside: Path | None
    manifest: Manifest
    findings: tuple[str, ...] = ()

    def sentences(self, zone: tzinfo | None = None) -> list[str]:
        """The result in words; times in ``zone``, of the world (UTC) where none is named."""
        made = self.manifest.made_at.astimezone(zone or UTC)
        said = [
            f"The record of {in_words(made.date())}, {made:%H:%M}{'' if zone else ' (UTC)'}, stands in {self.folder}.",
            "It opens with the passphrases of that time, and with the code of recovery sheet "
            f"{self.manifest.sheet}. Everything written later is not in it.",
        ]
        said.append("It makes its own backups, and none in a second folder before one is chosen for it under Backups.")
        said += [f"The record was not sound when it was backed up: {finding}" for finding in self.findings]
        return said + ([f"What stood there before was kept in {self.kept_aside}."] if self.kept_aside else [])

    def to_json(self) -> dict[str, Any]:
        """The result for programs."""
        return {
            "folder": str(self.folder),
            "kept_aside": str(self.kept_aside) if self.kept_aside else None,
            "backup": self.manifest.backup_id,
            "made": self.manifest.made,
            "sheet": self.manifest.sheet,
            "audit_events": self.manifest.events,
            "findings": list(self.findings),
        }


def restore_backup(
    backup: Path,
    target: Path,
    way: WayIn,
    *,
    clock: Clock,
    kdf: KdfLimits,
    device: str,
    protected: tuple[str, ...] = APPEND_ONLY,
    check: Check = check_vault_only,
    replace: bool = False,
    progress: Progress = lambda _step: None,
) -> Restored:
    """Check a backup and make a vault of it in ``target``, whole or not at all.

    ``target`` must be new or empty; with ``replace`` the same record that stands there, or what is left of it, is
    renamed and kept. The restoring itself is the first event of the restored record's log. ``progress`` is told the
    step that begins: ``checking``, ``writing``, ``unlocking``.
    """
    target = target.absolute()
    require_safe_place(target)
    occupied = _occupied(target, replace=replace)
    work, missed = unfinished(target), left_aside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_unfinished(target)
        work.mkdir(mode=0o700)
        with held(work, clock) as let_go:
            require_none_under_way(target, work)
            with opened_backup(backup, way.keys, protected) as copy:
                _require_its_place(target, copy, occupied=occupied)
                progress("checking")
                findings = _findings(copy, check)
                progress("writing")
                _fill(copy, work)
                manifest = copy.manifest
            progress("unlocking")
            _record(work, manifest, way, clock, kdf, device)
            let_go()
            work = all_but_named(work)
            aside = _put_in_place(work, target, clock, occupied=occupied)
        _done(target, aside or missed)
    except OSError as error:
        raise write_fault(error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Restored(target, aside, manifest, findings)


def finish_restore(target: Path, clock: Clock) -> None:
    """Give a restored record the name that its restore could not give it any more (``standing.waits_for_name``); a
    record that stands there is renamed and kept. Raises ``UserError``."""
    work = waits_for_name(target)
    if work is None:
        raise UserError("There is no restore to finish.", "Restore the backup again.")
    missed = left_aside(target)
    try:
        with held(work, clock) as let_go:
            require_none_under_way(target, work)
            let_go()
            aside = _put_in_place(work, target, clock, occupied=target.exists() and any(target.iterdir()))
        _done(target, aside or missed)
    except OSError as error:
        raise write_fault(error) from error


def _done(target: Path, aside: Path | None) -> None:
    """A restore came to its end."""
    named(target)
    if aside is not None:
        mark_done(aside)
    sync_folder(target.parent)


def _require_its_place(target: Path, copy: BackupCopy, *, occupied: bool) -> None:
    if occupied and not may_stand_in(target, copy.header.vault_id):
        raise UserError(
            "The record that stands there is not the one of this backup.",
            "Nothing was changed. Restore this backup into a new folder, or choose a backup of that record.",
        )


def _occupied(target: Path, *, replace: bool) -> bool:
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return False
    if replace and any((target / name).exists() for name in (HEADER, PREVIOUS, NAME)):  # what is left of a record too
        return True
    raise UserError(
        "The folder is not empty; a backup is never restored over a record.",
        "Choose a new folder. In the place of the record it goes from the unlock screen, or with the command and "
        "--replace: "
        "the old one is then renamed and kept.",
    )


def _findings(copy: BackupCopy, check: Check) -> tuple[str, ...]:
    """What the checks say; refuses a copy that is damaged itself."""
    found = [*faults_of_files(copy.folder, copy.manifest), *check(copy)]
    if untrue := untrue_in(found):
        raise BackupRefused("This backup is damaged: " + untrue[0], "Use another backup.")
    return tuple(found)


def _fill(copy: BackupCopy, work: Path) -> None:
    reading = connect_to_read(copy.folder / NAME, copy.keys.backup(copy.manifest.backup_id))
    try:
        fill_database(reading, work / NAME, copy.keys.database)
    finally:
        reading.close()
    write_file(work / HEADER, (copy.folder / HEADER).read_bytes())
    for name in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            write_file(work / name, (copy.folder / name).read_bytes())


def _record(work: Path, manifest: Manifest, way: WayIn, clock: Clock, kdf: KdfLimits, device: str) -> None:
    """Unlock the new vault once, as whoever restores it, and enter the restoring into its log."""
    file = VaultFile(work, kdf)
    detail = {"events": manifest.events, "made": manifest.made, "root": manifest.root}
    if isinstance(way, ByCode):
        recovery = file.recover(way.code, clock=clock, schema=None, device=device)
        try:
            recovery.record(
                RESTORED, entity="backup", entity_id=manifest.backup_id, detail=detail, also=let_go_of_second
            )
        finally:
            recovery.lock()
        return
    staff_id = person_of(HeaderFile(work).read().header, way.login).identity.staff_id
    sitting = file.unlock(staff_id, way.passphrase, clock=clock, schema=None, device=device, factors=way.factors)
    try:
        with sitting.write() as unit:
            let_go_of_second(unit.session)
            unit.record(RESTORED, entity="backup", entity_id=manifest.backup_id, detail=detail)
    finally:
        sitting.lock()


def _put_in_place(work: Path, target: Path, clock: Clock, *, occupied: bool) -> Path | None:
    """Give the restored vault its name; answers where the one that stood there is kept now. Either both are renamed or
    none."""
    if not occupied:
        if target.exists():
            target.rmdir()
        os.rename(work, target)  # noqa: PTH104 - Path.rename says nothing more
        return None
    aside = aside_for(target, clock.now())
    with _nobody_inside(target, clock):
        unmark(target)
        os.rename(target, aside)  # noqa: PTH104 - Path.rename says nothing more
        try:
            os.rename(work, target)  # noqa: PTH104 - Path.rename says nothing more
        except OSError as error:
            _put_back(aside, target, error)
            raise
    return aside


@contextlib.contextmanager
def _nobody_inside(target: Path, clock: Clock) -> Iterator[None]:
    """Refused while a program has the vault open; nobody opens it until it has its other name. The lock goes along
    with the folder. Windows renames no folder in which a file is open, so there it is freed just before."""
    lock = LockFile(target, clock)
    lock.acquire()
    try:
        if sys.platform == "win32":
            lock.release()
        yield
    finally:
        lock.release()


def _put_back(aside: Path, target: Path, error: OSError) -> None:
    """After the second name could not be given: the record that stood there has its own again, or the user is told
    where it is."""
    try:
        os.rename(aside, target)  # noqa: PTH104 - Path.rename says nothing more
    except OSError:
        raise UserError(
            f"The restored record could not be put in its place. The record that stood there is now in {aside}.",
            f"Nothing is lost. Rename that folder back to {target.name}, check that you may write to "
            f"{target.parent}, then restore again.",
        ) from error
