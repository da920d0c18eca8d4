"""A header that fits the record by its number and is not what the log says: told at unlock, not only by the check."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from ehr_desk.vault.agreement import CHANGED_PAST, MARKED_AGAIN
from ehr_desk.vault.header import Header
from ehr_desk.vault.own_access import OwnPassphraseNeeded
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic

GIVEN = "a new way in for Ben"


def _unmarked(header: Header) -> Header:
    ben = dataclasses.replace(header.people[BEN.staff_id], provisional=False)
    return dataclasses.replace(header, people={**header.people, BEN.staff_id: ben})


def _older_slots(header: Header) -> Header:
    people = header.people
    ada = dataclasses.replace(people[ADA.staff_id], slots=people[ADA.staff_id].slots[::-1], issuing=b"another")
    return dataclasses.replace(header, people={**people, ADA.staff_id: ada})


def _edited(clinic: Clinic, change: Callable[[Header], Header], *, both: bool = False) -> None:
    sitting = clinic.unlock()
    data = change(sitting._vault.header).to_bytes(sitting._vault.keys)
    sitting.lock()
    for name in ("vault.hdr", "vault.hdr.prev") if both else ("vault.hdr",):
        (clinic.folder / name).write_bytes(data)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("sittings", [0, 1])
def test_a_mark_of_a_granted_passphrase_taken_away_past_the_program_is_told_at_unlock_and_put_back(
    clinic: Clinic, sittings: int, *, both: bool
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, GIVEN, provisional=True)
    sitting.lock()
    for _ in range(sittings):  # since the grant
        clinic.unlock().lock()
    _edited(clinic, _unmarked, both=both)
    ben = clinic.unlock_ben(GIVEN)
    ben.watch(None)
    assert [alarm.source for alarm in ben.alarms] == ["the header"]
    assert [event.entity_id for event in ben.audit.events(action=MARKED_AGAIN)] == [BEN.staff_id]
    assert ben.provisional
    with pytest.raises(OwnPassphraseNeeded), ben.signer(GIVEN):
        pass
    with pytest.raises(OwnPassphraseNeeded):
        ben.require_may_sign()
    ben.lock()
    sitting = clinic.unlock()
    sitting.watch(None)
    sitting.accept_history("Looked at with Ben")
    sitting.lock()
    ben = clinic.unlock_ben(GIVEN)
    ben.watch(None)
    assert ben.alarms == ()
    ben.change_passphrase(GIVEN, BEN_WORDS)
    assert ben.check().ok
    assert len(ben.audit.events(action=CHANGED_PAST)) == 1
    ben.lock()
    clinic.unlock_ben().lock()


def test_any_other_part_of_it_is_told_at_unlock_as_well_until_somebody_answers(clinic: Clinic) -> None:
    clinic.unlock().lock()
    _edited(clinic, _older_slots)
    for answered in (False, True):
        sitting = clinic.unlock()
        sitting.watch(None)
        assert [alarm.source for alarm in sitting.alarms] == ([] if answered else ["the header"])
        if not answered:
            sitting.accept_history("Looked at")
        said = "The access of Ada Marlow in the header is not what the audit log says."
        assert said in [finding.text for finding in sitting.check().findings], "the check goes on naming it"
        sitting.lock()
