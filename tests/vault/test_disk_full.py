"""A full disk: the user is told, nothing of the act is stored, nothing stored before is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.errors import UserError
from ehr_desk.vault import DiskFull, KdfLimits, WrongPassphrase
from ehr_desk.vault.ballast import Ballast
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic, new_clinic

LARGE = "a sentence that takes room. " * 4000


@contextlib.contextmanager
def _no_more_pages(sitting: Sitting) -> Iterator[None]:
    """The database may not grow: the engine answers as it does on a full disk."""
    engine = sitting._vault._engine

    def limit(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA max_page_count = 1")  # the engine raises it to the present size

    def unlimited(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA max_page_count = 1073741823")

    event.listen(engine, "begin", limit)
    try:
        yield
    finally:
        event.remove(engine, "begin", limit)
        with engine.execution_options(write=True).connect() as connection:
            unlimited(connection)


def test_a_note_that_does_not_fit_is_refused_in_words_and_nothing_is_lost(clinic: Clinic, sitting: Sitting) -> None:
    clinic.add_note(sitting, "kept")
    head = sitting.audit.head()
    with _no_more_pages(sitting):
        with pytest.raises(DiskFull, match="disk is full") as caught:
            clinic.add_note(sitting, LARGE)
        assert "Free some space" in caught.value.remedy
        assert clinic.notes(sitting) == ["kept"]
    assert sitting.audit.head() == head
    clinic.add_note(sitting, LARGE)
    assert clinic.notes(sitting) == ["kept", LARGE]
    assert sitting.check().ok


def test_a_commit_that_fails_after_the_header_was_replaced_takes_the_header_back(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    engine = sitting._vault._engine

    def fail(connection: Connection) -> None:
        raise DiskFull

    event.listen(engine, "commit", fail)
    with pytest.raises(DiskFull):
        sitting.change_passphrase(ADA_WORDS, "another long passphrase")
    with pytest.raises(DiskFull):
        sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
    event.remove(engine, "commit", fail)
    assert [p.staff_id for p in clinic.file().people] == [ADA.staff_id]
    with sitting.signer(ADA_WORDS):
        pass
    sitting.lock()
    sitting = clinic.unlock()
    assert sitting.audit.events(action="header.caught_up")
    sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
    assert sitting.check().ok
    sitting.lock()
    clinic.unlock_ben().lock()


@contextlib.contextmanager
def _small_disk(folder: Path, size: str = "1m") -> Iterator[None]:
    mount, umount = shutil.which("mount"), shutil.which("umount")
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs"]
    made = (
        mount is not None
        and umount is not None
        and os.name == "posix"
        and os.geteuid() == 0
        and subprocess.run([mount, *options, str(folder)], check=False).returncode == 0
    )
    if not made or umount is None:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield
    finally:
        subprocess.run([umount, "-l", str(folder)], check=True)


@contextlib.contextmanager
def _filled(folder: Path) -> Iterator[None]:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1024))
    try:
        yield
    finally:
        filler.unlink()


def test_on_a_disk_that_is_really_full_every_act_is_refused_whole(
    tmp_path: Path, clock: SettableClock, cheap_kdf: KdfLimits
) -> None:
    disk = tmp_path / "disk"
    with _small_disk(disk):
        clinic = new_clinic(disk / "clinic.vault", clock, cheap_kdf)
        sitting = clinic.unlock()
        clinic.add_note(sitting, "kept")
        sitting.checkpoint()
        with _filled(disk):
            for _ in range(2):
                with pytest.raises(UserError, match="disk"):
                    clinic.add_note(sitting, LARGE)
            with pytest.raises(UserError, match="disk"):
                sitting.change_passphrase(ADA_WORDS, "another long passphrase")
            with pytest.raises(UserError, match="disk"):
                sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
            assert clinic.notes(sitting) == ["kept"]
            sitting.lock()
            with pytest.raises(UserError, match="disk"):
                clinic.unlock()
        sitting = clinic.unlock()
        assert clinic.notes(sitting) == ["kept"]
        clinic.add_note(sitting, "after")
        sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
        assert sitting.check().ok
        sitting.lock()


@pytest.mark.parametrize("way", ["passphrase", "recovery code", "after wrong passphrases"])
def test_a_full_disk_keeps_nobody_out_while_the_reserve_lies_there(
    tmp_path: Path, clock: SettableClock, cheap_kdf: KdfLimits, way: str
) -> None:
    disk = tmp_path / "disk"
    with _small_disk(disk, "3m"):
        clinic = new_clinic(disk / "clinic.vault", clock, cheap_kdf)
        Ballast(clinic.folder, 1 << 20)._write()
        if way == "after wrong passphrases":
            with pytest.raises(WrongPassphrase):
                clinic.unlock("not the passphrase at all")
        with _filled(disk):
            sitting = clinic.recover() if way == "recovery code" else clinic.unlock()
            assert not Ballast(clinic.folder).present
            assert clinic.notes(sitting) == []
            sitting.lock()
        sitting = clinic.unlock()
        assert sitting.check().ok
        sitting.lock()


def test_a_vault_made_on_a_full_disk_is_refused_and_leaves_nothing(
    tmp_path: Path, clock: SettableClock, cheap_kdf: KdfLimits
) -> None:
    disk = tmp_path / "disk"
    with _small_disk(disk):
        with _filled(disk), pytest.raises(UserError, match="disk"):
            new_clinic(disk / "clinic.vault", clock, cheap_kdf)
        assert list(disk.iterdir()) == []
        new_clinic(disk / "clinic.vault", clock, cheap_kdf).unlock().lock()


LIMITED = """
import resource, signal, sys
from pathlib import Path
from tests.vault.crash_worker import CHEAP
from tests.vault.clinic import *
from ehr_desk.common.clock import SystemClock
from ehr_desk.common.errors import UserError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
schema = NoteSchema()
sitting = VaultFile(Path(sys.argv[1]), CHEAP).unlock(
    ADA.staff_id, ADA_WORDS, clock=SystemClock(), schema=schema, device="d")
def note(body):
    with sitting.write() as unit:
        unit.session.execute(schema.note.insert().values(body=body))
        unit.record("note.signed")
note("kept")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    note("x" * 400_000)
except UserError as error:
    print(error.message)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
note("after")
print(sitting.check().ok)
sitting.lock()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs file size limits")
def test_a_disk_that_reports_an_error_is_said_and_nothing_is_lost(clinic: Clinic) -> None:
    repository = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", LIMITED, str(clinic.folder)]
    result = subprocess.run(command, capture_output=True, text=True, cwd=repository, check=True)
    said, ok = result.stdout.splitlines()
    assert said.startswith("The disk reported an error")
    assert ok == "True"
    sitting = clinic.unlock()
    assert clinic.notes(sitting) == ["kept", "after"]
    sitting.lock()
