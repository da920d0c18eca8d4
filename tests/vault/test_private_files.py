"""Nobody but its owner reads a vault's files, whatever the computer's own habit is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ehr_desk.common.clock import SettableClock
from ehr_desk.vault import KdfLimits
from tests.vault.clinic import ADA_WORDS, Clinic, new_clinic

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such modes")


@pytest.fixture
def careless() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("careless")
def test_every_file_of_an_open_vault_is_private(vault_folder: Path, clock: SettableClock, cheap_kdf: KdfLimits) -> None:
    clinic = new_clinic(vault_folder, clock, cheap_kdf)
    sitting = clinic.unlock()
    clinic.add_note(sitting, "kept")
    sitting.change_passphrase(ADA_WORDS, "another quiet river here")
    names = {path.name for path in vault_folder.iterdir()}
    assert {"vault.db", "vault.db-wal", "vault.db-shm", "vault.hdr", "vault.hdr.prev"} <= names
    assert modes(vault_folder) == {0o600}
    sitting.lock()
    assert modes(vault_folder) == {0o600}
    assert vault_folder.stat().st_mode & 0o777 == 0o700


def test_files_that_others_could_read_are_made_private_at_unlock(clinic: Clinic) -> None:
    for path in clinic.folder.iterdir():
        path.chmod(0o664)
    clinic.folder.chmod(0o755)
    clinic.unlock().lock()
    assert modes(clinic.folder) == {0o600}
    assert clinic.folder.stat().st_mode & 0o777 == 0o700
