"""From a backup to a record again, on this computer or another one."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import SeededIds
from ehr_desk.vault import AlreadyOpen, restore
from ehr_desk.vault.backup_keys import ByCode, ByPassphrase, WayIn
from ehr_desk.vault.backup_manifest import RESTORED, BackupRefused
from ehr_desk.vault.backup_service import BackupService
from ehr_desk.vault.faults import RESTORE
from ehr_desk.vault.places import BadPlace
from ehr_desk.vault.restore import Restored, restore_backup
from ehr_desk.vault.standing import (
    clear_unfinished,
    day_set_aside,
    held,
    left_aside,
    put_back,
    set_aside,
    waits_for_name,
)
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic, new_clinic


@pytest.fixture
def backup(clinic: Clinic) -> Iterator[Path]:
    sitting = clinic.unlock()
    clinic.add_note(sitting, "in the backup")
    backups = BackupService(sitting._vault, SeededIds(3))
    backups.make()
    clinic.add_note(sitting, "after the backup")
    yield backups.known()[0].folder
    sitting.lock()


@pytest.fixture
def elsewhere(backup: Path, tmp_path: Path) -> Path:
    """The backup alone, as it comes to another computer."""
    return Path(shutil.copytree(backup, tmp_path / "stick" / backup.name))


def _restore(clinic: Clinic, backup: Path, target: Path, way: WayIn, *, replace: bool = False) -> Restored:
    return restore_backup(
        backup, target, way, clock=clinic.clock, kdf=clinic.kdf, device="desk-2", protected=("note",), replace=replace
    )


def _at(clinic: Clinic, folder: Path) -> Clinic:
    return Clinic(folder, clinic.clock, clinic.kdf, clinic.created, clinic.schema)


def _by_passphrase(clinic: Clinic) -> ByPassphrase:
    return ByPassphrase("ada", ADA_WORDS, clinic.kdf)


def test_a_backup_restores_with_a_passphrase_of_that_time(clinic: Clinic, elsewhere: Path, tmp_path: Path) -> None:
    restored = _restore(clinic, elsewhere, tmp_path / "new" / "record", _by_passphrase(clinic))
    assert restored.kept_aside is None
    again = _at(clinic, restored.folder)
    sitting = again.unlock()
    assert again.notes(sitting) == ["in the backup"]
    event = sitting.audit.events(action="backup.restored")[0]
    assert (event.staff_id, event.entity_id) == (ADA.staff_id, restored.manifest.backup_id)
    assert sitting.check().ok
    clinic.add_note(sitting, "life goes on")
    sitting.lock()


def test_a_backup_restores_with_the_recovery_code_of_its_sheet(clinic: Clinic, elsewhere: Path, tmp_path: Path) -> None:
    restored = _restore(clinic, elsewhere, tmp_path / "record", ByCode(clinic.created.recovery_code))
    sitting = _at(clinic, restored.folder).unlock()
    assert sitting.audit.events(action="backup.restored")[0].staff_id == "recovery"
    assert sitting.check().ok
    sitting.lock()


def test_the_passphrase_of_that_time_opens_it_and_a_later_one_does_not(clinic: Clinic, tmp_path: Path) -> None:
    sitting = clinic.unlock()
    backups = BackupService(sitting._vault, SeededIds(3))
    backups.make()
    sitting.change_passphrase(ADA_WORDS, "an entirely different sentence")
    sitting.enrol("an entirely different sentence", BEN, BEN_WORDS)
    backup = backups.known()[0].folder
    sitting.lock()
    later = ByPassphrase("ada", "an entirely different sentence", clinic.kdf)
    with pytest.raises(UserError, match="in use when it was made"):
        _restore(clinic, backup, tmp_path / "record", later)
    assert not (tmp_path / "record").exists()
    restored = _restore(clinic, backup, tmp_path / "record", _by_passphrase(clinic))
    sitting = _at(clinic, restored.folder).unlock()
    assert [person.login for person in sitting.people] == ["ada"]
    sitting.lock()


def test_never_over_a_record(clinic: Clinic, elsewhere: Path) -> None:
    with pytest.raises(UserError, match="never restored over a record"):
        _restore(clinic, elsewhere, clinic.folder, _by_passphrase(clinic))


def test_a_record_that_is_open_is_not_replaced(clinic: Clinic, elsewhere: Path) -> None:
    with pytest.raises(AlreadyOpen):
        _restore(clinic, elsewhere, clinic.folder, _by_passphrase(clinic), replace=True)
    assert [path.name for path in clinic.folder.parent.iterdir() if "before-restore" in path.name] == []


def test_replacing_a_closed_record_renames_it(clinic: Clinic, tmp_path: Path) -> None:
    sitting = clinic.unlock()
    clinic.add_note(sitting, "in the backup")
    backups = BackupService(sitting._vault, SeededIds(3))
    backups.make()
    clinic.add_note(sitting, "after the backup")
    stick = Path(shutil.copytree(backups.place, tmp_path / "stick"))
    sitting.lock()
    (backup,) = stick.iterdir()
    restored = _restore(clinic, backup, clinic.folder, _by_passphrase(clinic), replace=True)
    assert restored.kept_aside is not None
    for folder, notes in ((restored.folder, 1), (restored.kept_aside, 2)):
        there = _at(clinic, folder)
        sitting = there.unlock()
        assert len(there.notes(sitting)) == notes
        sitting.lock()


@pytest.mark.parametrize("left", ["all", "vault.hdr.prev", "anchors.log"])
def test_another_clinics_record_is_never_replaced(clinic: Clinic, closed: Path, tmp_path: Path, left: str) -> None:
    other = tmp_path / "other" / "clinic.vault"
    other.parent.mkdir()
    sitting = new_clinic(other, clinic.clock, clinic.kdf).unlock()
    sitting.watch(None)
    sitting.lock()
    if left != "all":
        (other / "vault.hdr").rename(other / "vault.hdr.prev")
        (other / "vault.hdr").write_bytes(b"{")
        (other / ("anchors.log" if left == "vault.hdr.prev" else "vault.hdr.prev")).unlink(missing_ok=True)
    with pytest.raises(UserError, match="not the one of this backup"):
        _restore(clinic, closed, other, _by_passphrase(clinic), replace=True)
    assert [path.name for path in other.parent.iterdir()] == [other.name]


@pytest.fixture
def closed(clinic: Clinic, tmp_path: Path) -> Path:
    """A backup of a record that is closed again, on a stick."""
    sitting = clinic.unlock()
    clinic.add_note(sitting, "in the record")
    backups = BackupService(sitting._vault, SeededIds(3))
    backups.make()
    stick = Path(shutil.copytree(backups.known()[0].folder, tmp_path / "stick" / "copy"))
    sitting.lock()
    return stick


def _failing(monkeypatch: pytest.MonkeyPatch, refused: Callable[[Path, Path], bool]) -> None:
    real = os.rename

    def rename(source: Path, target: Path) -> None:
        if refused(Path(source), Path(target)):
            raise OSError(errno.EIO, "the disk answers no more")
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)


def test_when_the_restored_record_cannot_be_put_in_place_the_old_one_stands_where_it_stood(
    clinic: Clinic, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(path.name for path in clinic.folder.parent.iterdir())
    _failing(monkeypatch, lambda source, _target: source.name.endswith(".restored"))
    with pytest.raises(UserError):
        _restore(clinic, closed, clinic.folder, _by_passphrase(clinic), replace=True)
    assert sorted(path.name for path in clinic.folder.parent.iterdir()) == before
    sitting = clinic.unlock()
    assert clinic.notes(sitting) == ["in the record"]
    sitting.lock()


def test_when_the_old_one_cannot_be_put_back_either_its_folder_is_named(
    clinic: Clinic, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing(monkeypatch, lambda _source, target: target == clinic.folder)
    with pytest.raises(UserError) as refused:
        _restore(clinic, closed, clinic.folder, _by_passphrase(clinic), replace=True)
    (aside,) = clinic.folder.parent.glob("*.before-restore-*")
    assert str(aside) in refused.value.message
    assert clinic.folder.name in refused.value.remedy
    sitting = _at(clinic, aside).unlock()
    assert clinic.notes(sitting) == ["in the record"]
    sitting.lock()


def test_nobody_unlocks_the_old_record_while_it_is_renamed(
    clinic: Clinic, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []

    def unlocking(source: Path, _target: Path) -> bool:
        if source == clinic.folder:
            tried.append(source)
            with pytest.raises(AlreadyOpen):
                clinic.unlock()
        return False

    _failing(monkeypatch, unlocking)
    _restore(clinic, closed, clinic.folder, _by_passphrase(clinic), replace=True)
    assert tried == [clinic.folder]
    clinic.unlock().lock()


def test_restoring_twice_in_one_second_and_after_a_kill_leaves_two_records_aside_and_nothing_unfinished(
    clinic: Clinic, closed: Path
) -> None:
    killed = clinic.folder.with_name(f".{clinic.folder.name}.0a1b2c3d.restoring")
    killed.mkdir()
    (killed / "vault.db").write_bytes(b"half")
    for _ in range(2):
        _restore(clinic, closed, clinic.folder, _by_passphrase(clinic), replace=True)
    assert not killed.exists()
    assert len(list(clinic.folder.parent.glob("*.before-restore-*"))) == 2


@pytest.mark.parametrize("stands", ["the old one", "nothing", "one set aside"])
def test_a_restore_killed_when_all_was_done_but_the_name_is_finished_later(
    clinic: Clinic, closed: Path, monkeypatch: pytest.MonkeyPatch, stands: str
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(restore, "_put_in_place", _killed)
        killed.setattr(shutil, "rmtree", lambda *_given, **_named: None)  # the dead clear nothing
        with pytest.raises(KeyboardInterrupt):
            _restore(clinic, closed, clinic.folder, _by_passphrase(clinic), replace=True)
    aside = clinic.folder.with_name(f"{clinic.folder.name}.before-restore-2026-09-01T090000")
    if stands == "nothing":
        shutil.rmtree(clinic.folder)
    elif stands == "one set aside":
        clinic.folder.rename(aside)
    assert waits_for_name(clinic.folder) is not None
    restore.finish_restore(clinic.folder, clinic.clock)
    sitting = clinic.unlock()
    assert clinic.notes(sitting) == ["in the record"]
    assert len(sitting.audit.events(action=RESTORED)) == 1
    sitting.lock()
    assert waits_for_name(clinic.folder) is None
    assert [one.is_dir() for one in clinic.folder.parent.glob("*.before-restore-*")] == [True] * (stands != "nothing")


def _killed(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_a_second_restore_into_the_same_place_is_refused_and_takes_nothing_from_the_first(
    clinic: Clinic, closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, really, refused = tmp_path / "new.vault", restore._record, list[str]()

    def meanwhile(work: Path, *more: Any) -> None:
        if not refused:
            for second in (
                lambda: _restore(clinic, closed, target, _by_passphrase(clinic)),
                lambda: put_back(target, clinic.folder),
            ):
                with pytest.raises(UserError) as caught:
                    second()
                refused.append(caught.value.message)
            clear_unfinished(target)
        really(work, *more)

    monkeypatch.setattr(restore, "_record", meanwhile)
    restored = _restore(clinic, closed, target, _by_passphrase(clinic))
    assert set(refused) == {"A record is being restored into this folder just now."}
    sitting = _at(clinic, restored.folder).unlock()
    assert sitting.check().ok
    sitting.lock()
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    assert not (target / "making.lock").exists()


def test_what_a_finished_restore_set_aside_is_missed_by_nobody_and_what_a_killed_one_did_is(
    clinic: Clinic, closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = _restore(clinic, closed, clinic.folder, _by_passphrase(clinic), replace=True).kept_aside
    assert kept is not None
    clinic.folder.rename(tmp_path / "moved.vault")
    assert left_aside(clinic.folder) is None
    assert set_aside(clinic.folder) == [kept]
    put_back(clinic.folder, kept)  # by hand, or by a choice
    clinic.clock.advance(timedelta(days=1))
    with monkeypatch.context() as killed:
        killed.setattr(restore, "_done", _killed)
        with pytest.raises(KeyboardInterrupt):
            _restore(clinic, closed, clinic.folder, _by_passphrase(clinic), replace=True)
    shutil.rmtree(clinic.folder)
    left = left_aside(clinic.folder)
    assert left is not None
    assert day_set_aside(left) == clinic.clock.now().date()
    _restore(clinic, closed, clinic.folder, _by_passphrase(clinic))
    assert left_aside(clinic.folder) is None, "a record was restored into the place after all"


def test_a_finished_restore_waits_for_no_name_of_another_record_and_goes_with_the_next_restore(
    clinic: Clinic, closed: Path, tmp_path: Path
) -> None:
    other = new_clinic(tmp_path / "other" / "clinic.vault", clinic.clock, clinic.kdf).folder
    left = clinic.folder.with_name(f".{clinic.folder.name}.0a1b2c3d.restored")
    shutil.copytree(other, left)
    assert waits_for_name(clinic.folder) is None
    with pytest.raises(UserError, match="no restore to finish"):
        restore.finish_restore(clinic.folder, clinic.clock)
    _restore(clinic, closed, clinic.folder, _by_passphrase(clinic), replace=True)
    assert not left.exists()


def test_a_restore_that_still_runs_waits_for_no_name(clinic: Clinic, closed: Path) -> None:
    """Another window that looks for one to finish leaves it alone."""
    left = clinic.folder.with_name(f".{clinic.folder.name}.0a1b2c3d.restored")
    shutil.copytree(clinic.folder, left)
    clinic.folder.rename(clinic.folder.with_name("moved.vault"))
    with held(left, clinic.clock):
        assert waits_for_name(clinic.folder) is None
        with pytest.raises(UserError, match="no restore to finish"):
            restore.finish_restore(clinic.folder, clinic.clock)
    assert waits_for_name(clinic.folder) == left


def test_a_folder_of_something_else_is_never_replaced(clinic: Clinic, elsewhere: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "letter.txt").write_text("kept")
    with pytest.raises(UserError, match="not empty"):
        _restore(clinic, elsewhere, letters, _by_passphrase(clinic), replace=True)
    assert (letters / "letter.txt").read_text() == "kept"


def test_a_damaged_backup_is_refused_and_leaves_nothing(clinic: Clinic, elsewhere: Path, tmp_path: Path) -> None:
    path = elsewhere / "vault.db"
    data = bytearray(path.read_bytes())
    data[-100] ^= 8
    path.write_bytes(data)
    with pytest.raises(BackupRefused, match="This backup is damaged: files: the database"):
        _restore(clinic, elsewhere, tmp_path / "record", _by_passphrase(clinic))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["clinic.vault", "stick"]


def test_a_backup_is_not_restored_into_a_sync_folder(clinic: Clinic, elsewhere: Path, tmp_path: Path) -> None:
    with pytest.raises(BadPlace, match="Dropbox"):
        _restore(clinic, elsewhere, tmp_path / "Dropbox" / "record", _by_passphrase(clinic))


def test_a_backup_on_a_medium_that_cannot_be_written_to_restores(
    clinic: Clinic, elsewhere: Path, tmp_path: Path
) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in elsewhere.iterdir()}
    _restore(clinic, elsewhere, tmp_path / "record", _by_passphrase(clinic))
    assert {path.name: path.stat().st_mtime_ns for path in elsewhere.iterdir()} == before


def _swap(backup: Path, folder: Path, *names: str) -> None:
    for name in names:
        shutil.copyfile(backup / name, folder / name)


def _begin(path: Path, data: bytes) -> None:
    path.write_bytes(data + path.read_bytes()[len(data) :])


LOSSES: dict[str, Callable[[Path, Path], object]] = {
    "database gone": lambda folder, _backup: (folder / "vault.db").unlink(),
    "database empty": lambda folder, _backup: (folder / "vault.db").write_bytes(b""),
    "database not encrypted": lambda folder, _backup: (folder / "vault.db").write_bytes(b"SQLite format 3\x00" * 9),
    "first page damaged": lambda folder, _backup: _begin(folder / "vault.db", b"x" * 200),
    "database of a backup": lambda folder, backup: _swap(backup, folder, "vault.db"),
    "both of a backup": lambda folder, backup: _swap(backup, folder, "vault.db", "vault.hdr"),
    "header damaged": lambda folder, _backup: (folder / "vault.hdr").write_bytes(b"garbage"),
    "header edited": lambda folder, _backup: _begin(folder / "vault.hdr", b'{"Authority"'),
    "header gone": lambda folder, _backup: (folder / "vault.hdr").unlink(),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_each_loss_names_the_remedy_that_works_and_it_works(clinic: Clinic, tmp_path: Path, loss: str) -> None:
    sitting = clinic.unlock()
    clinic.add_note(sitting, "in the backup")
    backups = BackupService(sitting._vault, SeededIds(3))
    name = backups.make().last_folder
    sitting.lock()
    elsewhere = Path(shutil.copytree(backups.place, tmp_path / "stick")) / name
    LOSSES[loss](clinic.folder, elsewhere)
    (clinic.folder / "vault.hdr.prev").unlink(missing_ok=True)
    with pytest.raises(UserError) as caught:
        clinic.unlock()
    assert RESTORE in caught.value.remedy
    restored = _restore(clinic, elsewhere, clinic.folder, _by_passphrase(clinic), replace=True)
    assert restored.kept_aside is not None
    assert (restored.kept_aside / "backups" / elsewhere.name).is_dir()
    again = clinic.unlock()
    assert clinic.notes(again) == ["in the backup"]
    again.lock()


def test_a_damaged_backup_sends_nobody_back_to_itself(clinic: Clinic, elsewhere: Path, tmp_path: Path) -> None:
    (elsewhere / "vault.db").write_bytes(b"x" * 8192)
    with pytest.raises(BackupRefused, match="damaged") as caught:
        _restore(clinic, elsewhere, tmp_path / "record", _by_passphrase(clinic))
    assert caught.value.remedy == "Use another backup."
