"""A new record key that was interrupted: whoever stays finishes it, whoever left does not come back through it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import SeededIds
from ehr_desk.vault import DiskFull, StaffIdentity
from ehr_desk.vault.backup_copy import opened_backup
from ehr_desk.vault.backup_keys import ByCode, ByPassphrase
from ehr_desk.vault.backup_manifest import backups_in
from ehr_desk.vault.backup_service import BackupService
from ehr_desk.vault.header import read_header
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.rotation import Sheet
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA_WORDS, BEN, Clinic

CAL = StaffIdentity("staff-cal", "cal", "Cal Winter", "LPC")
CAL_WORDS = "four kettles on one stove"


class _Died(BaseException):
    """The program ends here."""


def _die_in(clinic: Clinic, patched: pytest.MonkeyPatch, name: str, instead: Callable[..., None]) -> None:
    """End Ben's access and die at a point; the code of the new sheet is never seen. Cal stays too."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.enrol(ADA_WORDS, CAL, CAL_WORDS)
    clinic.add_note(sitting, "before")
    patched.setattr(name, instead)
    with pytest.raises(_Died):
        sitting.retire(ADA_WORDS, BEN.staff_id, "left the clinic")
    patched.undo()
    vault = sitting._vault
    vault.hand_over()
    vault._lock.release()
    assert read_header((clinic.folder / "vault.hdr").read_bytes()).header.next is not None


def _before_encryption(*_: object) -> None:
    raise _Died


@pytest.fixture
def not_encrypted(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    _die_in(clinic, monkeypatch, "ehr_desk.vault.openvault.rekey", _before_encryption)
    return clinic


@pytest.fixture
def encrypted(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    real = OpenVault.rekey

    def after(vault: OpenVault, key: bytes) -> None:
        real(vault, key)
        raise _Died

    _die_in(clinic, monkeypatch, "ehr_desk.vault.openvault.OpenVault.rekey", after)
    return clinic


def _finished(clinic: Clinic, sitting: Sitting) -> None:
    assert clinic.notes(sitting) == ["before"]
    assert sitting.check().ok
    assert (sitting.key_state.sheet, sitting.key_state.sheet_kept, sitting.key_state.owed) == (2, False, False)
    sitting.lock()
    for name in ("vault.hdr", "vault.hdr.prev"):
        header = read_header((clinic.folder / name).read_bytes()).header
        assert (header.next, header.key_generation) == (None, 2)
    with pytest.raises(UserError, match="has ended"):
        clinic.unlock_ben()


def test_anybody_who_stays_finishes_what_was_not_encrypted_yet(not_encrypted: Clinic) -> None:
    _finished(not_encrypted, not_encrypted.unlock(CAL_WORDS, CAL.staff_id))


def test_anybody_who_stays_finishes_what_was_encrypted_already(encrypted: Clinic) -> None:
    _finished(encrypted, encrypted.unlock(CAL_WORDS, CAL.staff_id))


def test_a_sheet_that_nobody_saw_is_replaced(encrypted: Clinic) -> None:
    sitting = encrypted.unlock()
    assert not sitting.key_state.sheet_kept
    sheet = sitting.renew_key(ADA_WORDS)
    sitting.keep_sheet(sheet.number)
    assert (sheet.number, sitting.key_state.sheet_kept) == (3, True)
    sitting.lock()
    encrypted.recover(sheet.code).lock()


def test_the_old_sheet_still_opens_what_was_not_encrypted_yet_and_the_new_key_is_owed(not_encrypted: Clinic) -> None:
    recovery = not_encrypted.recover()
    assert not_encrypted.notes(recovery) == ["before"]
    assert recovery.check().ok
    recovery.lock()
    sitting = not_encrypted.unlock()
    before = sitting.key_state
    sitting.renew_key(ADA_WORDS)
    assert (before.owed, sitting.key_state.owed) == (True, False)
    sitting.lock()


def test_the_old_sheet_does_not_open_what_was_encrypted_already(encrypted: Clinic) -> None:
    with pytest.raises(UserError, match="has been replaced"):
        encrypted.recover()
    encrypted.unlock(CAL_WORDS, CAL.staff_id).lock()


def test_a_disk_that_is_full_at_the_next_unlock_keeps_nobody_out(
    not_encrypted: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull

    monkeypatch.setattr("ehr_desk.vault.openvault.rekey", full)
    sitting = not_encrypted.unlock(CAL_WORDS, CAL.staff_id)
    assert sitting.key_state.owed
    assert sitting.check().ok
    sitting.lock()


def test_backups_keep_opening_with_the_sheet_that_they_name(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    backups, sheets = BackupService(sitting._vault, SeededIds(4)), [Sheet(1, clinic.created.recovery_code)]
    backups.make()
    clinic.clock.advance(timedelta(days=1))
    sheets.append(sitting.retire(ADA_WORDS, BEN.staff_id, "left"))
    backups.make()
    made = sorted(backups_in(backups.place), key=lambda one: one.manifest.made)
    assert [one.manifest.sheet for one in made] == [1, 2]
    for one, sheet in zip(made, sheets, strict=True):
        for way in (ByCode(sheet.code), ByPassphrase("ada", ADA_WORDS, clinic.kdf)):
            with opened_backup(one.folder, way.keys, ("note",)) as copy:
                assert copy.check().ok
    with pytest.raises(UserError), opened_backup(made[1].folder, ByCode(sheets[0].code).keys, ("note",)):
        pass
    sitting.lock()


def test_a_previous_header_with_the_key_before_is_destroyed_at_the_next_unlock(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()

    def die(_file: HeaderFile) -> None:
        raise _Died

    monkeypatch.setattr(HeaderFile, "renew_previous", die)
    with pytest.raises(_Died):
        sitting.retire(ADA_WORDS, BEN.staff_id, "left the clinic")
    monkeypatch.undo()
    previous = clinic.folder / "vault.hdr.prev"
    assert read_header(previous.read_bytes()).header.key_generation == 1
    sitting.lock()
    clinic.unlock().lock()
    assert previous.read_bytes() == (clinic.folder / "vault.hdr").read_bytes()
