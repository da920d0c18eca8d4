"""A clinic with its therapist at the desk, and one client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from tests.support.clinic import START, TestClinic, add_client


@pytest.fixture
def begins_at() -> datetime:
    """When the therapist sits down; a file that needs another time has a fixture of this name."""
    return START


@pytest.fixture
def clinic(built_clinic: TestClinic, tmp_path: Path, begins_at: datetime) -> TestClinic:
    found = built_clinic.copy_to(tmp_path / "clinic.vault")
    found.clock.move_to(begins_at)
    return found


@pytest.fixture
def desk(clinic: TestClinic) -> Iterator[Desk]:
    desk = clinic.desk("therapist")
    yield desk
    desk.lock()


@pytest.fixture
def client(desk: Desk) -> ClientRow:
    return add_client(desk)
