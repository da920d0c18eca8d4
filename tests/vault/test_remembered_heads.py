"""What a computer remembers of a record, and that ordinary work is never an alarm."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ehr_desk.common.ids import RandomIds
from ehr_desk.vault.anchors import AnchorFile
from ehr_desk.vault.backup_keys import ByPassphrase
from ehr_desk.vault.restore import restore_backup
from ehr_desk.vault.witness import Head, Witnesses
from tests.vault.clinic import ADA, ADA_WORDS, Clinic
from tests.vault.tampering import report_of, worked


def test_ordinary_work_is_never_an_alarm_and_is_anchored_at_each_end(clinic: Clinic, profile: Path) -> None:
    for _ in range(3):
        worked(clinic, profile, "note")
    assert report_of(clinic, profile).ok
    read = AnchorFile(clinic.folder).read()
    sizes = [anchor.head.size for anchor in read.anchors]
    assert not read.damaged
    assert sizes == sorted(sizes)
    sitting = clinic.watched(profile)
    assert sitting.alarms == ()
    vault_id = sitting.vault_id
    assert Witnesses(profile).seen(vault_id) == Head(*sitting.audit.head())
    assert read.anchors[-1].head.size < sitting.audit.head()[0]
    sitting.lock()


def test_what_was_signed_is_remembered_before_the_desk_is_locked(clinic: Clinic, profile: Path) -> None:
    sitting = clinic.watched(profile)
    clinic.add_note(sitting, "signed")
    sitting.checkpoint()
    assert Witnesses(profile).seen(sitting.vault_id) == Head(*sitting.audit.head())
    sitting.lock()


def test_looking_twice_in_one_sitting_is_no_alarm(clinic: Clinic, profile: Path) -> None:
    sitting = clinic.watched(profile)
    clinic.add_note(sitting, "signed")
    sitting.checkpoint()
    assert sitting.watch(Witnesses(profile)) == ()
    sitting.lock()


def test_a_profile_that_cannot_be_written_or_read_stops_nobody(clinic: Clinic, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    worked(clinic, blocked, "note")
    garbage = tmp_path / "garbage"
    witnesses = Witnesses(garbage)
    assert witnesses.keep("some vault", Head(3, "ab" * 32))
    for content in (b"\xff", b"[]", b'{"size": -1, "root": ""}', b'{"size": 3, "root": "zz"}'):
        next(garbage.iterdir()).write_bytes(content)
        assert witnesses.seen("some vault") is None


def restored_copy(clinic: Clinic, target: Path) -> Clinic:
    """A copy of the record as it was backed up just now; the record itself goes on."""
    sitting = clinic.unlock()
    backups = sitting.backups(RandomIds())
    backups.make()
    way, backup = ByPassphrase(ADA.login, ADA_WORDS, clinic.kdf), backups.known()[0].folder
    clinic.add_note(sitting, "later")
    sitting.lock()
    restore_backup(backup, target, way, clock=clinic.clock, kdf=clinic.kdf, device="desk-1")
    return Clinic(target, clinic.clock, clinic.kdf, clinic.created, clinic.schema)


def alarms(clinic: Clinic, profile: Path, *, answer: bool = False) -> list[str]:
    sitting = clinic.watched(profile)
    kinds: list[str] = [alarm.kind for alarm in sitting.alarms]
    if answer:
        sitting.accept_history("a copy to try out")
    clinic.add_note(sitting, "work")
    sitting.lock()
    return kinds


@pytest.mark.parametrize("remembered", ["by place", "as before places were kept"])
def test_answering_for_a_trial_copy_says_nothing_of_the_record_itself(
    clinic: Clinic, profile: Path, tmp_path: Path, remembered: str
) -> None:
    worked(clinic, profile, "note")
    trial = restored_copy(clinic, tmp_path / "trial.vault")
    worked(clinic, profile, "note")
    if remembered != "by place":
        (file,) = profile.iterdir()
        value = json.loads(file.read_bytes())
        file.write_text(json.dumps({"size": value["size"], "root": value["root"]}))
    assert alarms(trial, profile, answer=True) == ["rolled back"]
    for _ in range(2):
        assert alarms(clinic, profile) == []
        assert alarms(trial, profile) == []
    assert report_of(clinic, profile).ok
    assert report_of(trial, profile).ok


def test_an_older_state_is_told_in_every_place_also_after_a_trial_copy_was_answered_for(
    clinic: Clinic, profile: Path, tmp_path: Path
) -> None:
    worked(clinic, profile, "note")
    older = Path(shutil.copytree(clinic.folder, tmp_path / "older"))
    alarms(restored_copy(clinic, tmp_path / "trial.vault"), profile, answer=True)
    worked(clinic, profile, "note")
    moved = tmp_path / "moved.vault"
    clinic.folder.rename(moved)
    there = Clinic(moved, clinic.clock, clinic.kdf, clinic.created, clinic.schema)
    assert alarms(there, profile) == [], "a record that was moved goes on"
    for place in (clinic.folder, tmp_path / "elsewhere.vault"):
        shutil.copytree(older, place)
        back = Clinic(place, clinic.clock, clinic.kdf, clinic.created, clinic.schema)
        assert alarms(back, profile) == ["rolled back"], place.name
    shutil.rmtree(moved)
    shutil.copytree(older, moved)
    assert alarms(there, profile) == ["rolled back"]
