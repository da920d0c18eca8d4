"""A new key for the record: what a removed person still opens, and what they do not."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault import DatabaseRefused, DiskFull, HeaderChanged, StaffIdentity
from ehr_desk.vault import rotation as rotation_module
from ehr_desk.vault.engine import connect, opens
from ehr_desk.vault.header import read_header
from ehr_desk.vault.issuing import RootKey
from ehr_desk.vault.keys import VaultKeys, new_key
from ehr_desk.vault.next_key import open_next
from ehr_desk.vault.passphrases import typed
from ehr_desk.vault.people import OpenedPerson, open_person, open_vault_key, vault_key_bound
from ehr_desk.vault.recovery import make_recovery
from ehr_desk.vault.seal import CannotOpen, unwrap
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic

CAL = StaffIdentity("staff-cal", "cal", "Cal Winter", "LPC")
LATER = "written after Ben had left"


def _keys_of_ben(folder: Path, clinic: Clinic) -> tuple[OpenedPerson, bytes]:
    """What Ben can take along: his own keys and the record's key, out of a copy of the header."""
    header = read_header((folder / "vault.hdr").read_bytes()).header
    person = header.people[BEN.staff_id]
    opened = open_person(header.vault_id, person, typed(BEN_WORDS), clinic.kdf)
    return opened, open_vault_key(header.vault_id, header.key_generation, person, opened)


def _copy(clinic: Clinic, name: str) -> Path:
    return Path(shutil.copytree(clinic.folder, clinic.folder.parent / name))


def _end(sitting: Sitting) -> str:
    return sitting.retire(ADA_WORDS, BEN.staff_id, "left the clinic").code


def test_a_removed_persons_old_header_and_old_database_open_nothing_written_since(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    clinic.add_note(sitting, "written before")
    sitting.lock()
    taken = _copy(clinic, "taken.vault")
    opened, old_key = _keys_of_ben(taken, clinic)
    old = VaultKeys(old_key)

    sitting = clinic.unlock()
    _end(sitting)
    clinic.add_note(sitting, LATER)
    assert sitting.check().ok
    sitting.lock()

    assert not opens(clinic.folder / "vault.db", old.database)
    assert opens(taken / "vault.db", old.database), "what was copied before stays readable"
    new = read_header((clinic.folder / "vault.hdr").read_bytes())
    assert new.header.people[BEN.staff_id].vault_key == b""
    with pytest.raises(HeaderChanged):
        new.authenticate(old)
    for file in ("vault.hdr", "vault.hdr.prev"):
        for wrap in _wraps((clinic.folder / file).read_bytes()):
            with pytest.raises((CannotOpen, HeaderChanged)):
                _try(opened, new.header.vault_id, wrap)
    # The new database under Ben's old header, and the old database under the new header.
    mixed = _copy(clinic, "mixed.vault")
    shutil.copyfile(taken / "vault.hdr", mixed / "vault.hdr")
    with pytest.raises(DatabaseRefused):
        replace(clinic, folder=mixed).unlock_ben()
    with pytest.raises(UserError, match="has ended"):
        clinic.unlock_ben()
    again = clinic.unlock()
    assert clinic.notes(again) == ["written before", LATER]
    again.lock()


def _wraps(header: bytes) -> list[bytes]:
    value = read_header(header).header
    found = [person.vault_key for person in value.people.values() if person.vault_key]
    return found + (list(value.next.people.values()) if value.next else [])


def _try(opened: OpenedPerson, vault_id: str, wrap: bytes) -> None:
    for generation in (1, 2, 3):
        for staff in (ADA.staff_id, BEN.staff_id):
            try:
                unwrap(opened.exchange, wrap, vault_key_bound(vault_id, staff, generation))
            except CannotOpen:
                continue
            pytest.fail("a removed person opened a wrap")
    raise CannotOpen


def test_the_header_in_between_holds_nothing_for_the_removed_person(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.enrol_ben()
    opened, old_key = _keys_of_ben(clinic.folder, clinic)
    seen: list[bytes] = []
    real = rotation_module.finish

    def looking(vault, key, progress):  # type: ignore[no-untyped-def]
        seen.extend((clinic.folder / name).read_bytes() for name in ("vault.hdr", "vault.hdr.prev"))
        real(vault, key, progress)

    monkeypatch.setattr(rotation_module, "finish", looking)
    sitting = clinic.unlock()
    _end(sitting)
    sitting.lock()
    pending = read_header(seen[0]).header
    assert pending.next is not None
    assert set(pending.next.people) == {ADA.staff_id}
    with pytest.raises(CannotOpen):
        open_next(pending.vault_id, pending.next, BEN.staff_id, opened)
    new = [line for data in seen for line in (data.decode(),) if old_key.hex() in line]
    assert new == []
    assert json.loads(seen[0])["next"]["people"].keys() == {ADA.staff_id}


def test_a_new_sheet_is_issued_and_the_old_one_opens_no_more(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    assert (sitting.key_state.sheet, sitting.key_state.sheet_kept) == (1, True)
    sheet = sitting.retire(ADA_WORDS, BEN.staff_id, "left")
    assert (sheet.number, sitting.key_state.sheet, sitting.key_state.sheet_kept) == (2, 2, False)
    sitting.keep_sheet(2)
    assert sitting.key_state.sheet_kept
    sitting.lock()
    with pytest.raises(UserError, match="does not open"):
        clinic.recover()
    clinic.clock.advance(timedelta(hours=1))
    recovery = clinic.recover(sheet.code)
    assert recovery.check().ok
    recovery.lock()
    clinic.unlock().lock()


def test_recovery_sittings_of_an_older_sheet_stay_true(clinic: Clinic) -> None:
    clinic.recover().lock()
    clinic.enrol_ben()
    sitting = clinic.unlock()
    _end(sitting)
    assert sitting.check().ok
    sitting.lock()


def test_the_new_key_goes_to_no_key_that_its_owner_does_not_vouch_for(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.enrol(ADA_WORDS, CAL, "four kettles on one stove")
    vault, header = sitting._vault, sitting._vault.header
    planted = replace(header.people[CAL.staff_id], exchange_public=header.people[BEN.staff_id].exchange_public)
    vault.header = replace(header, people={**header.people, CAL.staff_id: planted})
    with pytest.raises(HeaderChanged, match="is not theirs"):
        _end(sitting)
    vault.header = header
    assert sitting.check().ok
    sitting.lock()
    clinic.unlock_ben().lock()


def test_a_next_key_that_no_administrator_signed_is_refused(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    stop = pytest.MonkeyPatch()
    stop.setattr(rotation_module, "finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        _end(sitting)
    stop.undo()
    vault = sitting._vault
    assert vault.header.next is not None
    mine = make_recovery(vault.header.vault_id, "0000-0000-0000-0000-0000-0000-0000-0000", new_key())
    vault.header = replace(vault.header, next=replace(vault.header.next, recovery=mine))
    with pytest.raises(HeaderChanged, match="not the one that an administrator made"), vault.alone():
        rotation_module.finish(vault, new_key())
    sitting.lock()


def test_too_little_room_is_told_before_anything_changes(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    usage = shutil.disk_usage(clinic.folder)._replace(free=1 << 20)
    monkeypatch.setattr("ehr_desk.vault.rotation.shutil.disk_usage", lambda _: usage)
    with pytest.raises(UserError, match="too little room"):
        _end(sitting)
    assert sitting.check().ok
    sitting.lock()
    clinic.unlock_ben().lock()


def test_a_disk_that_fills_up_meanwhile_ends_the_access_and_owes_the_key(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()

    def full(*_: object) -> None:
        raise DiskFull

    monkeypatch.setattr("ehr_desk.vault.openvault.rekey", full)
    with pytest.raises(DiskFull):
        _end(sitting)
    monkeypatch.undo()
    assert sitting.key_state.owed
    assert sitting.check().ok
    sitting.lock()
    with pytest.raises(UserError, match="has ended"):
        clinic.unlock_ben()
    again = clinic.unlock()
    sheet = again.renew_key(ADA_WORDS)
    assert (again.key_state.owed, sheet.number) == (False, 2)
    assert again.check().ok
    again.lock()


def test_work_waits_while_the_record_gets_its_key_and_nothing_of_it_is_lost(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    done, written, failed = threading.Event(), [], []

    def work() -> None:
        number = 0
        while not done.is_set():
            number += 1
            try:
                clinic.add_note(sitting, f"note {number}")
                clinic.notes(sitting)
            except Exception as error:
                failed.append(error)
                return
            written.append(f"note {number}")

    thread = threading.Thread(target=work)
    thread.start()
    steps: list[str] = []
    sitting.retire(ADA_WORDS, BEN.staff_id, "left", progress=lambda step, _done: steps.append(step))
    done.set()
    thread.join()
    assert failed == []
    assert clinic.notes(sitting) == written
    assert list(dict.fromkeys(steps)) == ["waiting", "checking", "encrypting", "finishing"]
    assert sitting.check().ok
    sitting.lock()


def test_an_administrator_who_left_opens_the_issuing_key_no_more(clinic: Clinic) -> None:
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    before = sitting._vault.header.authority
    _end(sitting)
    after = sitting._vault.header.authority
    assert after.issuing_sealed != before.issuing_sealed
    assert after.issuing_pem == before.issuing_pem
    sitting.lock()
    again = clinic.unlock()
    again.renew_access(ADA_WORDS, BEN.staff_id, "back again after a year")
    assert again.check().ok
    again.lock()


@pytest.mark.parametrize("demoted", [True, False])
def test_with_the_root_key_the_clinic_gets_a_new_issuing_key(clinic: Clinic, demoted: bool) -> None:
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    before = sitting.issuing_certificate_pem
    root = RootKey(clinic.created.root_key_file.read_bytes(), clinic.created.root_passphrase)
    if demoted:
        sitting.set_administrator(ADA_WORDS, BEN.staff_id, administrator=False, root=root)
    else:
        sitting.retire(ADA_WORDS, BEN.staff_id, "left", root=root)
    assert sitting.issuing_certificate_pem != before
    with sitting.signer(ADA_WORDS) as signer:
        assert signer.chain_pem[0] == before, "her own certificate still leads through the one that issued it"
    assert sitting.check().ok
    sitting.lock()


def test_a_change_of_passphrase_that_waited_keeps_the_new_key(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    own = sitting._own.me
    sitting.renew_key(ADA_WORDS)
    sitting._own._store(own.slots, "passphrase.changed")
    sitting.lock()
    clinic.unlock().lock()
    clinic.unlock_ben().lock()


def test_the_database_has_one_key_only(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    old = sitting._vault.keys.database
    sitting.renew_key(ADA_WORDS)
    new = sitting._vault.keys.database
    sitting.lock()
    with pytest.raises(DatabaseRefused):
        connect(clinic.folder / "vault.db", old)
    connect(clinic.folder / "vault.db", new).close()
