"""Two copies of one record, as a trial restore leaves them: neither takes the other's backups away."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ehr_desk.common.ids import RandomIds
from ehr_desk.vault.backup_branches import LET_GO
from ehr_desk.vault.backup_keys import ByCode, ByPassphrase, WayIn
from ehr_desk.vault.backup_manifest import backups_in
from ehr_desk.vault.backup_rules import BackupSettings
from ehr_desk.vault.backup_service import BackupService
from ehr_desk.vault.restore import restore_backup
from tests.vault.clinic import ADA_WORDS, Clinic


def made(clinic: Clinic, second: Path | None = None, *, times: int = 1) -> BackupService:
    """Unlock, make backups an hour apart, lock."""
    sitting = clinic.unlock()
    backups = sitting.backups(RandomIds())
    if second is not None:
        backups.change_settings(BackupSettings(second_folder=str(second)))
    for _ in range(times):
        clinic.clock.advance(timedelta(hours=1))
        backups.make()
    sitting.lock()
    return backups


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture(params=["passphrase", "code"])
def trial(request: pytest.FixtureRequest, clinic: Clinic, stick: Path, tmp_path: Path) -> Clinic:
    """A copy of the record, made of its first backup; the record went on meanwhile."""
    made(clinic, stick)
    way: WayIn = ByPassphrase("ada", ADA_WORDS, clinic.kdf)
    if request.param == "code":
        way = ByCode(clinic.created.recovery_code)
    (first,) = backups_in(stick)
    target = tmp_path / "trial.vault"
    restore_backup(first.folder, target, way, clock=clinic.clock, kdf=clinic.kdf, device="desk-2")
    sitting = clinic.unlock()
    clinic.add_note(sitting, "work of today in the record itself")
    sitting.lock()
    made(clinic)
    return Clinic(target, clinic.clock, clinic.kdf, clinic.created, clinic.schema)


def test_a_restored_copy_uses_the_second_folder_only_once_somebody_chose_it_there(trial: Clinic, stick: Path) -> None:
    before = [one.folder for one in backups_in(stick)]
    sitting = trial.unlock()
    backups = sitting.backups(RandomIds())
    state = backups.state()
    assert (backups.settings().second_folder, state.second_failure) == ("", LET_GO)
    assert (state.last, state.due) == (None, True), "it has no backup of its own yet"
    assert backups.make().second_failure == LET_GO, "until somebody says"
    assert [one.folder for one in backups_in(stick)] == before
    backups.change_settings(BackupSettings())
    assert backups.state().second_failure == ""
    sitting.lock()


def test_neither_copy_removes_what_the_other_one_made_and_what_was_made_before_they_parted(
    trial: Clinic, clinic: Clinic, stick: Path
) -> None:
    before = {one.folder for one in backups_in(stick)}
    made(trial, stick, times=4)
    of_trial = {one.folder for one in backups_in(stick)} - before
    assert before <= {one.folder for one in backups_in(stick)}
    assert len(of_trial) == 2, "its own are rotated"
    made(clinic, times=4)
    assert of_trial <= {one.folder for one in backups_in(stick)}
    sitting = trial.unlock()
    known = sitting.backups(RandomIds()).known()
    assert {one.folder for one in known if one.second and one.own} == of_trial
    sitting.lock()
