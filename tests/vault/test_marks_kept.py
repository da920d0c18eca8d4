"""The mark of a granted passphrase goes with an own passphrase or new keys, by the log, whatever a header or another
event says."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from ehr_desk.vault.agreement import MARKED_AGAIN
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.enrolment import PASSPHRASE_CHANGED
from ehr_desk.vault.enrolments import KEY_BEGUN, KEY_POSTPONED
from ehr_desk.vault.header import Header
from ehr_desk.vault.kept_rows import DETAIL, HEADER, header_hashes
from ehr_desk.vault.next_key import statement
from ehr_desk.vault.own_access import OwnPassphraseNeeded
from ehr_desk.vault.seal import b64
from ehr_desk.vault.sitting import Sitting
from tests.vault import insider
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic

GIVEN = "a new way in for Ben"


def _granted(clinic: Clinic) -> Sitting:
    """At Ada's desk, after she gave Ben a passphrase."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, GIVEN, provisional=True)
    return sitting


def _unmarked(header: Header) -> Header:
    ben = dataclasses.replace(header.people[BEN.staff_id], provisional=False)
    return dataclasses.replace(header, people={**header.people, BEN.staff_id: ben})


def _put(clinic: Clinic, sitting: Sitting, header: Header) -> None:
    data = header.to_bytes(sitting._vault.keys)
    sitting.lock()
    (clinic.folder / "vault.hdr").write_bytes(data)


def _signs_nothing(clinic: Clinic, *, alarm: bool = True) -> Sitting:
    ben = clinic.unlock_ben(GIVEN)
    ben.watch(None)
    assert [one.source for one in ben.alarms] == (["the header"] if alarm else [])
    assert ben.provisional
    with pytest.raises(OwnPassphraseNeeded), ben.signer(GIVEN):
        pass
    return ben


@pytest.mark.parametrize("signed", [False, True])
def test_an_event_that_begins_a_new_key_takes_no_mark_away(clinic: Clinic, *, signed: bool) -> None:
    """The granting administrator's own too: it explains what a new key changes in the header, and nothing else."""
    sitting = _granted(clinic)
    header = sitting._vault.header
    detail = {"key_gen": 77, "recovery": "ab" * 32, "sheet": 9, "wraps": "cd" * 32, "signed_by": "x", "signature": ""}
    if signed:
        covered = statement(header.vault_id, detail)
        detail["signed_by"] = fingerprint(load(header.people[ADA.staff_id].certificate_pem))
        detail["signature"] = b64(sitting._own.open(ADA_WORDS).sign(covered))
    with sitting.write() as unit:
        unit.record(KEY_BEGUN, detail=detail)
    _put(clinic, sitting, dataclasses.replace(_unmarked(header), generation=header.generation + 1))
    (clinic.folder / "vault.hdr.prev").unlink()
    ben = _signs_nothing(clinic)
    assert [event.entity_id for event in ben.audit.events(action=MARKED_AGAIN)] == [BEN.staff_id]
    assert len(ben.audit.events(action=KEY_POSTPONED)) == signed, "one that counts for nothing has no end either"
    ben.lock()


def _any_event(sitting: Sitting, told: dict[str, object]) -> None:
    with sitting.write() as unit:
        unit.record("staff.viewed", entity="staff", entity_id=ADA.staff_id, detail=told)


def _as_ben(sitting: Sitting, told: dict[str, object]) -> None:
    with insider.in_name_of(sitting, BEN.staff_id, sitting._vault.clock), sitting.write() as unit:
        unit.record(PASSPHRASE_CHANGED, entity="staff", entity_id=BEN.staff_id, detail=told)


def _about_ben(sitting: Sitting, told: dict[str, object]) -> None:
    with sitting.write() as unit:
        unit.record(PASSPHRASE_CHANGED, entity="staff", entity_id=BEN.staff_id, detail=told)


@pytest.mark.parametrize("tell", [_any_event, _as_ben, _about_ben])
def test_no_event_of_somebody_else_takes_a_mark_away(
    clinic: Clinic, tell: Callable[[Sitting, dict[str, object]], None]
) -> None:
    """It may tell the hash of the header that is put there: only the person's own act makes that true."""
    sitting = _granted(clinic)
    forged = _unmarked(sitting._vault.header)
    name = f"person {BEN.staff_id}"
    tell(sitting, {DETAIL: {HEADER: {name: header_hashes(forged)[name]}}})
    _put(clinic, sitting, forged)
    ben = _signs_nothing(clinic)
    said = "tells of a change in the header that no act made: the access of Ben Okafor."
    assert [finding.text for finding in ben.check().findings if finding.text.endswith(said)]
    ben.change_passphrase(GIVEN, BEN_WORDS)
    assert not ben.provisional
    ben.lock()
    ben = clinic.unlock_ben()
    assert not ben.provisional
    ben.lock()


def test_the_mark_goes_along_with_a_renewed_certificate_and_a_new_record_key(clinic: Clinic) -> None:
    sitting = _granted(clinic)
    sitting.renew_certificate(ADA_WORDS, BEN)
    sitting.renew_key(ADA_WORDS)
    _put(clinic, sitting, _unmarked(sitting._vault.header))
    _signs_nothing(clinic).lock()


def test_a_passphrase_that_its_owner_chose_at_the_desk_owes_nothing(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, GIVEN, provisional=False)
    sitting.lock()
    ben = clinic.unlock_ben(GIVEN)
    assert not ben.provisional
    assert ben.check().ok
    ben.lock()
