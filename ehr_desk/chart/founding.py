"""Founding a clinic: its vault, its first administrator, its settings. All or nothing."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.clinic.service import store_clinic
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.chart.staff.service import NewStaff, StaffService, store_staff
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids, RandomIds
from ehr_desk.vault import Created, KdfLimits, StaffIdentity, VaultFile, create_vault
from ehr_desk.vault.headerfile import write_fault


@dataclass(frozen=True)
class FirstPerson:
    """The first administrator, who creates the vault."""

    login: str
    name: str
    credential: str


def create(
    folder: Path,
    clinic: ClinicRow,
    first: FirstPerson,
    passphrase: str,
    *,
    clinician: NewStaff | None = None,
    clock: Clock,
    ids: Ids,
    kdf: KdfLimits,
) -> Created:
    """Create a vault with its clinic, its first administrator and the clinic's own certificates.

    ``clinician`` is the same human being in a clinical role, for who sees clients too: an administrator reads no chart.
    Keys and certificate are their own; the passphrase is the same until one of the two is changed. Raises
    ``UserError`` where a name or the folder cannot be used; then nothing is there.
    """
    require_free(folder)
    staff_id = ids.new()
    building = folder.with_name(f".{folder.name}.{staff_id[:8]}.unfinished")
    try:
        created = create_vault(
            building,
            clinic_name=clinic.name,
            administrator=StaffIdentity(staff_id, first.login, first.name, first.credential),
            passphrase=passphrase,
            clock=clock,
            # Witnesses remember a vault by its number, so no two have the same, not even two made from one seed.
            ids=RandomIds(),
            kdf=kdf,
        )
        _fill(building, staff_id, clinic, first, passphrase, clinician, clock=clock, ids=ids, kdf=kdf)
        # Only a complete vault gets its name: a crash above leaves nothing that looks like one.
        if folder.exists():
            folder.rmdir()
        building.rename(folder)
    except OSError as error:
        raise write_fault(error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return replace(created, root_key_file=folder / created.root_key_file.name)


def require_free(folder: Path) -> None:
    """Refuse a folder that holds anything."""
    try:
        free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError as error:
        raise UserError("This folder cannot be looked into.", "Choose another folder for the vault.") from error
    if not free:
        raise UserError("The folder is not empty.", "Choose a new or empty folder for the vault.")


def _fill(
    folder: Path,
    staff_id: str,
    clinic: ClinicRow,
    first: FirstPerson,
    passphrase: str,
    clinician: NewStaff | None,
    *,
    clock: Clock,
    ids: Ids,
    kdf: KdfLimits,
) -> None:
    sitting = VaultFile(folder, kdf).unlock(
        staff_id, passphrase, clock=clock, schema=ChartSchema(), device=platform.node()
    )
    try:
        with sitting.write() as unit:
            new = NewStaff(first.login, first.name, "administrator", first.credential)
            store_staff(unit, staff_id, new, clock, ids)
            store_clinic(unit, clinic)
        if clinician is not None:
            StaffService(sitting, clock, ids).add(clinician, own_passphrase=passphrase, their_passphrase=passphrase)
    finally:
        sitting.lock()
