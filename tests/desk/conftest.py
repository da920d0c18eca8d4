"""A clinic with staff for each test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.desk.limiting import limit
from tests.support.clinic import TestClinic, add_client

AFTER_EVERY_FILLED_FORM = datetime(2026, 12, 28, 15, 0, tzinfo=UTC)


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
