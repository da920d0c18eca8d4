"""A clinic with staff, built once and copied for each test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ehr_desk.vault import KdfLimits, KdfParameters
from tests.desk.limiting import limit
from tests.support.clinic import TestClinic, add_client

AFTER_EVERY_FILLED_FORM = datetime(2026, 12, 28, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def built_clinic(tmp_path_factory: pytest.TempPathFactory) -> TestClinic:
    cheap = KdfLimits(floor=KdfParameters(memory_kib=64, passes=1, lanes=1), target_seconds=0)
    return TestClinic.build(tmp_path_factory.mktemp("clinic") / "clinic.vault", cheap)


@pytest.fixture
def clinic(built_clinic: TestClinic, tmp_path: Path) -> TestClinic:
    copy = built_clinic.copy_to(tmp_path / "clinic.vault")
    copy.clock.move_to(AFTER_EVERY_FILLED_FORM)
    return copy


@pytest.fixture
def limited(clinic: TestClinic) -> tuple[TestClinic, str, str]:
    """A clinic whose charts are limited to caseloads: one client of the therapist's, one of nobody's."""
    desk = clinic.desk("therapist")
    mine, other = add_client(desk), add_client(desk, "Brandt", "Ilse")
    desk.lock()
    supervisor = clinic.desk("supervisor")
    supervisor.clients.set_primary(mine.id, desk.me.id)
    supervisor.lock()
    limit(clinic)
    return clinic, mine.id, other.id
