"""The clinic of the sealed notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ehr_desk.vault import KdfLimits
from tests.chart.sealed.office import Office
from tests.support.clinic import TestClinic, add_client


@pytest.fixture
def office(tmp_path: Path, cheap_kdf: KdfLimits) -> Iterator[Office]:
    clinic = TestClinic.build(tmp_path / "clinic.vault", cheap_kdf)
    desk = clinic.desk("therapist")
    client = add_client(desk)
    desk.lock()
    made = Office(clinic, client)
    yield made
    for desk in made.desks:
        desk.lock()
