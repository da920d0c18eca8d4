"""The clinic of the sealed notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chart.sealed.office import Office
from tests.support.clinic import TestClinic, add_client


@pytest.fixture
def office(built_clinic: TestClinic, tmp_path: Path) -> Iterator[Office]:
    clinic = built_clinic.copy_to(tmp_path / "clinic.vault")
    desk = clinic.desk("therapist")
    client = add_client(desk)
    desk.lock()
    made = Office(clinic, client)
    yield made
    for desk in made.desks:
        desk.lock()
