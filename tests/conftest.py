"""Small fixtures that every floor shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ehr_desk.vault import KdfLimits, KdfParameters

# Tests paint nothing on anybody's screen unless they are asked to.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def cheap_kdf() -> KdfLimits:
    """Key derivation that costs next to nothing; the real cost has a test of its own."""
    return KdfLimits(floor=KdfParameters(memory_kib=64, passes=1, lanes=1), target_seconds=0)


@pytest.fixture
def vault_folder(tmp_path: Path) -> Path:
    """Where a test's vault goes; not yet there."""
    return tmp_path / "clinic.vault"
