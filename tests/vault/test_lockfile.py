from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ehr_desk.common.clock import SettableClock, stamp
from ehr_desk.vault import AlreadyOpen
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
    clinic.unlock().lock()


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
