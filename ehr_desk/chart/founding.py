"""Founding a clinic: its vault, its first administrator, its settings. All or nothing."""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace
from pathlib import Path

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.clinic.service import ClinicService
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.chart.staff.service import NewStaff, store_staff
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault import Created, KdfLimits, StaffIdentity, VaultFile, create_vault


@dataclass(frozen=True)
class FirstPerson:
    """The first administrator, who creates the vault."""

    login: str
    name: str
    credential: str


def create(
    folder: Path, clinic: ClinicRow, first: FirstPerson, passphrase: str, *, clock: Clock, ids: Ids, kdf: KdfLimits
) -> Created:
    """Create a vault with its clinic, its first administrator and the clinic's own certificates."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("The folder is not empty.", "Choose a new or empty folder for the vault.")
    staff_id = ids.new()
    building = folder.with_name(f".{folder.name}.{staff_id[:8]}.unfinished")
    created = create_vault(
        building,
        clinic_name=clinic.name,
        administrator=StaffIdentity(staff_id, first.login, first.name, first.credential),
        passphrase=passphrase,
        clock=clock,
        ids=ids,
        kdf=kdf,
    )
    sitting = VaultFile(building, kdf).unlock(
        staff_id, passphrase, clock=clock, schema=ChartSchema(), device=platform.node()
    )
    try:
        with sitting.write() as unit:
            new = NewStaff(first.login, first.name, "administrator", first.credential)
            store_staff(unit, staff_id, new, clock, ids)
        ClinicService(sitting).save(clinic)
    finally:
        sitting.lock()
    # Only a complete vault gets its name: a crash above leaves nothing that looks like one.
    if folder.exists():
        folder.rmdir()
    building.rename(folder)
    return replace(created, root_key_file=folder / created.root_key_file.name)
