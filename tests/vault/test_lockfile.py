from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ehr_desk.common.clock import SettableClock, stamp
from ehr_desk.vault import AlreadyOpen, lockfile
from ehr_desk.vault.lockfile import LockFile
from tests.vault.clinic import Clinic

REPOSITORY = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from ehr_desk.common.clock import SystemClock
from ehr_desk.vault.lockfile import LockFile
lock = LockFile(Path(sys.argv[1]), SystemClock())
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def _holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_vault_open_in_another_program_is_refused_and_says_where(clinic: Clinic) -> None:
    with _holder(clinic.folder) as process:
        with pytest.raises(AlreadyOpen) as caught:
            clinic.unlock()
        assert caught.value.pid == process.pid
        assert str(process.pid) in caught.value.message
        process.kill()


def test_a_killed_program_frees_the_vault_and_the_next_sitting_says_so(clinic: Clinic) -> None:
    with _holder(clinic.folder) as process:
        process.kill()
    sitting = clinic.unlock()
    assert sitting.audit.events(action="sitting.opened")[0].detail["after_unclean_end"] is True
    sitting.lock()
    sitting = clinic.unlock()
    assert sitting.audit.events(action="sitting.opened")[0].detail["after_unclean_end"] is False
    sitting.lock()


def _note(folder: Path, at: datetime) -> None:
    (folder / "vault.lock").write_text(json.dumps({"beat": stamp(at), "host": "other-desk", "pid": 77}))


def test_another_computers_fresh_note_counts_as_a_lock_and_a_stale_one_does_not(clinic: Clinic) -> None:
    _note(clinic.folder, clinic.clock.now() - timedelta(minutes=5))
    with pytest.raises(AlreadyOpen, match="other-desk"):
        clinic.unlock()
    _note(clinic.folder, clinic.clock.now() - timedelta(minutes=11))
    clinic.unlock().lock()


@pytest.mark.parametrize("note", ["", "not json", "[1]", '{"host": "other-desk", "beat": "yesterday"}'])
def test_an_unreadable_note_keeps_nobody_out(clinic: Clinic, note: str) -> None:
    (clinic.folder / "vault.lock").write_text(note)
    sitting = clinic.unlock()
    assert json.loads((clinic.folder / "vault.lock").read_text())["pid"] == os.getpid()
    sitting.lock()


def test_the_heartbeat_renews_the_note_at_most_once_a_minute(tmp_path: Path) -> None:
    clock = SettableClock(datetime(2026, 9, 1, tzinfo=UTC))
    lock = LockFile(tmp_path, clock)
    lock.acquire()
    path = tmp_path / "vault.lock"
    first = path.read_text()
    clock.advance(timedelta(seconds=30))
    lock.heartbeat()
    assert path.read_text() == first
    clock.advance(timedelta(seconds=31))
    lock.heartbeat()
    assert path.read_text() != first
    lock.release()
    lock.release()
    lock.heartbeat()
    assert path.read_text() == ""


def _no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that knows no locks: every request fails."""
    monkeypatch.setattr("ehr_desk.vault.lockfile._try_lock", lambda descriptor: False)


@pytest.mark.skipif(sys.platform == "win32", reason="asks for processes otherwise")
def test_where_the_disk_knows_no_locks_a_dead_process_holds_nothing(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    note = {"beat": stamp(clinic.clock.now()), "host": socket.gethostname(), "pid": gone.pid}
    (clinic.folder / "vault.lock").write_text(json.dumps(note))
    _no_locks(monkeypatch)
    clinic.unlock().lock()


@pytest.mark.skipif(sys.platform == "win32", reason="asks for processes otherwise")
def test_where_the_disk_knows_no_locks_a_living_process_and_another_computer_still_count(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    _no_locks(monkeypatch)
    for host, pid in ((socket.gethostname(), os.getppid()), ("other-desk", 77)):
        note = {"beat": stamp(clinic.clock.now()), "host": host, "pid": pid}
        (clinic.folder / "vault.lock").write_text(json.dumps(note))
        with pytest.raises(AlreadyOpen, match=host):
            clinic.unlock()


def test_a_lock_that_the_system_holds_is_never_passed_over(clinic: Clinic) -> None:
    with _holder(clinic.folder) as process:
        note = {"beat": stamp(clinic.clock.now()), "host": socket.gethostname(), "pid": 999_999_999}
        (clinic.folder / "vault.lock").write_text(json.dumps(note))
        with pytest.raises(AlreadyOpen):
            clinic.unlock()
        process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows renames no folder that is in use")
def test_a_folder_that_is_renamed_between_opening_and_locking_is_not_ours(
    tmp_path: Path, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "clinic.vault"
    folder.mkdir()
    real = lockfile._try_lock

    def renamed(descriptor: int) -> bool:
        folder.rename(tmp_path / "aside.vault")
        folder.mkdir()
        return real(descriptor)

    monkeypatch.setattr(lockfile, "_try_lock", renamed)
    with pytest.raises(AlreadyOpen):
        LockFile(folder, clock).acquire()
