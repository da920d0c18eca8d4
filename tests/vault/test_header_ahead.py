"""A header that is ahead of the database: a killed program's, or that of somebody who has the record's key."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault.agreement import MARKED_AGAIN
from ehr_desk.vault.header import Header
from ehr_desk.vault.own_access import OwnPassphraseNeeded
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, NEW_WORDS, Clinic


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
