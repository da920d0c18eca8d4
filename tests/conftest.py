"""Small fixtures that every floor shares."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ehr_desk.vault import KdfLimits
from tests.support.cheap import CHEAP

if TYPE_CHECKING:
    from tests.support.clinic import TestClinic

# Tests paint nothing on anybody's screen unless they are asked to.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def cheap_kdf() -> KdfLimits:
    """Key derivation that costs next to nothing; the real cost has a test of its own."""
    return CHEAP


@pytest.fixture(scope="session")
def built_clinic(tmp_path_factory: pytest.TempPathFactory) -> TestClinic:
    """A clinic with its staff as it was founded, built once; a test works on a copy of it (``copy_to``)."""
    from tests.support.clinic import TestClinic

    return TestClinic.build(tmp_path_factory.mktemp("clinic") / "clinic.vault", CHEAP)


@pytest.fixture
def vault_folder(tmp_path: Path) -> Path:
    """Where a test's vault goes; not yet there."""
    return tmp_path / "clinic.vault"
