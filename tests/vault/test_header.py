from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehr_desk.common.canonical import canonical
from ehr_desk.common.errors import UserError
from ehr_desk.vault import DatabaseRefused, HeaderChanged, NotAVault, RolledBack, WrongPassphrase
from ehr_desk.vault.agreement import MARKED_AGAIN
from ehr_desk.vault.factors import FactorRefused
from ehr_desk.vault.header import Header, read_header
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.own_access import OwnPassphraseNeeded
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic

NEW_WORDS = "another long passphrase"


def test_one_edited_byte_is_refused_before_anything_is_opened(clinic: Clinic) -> None:
    path = clinic.folder / "vault.hdr"
    good = path.read_bytes()
    for position in range(0, len(good), len(good) // 60):
        path.write_bytes(good[:position] + bytes([good[position] ^ 1]) + good[position + 1 :])
        with pytest.raises((HeaderChanged, NotAVault)) as caught:
            clinic.file()
        assert caught.value.remedy
    path.write_bytes(good)
    clinic.unlock().lock()


@settings(derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=200))
def test_whatever_lies_in_the_header_file_is_answered_in_words(data: bytes) -> None:
    with pytest.raises(UserError):
        read_header(data)


@pytest.mark.parametrize(
    "value",
    [
        {"fmt": 1, "vault": 10**30},
        {"fmt": 1, "vault": "\ud800"},
        {"fmt": 1, "vault": "x", "people": []},
        {"fmt": 2, "vault": "x"},
        [],
    ],
)
def test_a_header_of_the_wrong_form_is_answered_in_words(value: Any) -> None:
    import json

    with pytest.raises(UserError):
        read_header(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())


def test_a_swapped_exchange_key_is_refused(clinic: Clinic) -> None:
    clinic.enrol_ben()

    def swap(value: dict[str, Any]) -> None:
        ada, ben = value["people"][ADA.staff_id], value["people"][BEN.staff_id]
        ada["exchange_public"], ben["exchange_public"] = ben["exchange_public"], ada["exchange_public"]

    clinic.edit_header(swap)
    with pytest.raises(HeaderChanged, match="your keys"):
        clinic.unlock()


def test_a_swapped_certificate_is_refused(clinic: Clinic) -> None:
    clinic.enrol_ben()

    def swap(value: dict[str, Any]) -> None:
        value["people"][ADA.staff_id]["certificate"] = value["people"][BEN.staff_id]["certificate"]

    clinic.edit_header(swap)
    with pytest.raises(HeaderChanged, match="your keys"):
        clinic.unlock()


def test_a_colleagues_slot_under_my_name_does_not_open_my_keys(clinic: Clinic) -> None:
    clinic.enrol_ben()

    def swap(value: dict[str, Any]) -> None:
        value["people"][ADA.staff_id]["slots"] = value["people"][BEN.staff_id]["slots"]

    clinic.edit_header(swap)
    with pytest.raises(WrongPassphrase):
        clinic.unlock(BEN_WORDS)


def test_a_dropped_person_is_noticed_by_everybody_else(clinic: Clinic) -> None:
    clinic.enrol_ben()
    clinic.edit_header(lambda value: value["people"].pop(BEN.staff_id))
    with pytest.raises(HeaderChanged, match="does not hold the record's key"):
        clinic.unlock()


def test_a_renamed_clinic_is_noticed(clinic: Clinic) -> None:
    clinic.edit_header(lambda value: value.update(clinic="Other clinic"))
    with pytest.raises(HeaderChanged):
        clinic.unlock()


@pytest.mark.parametrize("generation", [0, 1, 3, 99])
def test_a_changed_generation_is_noticed(clinic: Clinic, generation: int) -> None:
    clinic.enrol_ben()
    clinic.edit_header(lambda value: value.update(gen=generation))
    with pytest.raises(HeaderChanged):
        clinic.unlock()


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 8, "passes": 1, "lanes": 1},
        {"memory_kib": 64, "passes": 0, "lanes": 1},
        {"memory_kib": 1024 * 1024 * 64, "passes": 3, "lanes": 4},
        {"memory_kib": 64, "passes": 10**9, "lanes": 1},
        {"memory_kib": 64, "passes": 1, "lanes": 200},
    ],
)
def test_a_cost_outside_the_limits_is_refused_without_computing_it(clinic: Clinic, cost: dict[str, int]) -> None:
    clinic.edit_header(lambda value: value["people"][ADA.staff_id]["slots"][0]["kdf"].update(cost))
    with pytest.raises(HeaderChanged, match="cost of a passphrase slot"):
        clinic.unlock()


def test_a_cost_changed_within_the_limits_opens_nothing(clinic: Clinic) -> None:
    clinic.edit_header(lambda value: value["people"][ADA.staff_id]["slots"][0]["kdf"].update(passes=2))
    with pytest.raises(WrongPassphrase):
        clinic.unlock()


def test_a_header_without_a_right_checksum_is_called_changed(clinic: Clinic) -> None:
    clinic.edit_header(lambda value: value.update(gen=7), checksum=False)
    with pytest.raises(HeaderChanged, match="checksum"):
        clinic.file()


def test_an_older_header_put_back_is_called_rolled_back(clinic: Clinic) -> None:
    old = (clinic.folder / "vault.hdr").read_bytes()
    sitting = clinic.unlock()
    sitting.change_passphrase(ADA_WORDS, "another long passphrase")
    sitting.lock()
    (clinic.folder / "vault.hdr").write_bytes(old)
    with pytest.raises(RolledBack, match="older copy"):
        clinic.unlock()


def test_a_person_whose_access_ended_does_not_come_back_with_an_old_header(clinic: Clinic) -> None:
    clinic.enrol_ben()
    old = (clinic.folder / "vault.hdr").read_bytes()
    sitting = clinic.unlock()
    sitting.retire(ADA_WORDS, BEN.staff_id, "left the clinic")
    sitting.lock()
    (clinic.folder / "vault.hdr").write_bytes(old)
    with pytest.raises(DatabaseRefused):
        clinic.unlock_ben()


def test_a_damaged_header_is_not_replaced_by_the_previous_one_silently(clinic: Clinic) -> None:
    clinic.enrol_ben()
    (clinic.folder / "vault.hdr").write_bytes(b"garbage")
    with pytest.raises(NotAVault, match="cannot be read") as caught:
        clinic.file()
    assert "previous" in caught.value.remedy


def test_the_previous_header_opens_when_asked_for_and_the_log_says_so(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    sitting.change_passphrase(ADA_WORDS, NEW_WORDS)
    sitting.lock()
    (clinic.folder / "vault.hdr").unlink()
    again = clinic.unlock(NEW_WORDS, previous=True)
    assert [e.detail for e in again.audit.events(action="header.previous_used")] == [{"from": 2, "to": 3}]
    assert again.check().ok
    again.lock()
    clinic.unlock(NEW_WORDS).lock()


def test_the_copy_outlives_damage_to_the_header_itself(clinic: Clinic) -> None:
    clinic.enrol_ben()
    (clinic.folder / "vault.hdr").write_bytes(b"garbage")
    clinic.unlock(previous=True).lock()
    sitting = clinic.unlock_ben()
    assert len(sitting.audit.events(action="header.previous_used")) == 1
    sitting.lock()


@pytest.mark.parametrize("gone", [False, True])
def test_the_previous_header_does_not_bring_back_a_passphrase_that_was_changed(clinic: Clinic, *, gone: bool) -> None:
    """Not as the program leaves it, and not where somebody puts a copy in its place and the header away."""
    old = (clinic.folder / "vault.hdr").read_bytes()
    sitting = clinic.unlock()
    sitting.change_passphrase(ADA_WORDS, NEW_WORDS)
    sitting.lock()
    with pytest.raises(WrongPassphrase):
        clinic.unlock(previous=True)
    (clinic.folder / "vault.hdr.prev").write_bytes(old)
    if gone:
        (clinic.folder / "vault.hdr").unlink()
    with pytest.raises(RolledBack if gone else UserError, match="older copy" if gone else "is intact"):
        clinic.unlock(previous=True)


def test_the_previous_header_does_not_open_without_a_key_stick_that_was_added(clinic: Clinic, tmp_path: Path) -> None:
    sitting = clinic.unlock()
    sitting.add_key_stick(ADA_WORDS, tmp_path / "ada.ehrkey")
    sitting.lock()
    with pytest.raises(FactorRefused):
        clinic.unlock(previous=True)


def test_the_previous_header_gives_nobody_the_issuing_key_back(clinic: Clinic) -> None:
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    sitting.set_administrator(ADA_WORDS, BEN.staff_id, administrator=False)
    sitting.lock()
    people = read_header((clinic.folder / "vault.hdr.prev").read_bytes()).header.people
    assert people[BEN.staff_id].issuing == b""
    with pytest.raises(UserError, match="is intact"):
        clinic.unlock(BEN_WORDS, BEN.staff_id, previous=True)


def test_a_previous_header_that_a_killed_program_left_is_renewed_at_the_next_unlock(clinic: Clinic) -> None:
    old = (clinic.folder / "vault.hdr").read_bytes()
    clinic.enrol_ben()
    (clinic.folder / "vault.hdr.prev").write_bytes(old)
    clinic.unlock().lock()
    assert (clinic.folder / "vault.hdr.prev").read_bytes() == (clinic.folder / "vault.hdr").read_bytes()
    assert not (clinic.folder / "vault.hdr.prev").samefile(clinic.folder / "vault.hdr")


def test_the_previous_header_does_not_bring_back_a_certificate_that_was_replaced(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    old = sitting._vault.header
    sitting.renew_access(ADA_WORDS, BEN.staff_id, "a new way in for Ben")
    again = dataclasses.replace(old, generation=sitting._vault.header.generation).to_bytes(sitting._vault.keys)
    sitting.lock()
    (clinic.folder / "vault.hdr").unlink()
    (clinic.folder / "vault.hdr.prev").write_bytes(again)
    with pytest.raises(HeaderChanged, match="register"):
        clinic.unlock(previous=True)
    with pytest.raises(HeaderChanged, match="register"):
        clinic.unlock(BEN_WORDS, BEN.staff_id, previous=True)


def test_a_much_older_previous_header_is_refused(clinic: Clinic) -> None:
    old = (clinic.folder / "vault.hdr").read_bytes()
    sitting = clinic.unlock()
    for words in ("another long passphrase", "yet another passphrase", ADA_WORDS):
        sitting.change_passphrase(
            {"another long passphrase": ADA_WORDS, "yet another passphrase": "another long passphrase"}.get(
                words, "yet another passphrase"
            ),
            words,
        )
    sitting.lock()
    (clinic.folder / "vault.hdr").unlink()
    (clinic.folder / "vault.hdr.prev").write_bytes(old)
    with pytest.raises(RolledBack):
        clinic.unlock(previous=True)


def test_another_vaults_database_is_refused(clinic: Clinic, tmp_path: Any) -> None:
    from tests.vault.clinic import new_clinic

    other = new_clinic(tmp_path / "other.vault", clinic.clock, clinic.kdf)
    shutil.copy(other.folder / "vault.db", clinic.folder / "vault.db")
    with pytest.raises(DatabaseRefused, match="does not belong"):
        clinic.unlock()


def test_a_header_replaced_by_another_vaults_does_not_open_this_database(clinic: Clinic, tmp_path: Any) -> None:
    from tests.vault.clinic import new_clinic

    other = new_clinic(tmp_path / "other.vault", clinic.clock, clinic.kdf)
    shutil.copy(other.folder / "vault.hdr", clinic.folder / "vault.hdr")
    with pytest.raises(DatabaseRefused):
        clinic.unlock()


def test_the_header_is_canonical_and_private(clinic: Clinic) -> None:
    import json
    import stat

    path = clinic.folder / "vault.hdr"
    data = path.read_bytes()
    assert canonical(json.loads(data)) == data
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(clinic.folder.stat().st_mode) == 0o700


def test_a_crash_after_the_header_and_before_the_database_keeps_a_changed_passphrase(clinic: Clinic) -> None:
    database, header = ((clinic.folder / name).read_bytes() for name in ("vault.db", "vault.hdr"))
    sitting = clinic.unlock()
    sitting.change_passphrase(ADA_WORDS, "another long passphrase")
    sitting.lock()
    (clinic.folder / "vault.db").write_bytes(database)
    (clinic.folder / "vault.hdr.prev").write_bytes(header)  # as it lies there until the commit
    again = clinic.unlock("another long passphrase")
    assert [e.detail for e in again.audit.events(action="header.caught_up")] == [{"from": 1, "to": 2}]
    assert again.check().ok
    again.lock()
    clinic.unlock("another long passphrase").lock()


def _not_provisional(header: Header) -> Header:
    ada = header.people[ADA.staff_id]
    changed = dataclasses.replace(ada, provisional=not ada.provisional)
    return dataclasses.replace(header, people={**header.people, ADA.staff_id: changed})


def _sheet_spoilt(header: Header) -> Header:
    return dataclasses.replace(
        header, recovery=dataclasses.replace(header.recovery, wrapped=header.recovery.wrapped[::-1])
    )


@pytest.mark.parametrize("change", [_not_provisional, _sheet_spoilt])
@pytest.mark.parametrize("keep_previous", [True, False])
def test_a_header_edited_together_with_its_generation_is_an_alarm(
    clinic: Clinic, change: Callable[[Header], Header], *, keep_previous: bool
) -> None:
    """Somebody with the record's key makes a header that looks like one of a killed program."""
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    header = sitting._vault.header
    ahead = change(dataclasses.replace(header, generation=header.generation + 1)).to_bytes(sitting._vault.keys)
    sitting.lock()
    (clinic.folder / "vault.hdr").write_bytes(ahead)
    if not keep_previous:
        (clinic.folder / "vault.hdr.prev").unlink()
    sitting = clinic.unlock_ben()
    sitting.watch(None)
    assert [alarm.source for alarm in sitting.alarms] == ["the header"]
    assert not sitting.check().ok
    sitting.lock()


def test_a_granted_passphrase_whose_mark_is_taken_away_in_the_header_is_an_alarm(clinic: Clinic) -> None:
    """Without the mark it would sign; a killed program that left other slots had another passphrase set."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, "a new way in for Ben", provisional=True)
    header = sitting._vault.header
    ben = header.people[BEN.staff_id]
    assert ben.provisional
    data = header.with_person(dataclasses.replace(ben, provisional=False)).to_bytes(sitting._vault.keys)
    sitting.lock()
    (clinic.folder / "vault.hdr").write_bytes(data)
    sitting = clinic.unlock_ben("a new way in for Ben")
    sitting.watch(None)
    assert [alarm.source for alarm in sitting.alarms] == ["the header"]
    assert [event.entity_id for event in sitting.audit.events(action=MARKED_AGAIN)] == [BEN.staff_id]
    assert not sitting.check().ok
    sitting.lock()
    for _ in range(2):
        sitting = clinic.unlock_ben("a new way in for Ben")
        with pytest.raises(OwnPassphraseNeeded), sitting.signer("a new way in for Ben"):
            pass
        sitting.lock()
    sitting = clinic.unlock()
    with sitting.signer(ADA_WORDS):
        sitting.watch(None)
        sitting.accept_history("Looked at with Ben")
    assert sitting.check().ok
    sitting.lock()
    sitting = clinic.unlock_ben("a new way in for Ben")
    sitting.change_passphrase("a new way in for Ben", BEN_WORDS)
    with sitting.signer(BEN_WORDS):
        pass
    assert sitting.check().ok
    sitting.lock()


def test_without_a_copy_of_the_header_before_nobody_changed_past_the_program_signs_unasked(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, "a new way in for Ben", provisional=True)
    header = sitting._vault.header
    ben = dataclasses.replace(header.people[BEN.staff_id], provisional=False)
    data = header.with_person(ben).to_bytes(sitting._vault.keys)
    sitting.lock()
    (clinic.folder / "vault.hdr").write_bytes(data)
    (clinic.folder / "vault.hdr.prev").unlink()
    sitting = clinic.unlock()
    assert {person.staff_id: person.provisional for person in sitting.people} == {
        ADA.staff_id: False,
        BEN.staff_id: True,
    }
    sitting.lock()


def test_a_crash_after_the_header_and_before_the_database_keeps_the_passphrase_set_for_a_granted_one(
    clinic: Clinic,
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, "a new way in for Ben", provisional=True)
    sitting.lock()
    database, header = ((clinic.folder / name).read_bytes() for name in ("vault.db", "vault.hdr"))
    sitting = clinic.unlock_ben("a new way in for Ben")
    sitting.change_passphrase("a new way in for Ben", BEN_WORDS)
    sitting.lock()
    (clinic.folder / "vault.db").write_bytes(database)
    (clinic.folder / "vault.hdr.prev").write_bytes(header)  # as it lies there until the commit
    sitting = clinic.unlock_ben()
    sitting.watch(None)
    assert not sitting.alarms
    assert sitting.check().ok
    with pytest.raises(OwnPassphraseNeeded), sitting.signer(BEN_WORDS):
        pass
    sitting.change_passphrase(BEN_WORDS, NEW_WORDS)
    with sitting.signer(NEW_WORDS):
        pass
    sitting.lock()


def test_a_header_ahead_never_makes_a_granted_passphrase_somebodys_own_whatever_its_slots(clinic: Clinic) -> None:
    """The same slot written twice is another set of slots; so is one that whoever granted the passphrase can add."""
    words = "a new way in for Ben"
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, words, provisional=True)
    header = sitting._vault.header
    ben = header.people[BEN.staff_id]
    twice = dataclasses.replace(ben, provisional=False, slots=(*ben.slots, *ben.slots))
    data = header.with_person(twice).to_bytes(sitting._vault.keys)
    sitting.lock()
    (clinic.folder / "vault.hdr").write_bytes(data)
    sitting = clinic.unlock_ben(words)
    with pytest.raises(OwnPassphraseNeeded), sitting.signer(words):
        pass
    assert sitting.audit.events(action=MARKED_AGAIN)
    sitting.lock()


def test_a_crash_after_the_header_and_before_the_database_takes_an_enrolment_back(clinic: Clinic) -> None:
    database, header = ((clinic.folder / name).read_bytes() for name in ("vault.db", "vault.hdr"))
    clinic.enrol_ben()
    (clinic.folder / "vault.db").write_bytes(database)
    (clinic.folder / "vault.hdr.prev").write_bytes(header)  # as it lies there until the commit
    sitting = clinic.unlock()
    assert [p.staff_id for p in sitting.people] == [ADA.staff_id]
    assert sitting.audit.events(action="header.change_taken_back")
    assert sitting.check().ok
    sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
    sitting.lock()
    clinic.unlock_ben().lock()


def test_whoever_comes_in_through_an_interrupted_change_is_told_and_keeps_the_old_way_in(clinic: Clinic) -> None:
    clinic.enrol_ben()
    database, header = ((clinic.folder / name).read_bytes() for name in ("vault.db", "vault.hdr"))
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, "a new way in for Ben")
    sitting.lock()
    (clinic.folder / "vault.db").write_bytes(database)
    (clinic.folder / "vault.hdr.prev").write_bytes(header)
    with pytest.raises(UserError, match="taken back"):
        clinic.unlock_ben("a new way in for Ben")
    clinic.unlock_ben().lock()
    again = clinic.unlock()
    assert again.check().ok
    again.lock()


def test_keys_for_different_purposes_differ_and_are_gone_after_the_drop() -> None:
    keys = VaultKeys(bytes(range(32)))
    assert len({keys.database, keys.blobs, keys.header_mac(b"").encode()}) == 3
    keys.drop()
    with pytest.raises(UserError, match="locked"):
        _ = keys.database


def test_time_does_not_matter_to_the_header(clinic: Clinic) -> None:
    clinic.clock.advance(timedelta(days=365 * 5))
    sitting = clinic.unlock()
    assert sitting.check().ok
    sitting.lock()
