"""An office on a real vault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ehr_desk.chart.schema import ChartSchema
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.vault.create import create_vault
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.vault import VaultFile
from tests.chart.disclosures.office import DANA, PASSPHRASE, Office


@pytest.fixture
def office(tmp_path: Path, cheap_kdf: KdfLimits) -> Iterator[Office]:
    clock, ids = SettableClock(datetime(2026, 11, 21, 15, 0, tzinfo=UTC)), SeededIds(3)
    folder = tmp_path / "clinic.vault"
    create_vault(
        folder,
        clinic_name="Riverbend Demo Clinic",
        administrator=StaffIdentity(DANA.id, DANA.login, DANA.name, DANA.credential),
        passphrase=PASSPHRASE,
        clock=clock,
        ids=ids,
        kdf=cheap_kdf,
    )
    vault = VaultFile(folder, cheap_kdf)
    sitting = vault.unlock(DANA.id, PASSPHRASE, clock=clock, schema=ChartSchema(), device="test desk")
    out = tmp_path / "out"
    out.mkdir()
    yield Office(sitting, clock, ids, out)
    sitting.lock()
