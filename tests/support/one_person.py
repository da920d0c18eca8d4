"""A vault of one therapist: for what needs no clinic around it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ehr_desk.chart.schema import ChartSchema
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.vault.create import create_vault
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.vault import VaultFile
from tests.support.clinic import START

PASSPHRASE = "invented passphrase of dana"
DANA = StaffRow("s-dana", "dana", "Dana Whitlock", "therapist", "LPCC-S", "", False, False)


@dataclass(frozen=True)
class Founded:
    """A vault that was just created, with the clock and the ids that go on from there."""

    folder: Path
    kdf: KdfLimits
    clock: SettableClock
    ids: SeededIds

    def unlock(self) -> Sitting:
        """Sit down as its only person, with the tables of every room."""
        vault = VaultFile(self.folder, self.kdf)
        return vault.unlock(DANA.id, PASSPHRASE, clock=self.clock, schema=ChartSchema(), device="test desk")


def found(folder: Path, kdf: KdfLimits, *, seed: int) -> Founded:
    """Create the vault. ``seed``: of the ids."""
    clock, ids = SettableClock(START), SeededIds(seed)
    create_vault(
        folder,
        clinic_name="Riverbend Demo Clinic",
        administrator=StaffIdentity(DANA.id, DANA.login, DANA.name, DANA.credential),
        passphrase=PASSPHRASE,
        clock=clock,
        ids=ids,
        kdf=kdf,
    )
    return Founded(folder, kdf, clock, ids)
