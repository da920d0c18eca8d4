"""Whoever was given keys by somebody else is told what was done with them."""

from __future__ import annotations

from datetime import timedelta

from ehr_desk.vault.enrolment import REGRANTED
from ehr_desk.vault.sittings import OPENED
from tests.vault.clinic import ADA, ADA_WORDS, BEN, Clinic
from tests.vault.insider import in_name_of
from tests.vault.test_sealed_ledger import CAT, CAT_WORDS

FIRST, SECOND = "words that Ada chose for Ben", "other words that Ada chose"


def test_unlocks_with_given_keys_are_counted_whatever_certificate_they_had(clinic: Clinic) -> None:
    """Ada gives Ben a passphrase, uses it, renews his certificate for the same key, uses it again, gives another."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, FIRST)
    sitting.lock()
    clinic.unlock_ben(FIRST).lock()
    sitting = clinic.unlock()
    sitting.renew_certificate(ADA_WORDS, BEN)
    sitting.lock()
    for _ in range(2):
        clinic.clock.advance(timedelta(hours=1))
        clinic.unlock_ben(FIRST).lock()
    used_last = clinic.clock.now()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, SECOND)
    sitting.lock()
    sitting = clinic.unlock_ben(SECOND)
    before, now = sitting.keys_given()
    assert (before.by, before.unlocks, before.last) == (ADA.staff_id, 3, used_last)
    assert (now.by, now.unlocks, now.last) == (ADA.staff_id, 0, None)
    sitting.lock()


def test_nobody_is_told_of_keys_or_unlocks_that_a_colleague_made_up(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.enrol(ADA_WORDS, CAT, CAT_WORDS)
    sitting.renew_access(ADA_WORDS, BEN.staff_id, FIRST)
    given = sitting.audit.events(action=REGRANTED)[0].detail
    sitting.lock()
    sitting = clinic.unlock(CAT_WORDS, CAT.staff_id)
    with in_name_of(sitting, BEN.staff_id, clinic.clock), sitting.write() as unit:
        unit.record(OPENED, entity="sitting", entity_id="00" * 16, detail={"signed_by": given["certificate"]})
    with in_name_of(sitting, ADA.staff_id, clinic.clock), sitting.write() as unit:
        unit.record(REGRANTED, entity="staff", entity_id=BEN.staff_id, detail=given)
    sitting.lock()
    sitting = clinic.unlock_ben(FIRST)
    assert [(one.by, one.unlocks) for one in sitting.keys_given()] == [(ADA.staff_id, 0)]
    sitting.lock()
