"""A backup: one folder that opens with the keys of its time, checked before it gets its name."""

from __future__ import annotations

import json
import shutil
import threading
from datetime import timedelta
from typing import Any

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import SeededIds
from ehr_desk.vault import SittingClosed, backup_making
from ehr_desk.vault.audit import AuditEvent
from ehr_desk.vault.backup_copy import BackupCopy, opened_backup
from ehr_desk.vault.backup_keys import ByCode, ByPassphrase
from ehr_desk.vault.backup_manifest import BackupRefused, Manifest, read_manifest
from ehr_desk.vault.backup_rules import BackupSettings
from ehr_desk.vault.backup_service import BackupService
from ehr_desk.vault.sitting import Sitting
from tests.vault.backing_up import only, service
from tests.vault.clinic import ADA_WORDS, BEN_WORDS, Clinic


def test_a_backup_holds_header_and_record_and_opens_with_a_passphrase_and_with_the_code(
    clinic: Clinic, sitting: Sitting
) -> None:
    clinic.add_note(sitting, "a first note")
    made = service(sitting)
    state = made.make()
    assert state.last == clinic.clock.now()
    backup = only(made.place)
    assert {"vault.hdr", "vault.db", "backup.json"} <= {path.name for path in backup.iterdir()}
    ways = (ByPassphrase("ada", ADA_WORDS, clinic.kdf), ByCode(clinic.created.recovery_code))
    for way in ways:
        with opened_backup(backup, way.keys, ("note",)) as copy:
            assert copy.check().ok
            with copy.read() as session:
                assert [row.body for row in session.execute(clinic.schema.note.select())] == ["a first note"]


def test_the_copy_has_a_key_of_its_own(clinic: Clinic, sitting: Sitting) -> None:
    backups = service(sitting)
    backups.make()
    backup = only(backups.place)
    manifest = read_manifest(backup).manifest
    keys = sitting._vault.keys
    assert keys.backup(manifest.backup_id) not in {keys.database, keys.blobs, keys.backup("another")}
    shutil.copy(backup / "vault.db", clinic.folder / "as-it-is.db")
    from ehr_desk.vault.engine import connect_to_read

    with pytest.raises(UserError, match="does not belong to this vault"):
        connect_to_read(clinic.folder / "as-it-is.db", keys.database)


def test_a_backup_is_an_event_and_names_the_sheet_that_was_valid(clinic: Clinic, sitting: Sitting) -> None:
    backups = service(sitting)
    backups.make()
    event = _newest(sitting, "backup.made")
    manifest = read_manifest(only(backups.place)).manifest
    assert event.entity_id == manifest.backup_id
    assert event.detail["sheet"] == manifest.sheet == 1
    assert event.detail["root"] == manifest.root
    assert sitting.check().ok


def test_after_a_new_key_a_backup_is_due_at_once_and_the_reason_is_known(clinic: Clinic, sitting: Sitting) -> None:
    backups = service(sitting)
    assert not backups.make().former_key
    sitting.renew_key(ADA_WORDS)
    assert (backups.state().former_key, backups.state().due) == (True, True)
    made = backups.make_if_due()
    assert made is not None
    assert (made.former_key, made.due) == (False, False)


def test_of_a_record_that_is_not_sound_a_true_copy_is_kept_and_told_apart(clinic: Clinic, sitting: Sitting) -> None:
    sound = service(sitting)
    sound.make()
    clinic.clock.advance(timedelta(hours=1))
    state = service(sitting, ["audit log: something was changed."]).make()
    assert state.last == clinic.clock.now() - timedelta(hours=1), "the last verified one"
    assert state.failure.endswith("the record itself is not sound: audit log: something was changed.")
    assert [known.manifest.sound for known in sound.known()] == [False, True]
    assert _newest(sitting, "backup.made").detail["sound"] is False


def test_a_copy_that_is_not_true_never_gets_the_name_of_a_backup(clinic: Clinic, sitting: Sitting) -> None:
    backups = service(sitting, ["database: Encrypted file: page 7."])
    with pytest.raises(BackupRefused, match="no true copy: database: Encrypted file: page 7"):
        backups.make()
    assert list(backups.place.iterdir()) == []
    assert backups.state().failure.startswith("The backup was made, but it is no true copy")
    assert backups.state().last is None
    assert _newest(sitting, "backup.failed").entity == "backup"


def test_what_a_killed_program_left_unfinished_goes_with_the_next_backup(clinic: Clinic, sitting: Sitting) -> None:
    backups = service(sitting)
    left = backups.place / f"{sitting.vault_id}-0123abcd.unfinished"
    left.mkdir(parents=True)
    (left / "vault.db").write_bytes(b"half a database")
    backups.make()
    assert [path.name.endswith(".backup") for path in backups.place.iterdir()] == [True]


@pytest.mark.parametrize("file", ["vault.db", "vault.hdr", "backup.json"])
def test_every_changed_byte_of_a_backup_is_found(clinic: Clinic, sitting: Sitting, file: str) -> None:
    backups = service(sitting)
    backups.make()
    path = only(backups.place) / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    try:
        report = backups.drill(path.parent, ByPassphrase("ada", ADA_WORDS, clinic.kdf))
    except UserError:
        return
    assert not report.sound


def test_a_drill_opens_the_backup_and_compares_it_with_the_record(clinic: Clinic, sitting: Sitting) -> None:
    clinic.add_note(sitting, "before")
    backups = service(sitting)
    backups.make()
    clinic.add_note(sitting, "after")
    report = backups.drill(only(backups.place), ByPassphrase("ada", ADA_WORDS, clinic.kdf))
    assert report.sound
    assert report.newer_events == 2, "the backup's own event and the note"
    assert _newest(sitting, "backup.drilled").detail["sound"] is True


def test_a_drill_finds_a_record_that_was_changed_after_the_backup(clinic: Clinic, sitting: Sitting) -> None:
    clinic.add_note(sitting, "as it was signed")
    backups = service(sitting)
    backups.make()
    with sitting.write() as unit:
        connection = unit.session.connection()
        for act in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER append_only_note_{act}")
        connection.exec_driver_sql("UPDATE note SET body = 'as somebody wants it'")
    report = backups.drill(only(backups.place), ByPassphrase("ada", ADA_WORDS, clinic.kdf))
    assert report.findings == ("compare: 1 rows of note are not in the record as they are in the backup.",)


def test_a_wrong_passphrase_and_a_wrong_code_are_said(clinic: Clinic, sitting: Sitting) -> None:
    backups = service(sitting)
    backups.make()
    with pytest.raises(UserError, match="does not open this backup"):
        backups.drill(only(backups.place), ByPassphrase("ada", BEN_WORDS, clinic.kdf))
    with pytest.raises(UserError, match="recovery code") as wrong:
        backups.drill(only(backups.place), ByCode("0" * 32))
    assert "the code of recovery sheet 1." in wrong.value.remedy, "whatever sheet is the newest"
    with pytest.raises(UserError, match="Nobody with that short name"):
        backups.drill(only(backups.place), ByPassphrase("zoe", ADA_WORDS, clinic.kdf))


def test_it_is_due_after_the_hours_that_were_set_and_overdue_after_a_day(clinic: Clinic, sitting: Sitting) -> None:
    backups = service(sitting)
    assert (backups.state().due, backups.state().overdue) == (True, True)
    backups.change_settings(BackupSettings(every_hours=6))
    backups.make()
    assert (backups.state().due, backups.make_if_due()) == (False, None)
    clinic.clock.advance(timedelta(hours=6))
    assert (backups.state().due, backups.state().overdue) == (True, False)
    clinic.clock.advance(timedelta(hours=18))
    assert backups.state().overdue
    assert backups.make_if_due() is not None
    assert not backups.state().overdue


def test_old_backups_go_and_those_of_another_record_stay(clinic: Clinic, sitting: Sitting) -> None:
    backups = service(sitting)
    for _ in range(4):
        backups.make()
        clinic.clock.advance(timedelta(hours=1))
    assert len(backups.known()) == 2, "the newest two; the older two of the same day are gone"
    strange = backups.place / "2020-01-01T000000Z-abcdef01.backup"
    shutil.copytree(backups.known()[0].folder, strange)
    value = json.loads((strange / "backup.json").read_bytes())
    (strange / "backup.json").write_text(json.dumps({**value, "vault_id": "another"}))
    backups.make()
    assert strange.exists()


def test_writing_goes_on_while_a_backup_is_made_and_nothing_is_lost(clinic: Clinic, sitting: Sitting) -> None:
    for number in range(1, 40):
        clinic.add_note(sitting, "a longer sentence " * 500, number)
    backups, stop, written = service(sitting), threading.Event(), []

    def write() -> None:
        number = 100
        while not stop.is_set():
            clinic.add_note(sitting, f"during {number}", number)
            written.append(number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            backups.make()
            clinic.clock.advance(timedelta(seconds=1))
    finally:
        stop.set()
        writer.join()
    assert len(written) > 10
    assert [note for note in clinic.notes(sitting) if note.startswith("during")] == [f"during {n}" for n in written]
    assert sitting.check().ok
    for known in backups.known():
        assert backups.drill(known.folder, ByPassphrase("ada", ADA_WORDS, clinic.kdf)).sound


def test_only_one_backup_is_made_at_a_time(clinic: Clinic, sitting: Sitting) -> None:
    refused: list[str] = []

    def check(copy: BackupCopy) -> list[str]:
        with pytest.raises(UserError) as caught:
            backups.make()
        refused.append(caught.value.message)
        assert backups.make_if_due() is None
        return []

    backups = BackupService(sitting._vault, SeededIds(3), check)
    backups.make()
    assert refused == ["A backup is being made already."]


def _newest(sitting: Sitting, action: str) -> AuditEvent:
    return sitting.audit.events(action=action, limit=1)[0]


def test_no_room_for_a_backup_is_told_before_it_starts_and_tried_again(
    clinic: Clinic, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = sitting.backups(SeededIds(5))
    first = backups.make()
    there = sorted(backups.place.iterdir())
    clinic.clock.advance(timedelta(hours=5))
    real, steps = shutil.disk_usage, list[str]()
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda place: real(place)._replace(free=3 << 20))
        with pytest.raises(UserError, match=r"no room for a backup: it needs \d+ MB, and .* 3 MB left"):
            backups.make_if_due(steps.append)
    assert (steps, sorted(backups.place.iterdir())) == ([], there), "nothing was begun"
    state = backups.state()
    assert (state.last, state.tried) == (first.last, clinic.clock.now())
    assert "no room for a backup" in state.failure
    assert backups.make_if_due() is None, "not at once again"
    clinic.clock.advance(timedelta(minutes=31))
    again = backups.make_if_due()
    assert again is not None
    assert (again.failure, again.tried) == ("", None)
    assert [event.action for event in sitting.audit.events(action="backup", limit=3)][:2] == [
        "backup.made",
        "backup.failed",
    ]


@pytest.mark.parametrize("step", ["copying", "checking", "described"])
def test_a_new_key_while_a_backup_is_made_leaves_a_true_backup_under_the_key_of_before(
    clinic: Clinic, sitting: Sitting, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    backups, really = service(sitting), backup_making._describe

    def renew(at: str) -> None:
        if at == step:
            renewing = threading.Thread(target=lambda: sitting.renew_key(ADA_WORDS))
            renewing.start()
            renewing.join()

    def describe(*given: Any) -> Manifest:
        renew("described")
        return really(*given)

    monkeypatch.setattr(backup_making, "_describe", describe)
    state = backups.make(renew)
    assert (state.failure, state.last) == ("", clinic.clock.now())
    assert state.former_key == state.due == (step != "copying"), "the next one is made at once"
    assert sitting.audit.events(action="backup.failed") == []
    way = ByPassphrase("ada", ADA_WORDS, clinic.kdf)
    assert backups.drill(only(backups.place), way).sound


def test_a_backup_that_is_given_up_keeps_no_key_and_gets_no_name(clinic: Clinic) -> None:
    sitting = clinic.unlock()

    def check(copy: BackupCopy) -> list[str]:
        backups.give_up()
        sitting.lock()
        with pytest.raises(SittingClosed):
            copy.keys.backup(copy.manifest.backup_id)
        return ["audit log: the record was not sound."]  # so that its description has to be written again

    backups = BackupService(sitting._vault, SeededIds(3), check)
    with pytest.raises(SittingClosed):
        backups.make()
    assert list(backups.place.iterdir()) == []
    assert not backups.under_way
