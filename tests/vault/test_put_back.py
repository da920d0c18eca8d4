"""An older state of the record that was put back: told at unlock, and until somebody answers for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault.alarms import ACCEPTED, ALARM
from tests.vault.clinic import Clinic
from tests.vault.tampering import report_of, worked


def _put_back(clinic: Clinic, kept: Path, *, anchors: bool) -> None:
    for name in ("vault.db", "vault.hdr", "vault.hdr.prev", *(("anchors.log",) if anchors else ())):
        if (kept / name).exists():
            shutil.copy2(kept / name, clinic.folder / name)
    for name in ("vault.db-wal", "vault.db-shm"):
        (clinic.folder / name).unlink(missing_ok=True)


@pytest.fixture
def older(clinic: Clinic, profile: Path, tmp_path: Path) -> Path:
    """A copy of the folder from before the last work."""
    worked(clinic, profile, "one")
    shutil.copytree(clinic.folder, tmp_path / "older")
    worked(clinic, profile, "two", "three", "four")
    return tmp_path / "older"


def test_an_older_state_that_is_put_back_is_told_at_unlock_and_does_not_stop_anybody(
    clinic: Clinic, profile: Path, older: Path
) -> None:
    _put_back(clinic, older, anchors=True)
    sitting = clinic.watched(profile)
    (alarm,) = sitting.alarms
    assert (alarm.kind, alarm.source) == ("rolled back", "this computer")
    assert alarm.remembered > alarm.found
    assert "An older state of the record was put back" in alarm.sentence()
    assert [event.detail for event in sitting.audit.events(action=ALARM)] == [alarm.detail()]
    assert clinic.notes(sitting) == ["one"]
    clinic.add_note(sitting, "work goes on")
    assert sitting.check().kinds == ("rolled back",)
    sitting.lock()


def test_anchors_beside_the_vault_tell_a_computer_that_has_never_seen_it(clinic: Clinic, older: Path) -> None:
    _put_back(clinic, older, anchors=False)
    sitting = clinic.watched(None)
    (alarm,) = sitting.alarms
    assert (alarm.kind, alarm.source) == ("rolled back", "anchors.log")
    sitting.lock()


def test_the_honest_limit_of_one_folder_on_a_computer_without_a_memory(clinic: Clinic, older: Path) -> None:
    """All local copies put back together look whole: a second computer, a signed PDF or a copied anchor is needed."""
    _put_back(clinic, older, anchors=True)
    assert report_of(clinic, None).ok


def test_work_on_an_older_state_until_it_is_longer_is_seen_by_the_next_computer(
    clinic: Clinic, profile: Path, older: Path
) -> None:
    _put_back(clinic, older, anchors=True)
    worked(clinic, None, *(f"other {n}" for n in range(12)))
    sitting = clinic.watched(profile)
    (alarm,) = sitting.alarms
    assert alarm.found > alarm.remembered
    assert "another one than this computer remembers" in alarm.sentence()
    assert sitting.check().kinds == ("rolled back",)
    sitting.lock()


def test_the_higher_head_stays_remembered_until_somebody_answers_for_the_record(
    clinic: Clinic, profile: Path, older: Path
) -> None:
    _put_back(clinic, older, anchors=False)
    for _ in range(2):
        sitting = clinic.watched(profile)
        assert sitting.alarms
        sitting.lock()
    sitting = clinic.watched(profile)
    with pytest.raises(UserError):
        sitting.accept_history(" ")
    assert sitting.alarms
    sitting.accept_history("The backup of Monday was put back after the disk failed.")
    assert sitting.alarms == ()
    assert len(sitting.audit.events(action=ACCEPTED)) == 1
    assert sitting.check().ok
    sitting.lock()
    assert report_of(clinic, profile).ok
    sitting = clinic.watched(profile)
    assert sitting.alarms == ()
    sitting.lock()
