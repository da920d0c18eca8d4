"""A reserve on the disk that is given up when the disk is full."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.vault import DiskFull
from ehr_desk.vault.ballast import Ballast, DiskRoom
from ehr_desk.vault.sitting import Sitting
from tests.bad_input.disk import filled, small_disk
from tests.vault.clinic import Clinic, new_clinic

MEGABYTE = 1 << 20


def test_low_is_three_times_the_database_and_never_less_than_a_little() -> None:
    assert DiskRoom(free=299 * MEGABYTE, database=100 * MEGABYTE).low
    assert not DiskRoom(free=300 * MEGABYTE, database=100 * MEGABYTE).low
    assert DiskRoom(free=127 * MEGABYTE, database=1).low
    assert "127 MB" in DiskRoom(free=127 * MEGABYTE, database=1).sentence()
    assert "reserve was given up" in DiskRoom(0, 0, spent=True).sentence()


def test_the_ballast_takes_real_room_and_is_written_once(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path, MEGABYTE)
    assert not ballast.keep().spent
    path = tmp_path / "ballast"
    assert path.stat().st_size == MEGABYTE
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    ballast.keep()
    assert path.read_bytes() == before
    assert ballast.release()
    assert not ballast.release()


def test_no_ballast_is_put_on_a_disk_that_is_low(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path, 1 << 60)
    assert ballast.keep().spent
    assert not ballast.present


def test_after_a_full_disk_the_next_write_has_the_reserve(clinic: Clinic, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8):
        there = new_clinic(tmp_path / "disk" / "clinic.vault", clinic.clock, clinic.kdf)
        sitting = there.unlock()
        (there.folder / "ballast").write_bytes(bytes(2 * MEGABYTE))
        with filled(tmp_path / "disk"):
            with pytest.raises(DiskFull):
                there.add_note(sitting, "a sentence that takes room. " * 4000)
            assert not (there.folder / "ballast").exists()
            there.add_note(sitting, "kept on the reserve")
            assert there.notes(sitting) == ["kept on the reserve"]
        assert sitting.check().ok
        sitting.lock()


def test_a_sitting_keeps_the_reserve(sitting: Sitting, clinic: Clinic) -> None:
    sitting.keep_room()
    assert (clinic.folder / "ballast").stat().st_size == 32 * MEGABYTE
