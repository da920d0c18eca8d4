"""The second folder of backups: it gets the same, and whatever becomes of it keeps nothing waiting."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import SeededIds
from ehr_desk.vault import backup_branches, backup_service
from ehr_desk.vault.backup_manifest import StoredManifest, backups_in
from ehr_desk.vault.backup_rules import BackupSettings
from ehr_desk.vault.sitting import Sitting
from tests.vault.backing_up import only, service
from tests.vault.clinic import Clinic, new_clinic


def test_a_second_folder_gets_the_same_and_its_absence_is_told(
    clinic: Clinic, sitting: Sitting, tmp_path: Path
) -> None:
    backups, second = service(sitting), tmp_path / "stick"
    second.mkdir()
    backups.change_settings(BackupSettings(second_folder=str(second)))
    state = backups.make()
    assert (state.second, state.second_failure) == (clinic.clock.now(), "")
    assert (only(second) / "vault.db").read_bytes() == (only(backups.place) / "vault.db").read_bytes()
    shutil.rmtree(second)
    clinic.clock.advance(timedelta(hours=5))
    state = backups.make()
    assert state.last == clinic.clock.now()
    assert state.second_failure == "The second backup folder is not there."
    assert state.second == clinic.clock.now() - timedelta(hours=5)


def test_another_clinics_running_backup_in_the_same_second_folder_is_left_alone(
    clinic: Clinic, sitting: Sitting, tmp_path: Path
) -> None:
    theirs = new_clinic(tmp_path / "theirs.vault", clinic.clock, clinic.kdf)
    running = tmp_path / "stick" / f"{theirs.file().vault_id}-0123abcd.unfinished"
    running.mkdir(parents=True)
    (running / "vault.db").write_bytes(b"half of their record")
    left = running.with_name(f"{sitting.vault_id}-0123abcd.unfinished")
    left.mkdir()
    backups = service(sitting)
    backups.change_settings(BackupSettings(second_folder=str(running.parent)))
    assert backups.make().second_failure == ""
    assert (running / "vault.db").read_bytes() == b"half of their record"
    assert not left.exists()


def test_a_second_folder_that_may_not_even_be_looked_at_is_told_and_the_first_backup_stands(
    clinic: Clinic, sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups, second = service(sitting), tmp_path / "stick"
    second.mkdir()
    backups.change_settings(BackupSettings(second_folder=str(second)))
    real = Path.stat

    def refusing(path: Path, **more: bool) -> os.stat_result:
        if second in (path, *path.parents):
            raise PermissionError(errno.EACCES, "not yours")
        return real(path, **more)

    monkeypatch.setattr(Path, "stat", refusing)
    state = backups.make()
    assert state.last == clinic.clock.now()
    assert state.second_failure
    with pytest.raises(UserError, match="cannot be read"):
        backups.change_settings(BackupSettings(second_folder=str(second)))
    monkeypatch.undo()
    assert only(backups.place).is_dir()


@pytest.mark.parametrize("how", ["patience", "locking", "closing"])
def test_a_second_folder_that_answers_no_more_is_not_waited_for_and_the_first_backup_stands(
    clinic: Clinic, sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, how: str
) -> None:
    backups, second, hanging = service(sitting), tmp_path / "stick", threading.Event()
    second.mkdir()
    backups.change_settings(BackupSettings(second_folder=str(second)))

    def hang(*_given: object) -> None:
        if how == "locking":
            backups.wait_no_longer()
        hanging.wait(60)
        raise UserError("It came back.")

    monkeypatch.setattr(backup_service, "copy_onto", hang)
    if how == "patience":
        monkeypatch.setattr(backup_service, "_PATIENCE_SECONDS", 0)
    if how == "closing":
        monkeypatch.setattr(backup_service, "_SHORT_SECONDS", 0)
    state = backups.make(hurried=how == "closing")
    assert (state.last, state.failure, state.due) == (clinic.clock.now(), "", False)
    assert (state.second, state.second_failure) == (None, backup_service.NOT_ANSWERING)
    hanging.set()


def test_the_second_folder_is_not_the_records_own(clinic: Clinic, sitting: Sitting) -> None:
    inside = clinic.folder / "copies"
    inside.mkdir()
    for folder in (inside, clinic.folder):
        with pytest.raises(UserError, match="inside the record's own folder"):
            service(sitting).change_settings(BackupSettings(second_folder=str(folder)))
    with pytest.raises(UserError, match="not there"):
        service(sitting).change_settings(BackupSettings(second_folder=str(clinic.folder / "nowhere")))
    with pytest.raises(UserError, match="1 to 24"):
        service(sitting).change_settings(BackupSettings(every_hours=0))


def test_no_room_in_the_second_folder_is_told_and_the_first_backup_stands(
    clinic: Clinic, sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = tmp_path / "stick"
    second.mkdir()
    backups = sitting.backups(SeededIds(5))
    backups.change_settings(BackupSettings(second_folder=str(second)))
    real = shutil.disk_usage
    monkeypatch.setattr(
        shutil, "disk_usage", lambda place: real(place)._replace(free=0) if Path(place) == second else real(place)
    )
    state = backups.make()
    assert (state.failure, list(second.iterdir())) == ("", [])
    assert "the disk that holds stick has 0 MB left" in state.second_failure


@pytest.mark.parametrize("act", ["list", "settings"])
def test_a_second_folder_that_answers_no_more_keeps_nothing_waiting(
    clinic: Clinic, sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    backups, second, hanging = service(sitting), tmp_path / "stick", threading.Event()
    second.mkdir()
    backups.change_settings(BackupSettings(second_folder=str(second)))
    backups.make()
    for name in ("_PATIENCE_SECONDS", "_SHORT_SECONDS"):
        monkeypatch.setattr(backup_service, name, 0.2)

    def hang(place: Path, *_more: object) -> list[StoredManifest]:
        if place == second:
            hanging.wait(60)
        return backups_in(place)

    monkeypatch.setattr(backup_branches, "backups_in", hang)
    monkeypatch.setattr(backup_service, "_require_apart", hang)
    if act == "list":
        assert [one.second for one in backups.known()] == [False]
    else:
        with pytest.raises(UserError, match="did not answer in time"):
            backups.change_settings(BackupSettings(second_folder=str(second)))
    hanging.set()
