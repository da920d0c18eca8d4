"""An office on a real vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ehr_desk.vault.kdf import KdfLimits
from tests.chart.disclosures.office import Office
from tests.support.one_person import found


@pytest.fixture
def office(tmp_path: Path, cheap_kdf: KdfLimits) -> Iterator[Office]:
    founded = found(tmp_path / "clinic.vault", cheap_kdf, seed=3)
    sitting = founded.unlock()
    out = tmp_path / "out"
    out.mkdir()
    yield Office(sitting, founded.clock, founded.ids, out)
    sitting.lock()
