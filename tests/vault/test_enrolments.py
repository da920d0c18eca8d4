"""Whose signature gives access: an administrator's of that moment, in an event of their own, with a key in use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ehr_desk.vault.audit_check import trusted_people
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.enrolment import ADMINISTRATION, enrolment_detail
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.kept_rows import DETAIL
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, Clinic


def administrators(sitting: Sitting) -> frozenset[str]:
    vault = sitting._vault
    with sitting.read() as session:
        trusted = trusted_people(vault.trust.root_pem, all_certificates(session))
        return Enrolments(session, vault.trust, trusted).administrators_before(sitting.audit.events()[0].seq + 1)


def record(sitting: Sitting, detail: dict[str, Any]) -> None:
    """What a changed program can write into the log."""
    with sitting.write() as unit:
        unit.record(ADMINISTRATION, entity="staff", entity_id=BEN.staff_id, detail=detail)


def promotion(sitting: Sitting, opener: Opener) -> dict[str, Any]:
    ben = sitting._vault.header.people[BEN.staff_id]
    return enrolment_detail(sitting.vault_id, replace(ben, issuing=b"any"), opener)


def test_somebody_who_is_no_administrator_any_more_does_not_become_one_with_their_old_promotion(
    clinic: Clinic,
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    for administrator in (True, False):
        sitting.set_administrator(ADA_WORDS, BEN.staff_id, administrator=administrator)
    promoted = next(e for e in sitting.audit.events(action=ADMINISTRATION) if e.detail["administrator"])
    sitting.lock()
    sitting = clinic.unlock_ben()
    record(sitting, {name: value for name, value in promoted.detail.items() if name != DETAIL})
    assert administrators(sitting) == {ADA.staff_id}
    assert [finding.text for finding in sitting.check().findings] == [_named(sitting)]
    sitting.lock()


def _named(sitting: Sitting) -> str:
    """What the check says of the last event."""
    seq = sitting.audit.events()[0].seq
    return f"Event {seq} gives access, a role or a recovery sheet; no administrator of that moment signed it."


@pytest.mark.parametrize("replaced", [False, True])
def test_a_key_that_was_replaced_makes_no_administrator_by_the_order_of_the_log(
    clinic: Clinic, *, replaced: bool
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    own, words = sitting._own.open(ADA_WORDS), ADA_WORDS
    opener = Opener(ADA.staff_id, "", fingerprint(load(sitting._own.me.certificate_pem)), own.sign)
    if replaced:
        words = "a new way in for Ada"
        sitting.renew_access(ADA_WORDS, ADA.staff_id, words, provisional=False)
        assert sitting.check().ok, "she vouched for it with the key that went out of use"
    record(sitting, promotion(sitting, opener))
    assert (BEN.staff_id in administrators(sitting)) is not replaced
    assert (_named(sitting) in [finding.text for finding in sitting.check().findings]) is replaced
    sitting.lock()
