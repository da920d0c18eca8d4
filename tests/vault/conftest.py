"""A clinic with one administrator, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ehr_desk.common.clock import SettableClock
from ehr_desk.vault import KdfLimits
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import Clinic, new_clinic


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(datetime(2026, 9, 1, 9, 0, tzinfo=UTC))


@pytest.fixture
def clinic(vault_folder: Path, clock: SettableClock, cheap_kdf: KdfLimits) -> Clinic:
    return new_clinic(vault_folder, clock, cheap_kdf)


@pytest.fixture
def sitting(clinic: Clinic) -> Iterator[Sitting]:
    opened = clinic.unlock()
    yield opened
    opened.lock()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where a computer keeps what it remembers of vaults."""
    return tmp_path / "profile" / "witnesses"
