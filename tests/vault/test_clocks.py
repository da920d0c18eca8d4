"""A clock that was fast for a while and then put right: what the record holds stays sound, and signs again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ehr_desk.vault.audit import AuditLog
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.sittings import new_sitting
from tests.vault.clinic import ADA_WORDS, BEN, BEN_WORDS, Clinic


def test_who_worked_on_a_clock_minutes_fast_before_their_certificate_ended_is_no_stranger(clinic: Clinic) -> None:
    clinic.enrol_ben()
    for _ in range(2):
        clinic.clock.advance(timedelta(days=3, minutes=6))
        clinic.unlock_ben().lock()
        clinic.clock.advance(-timedelta(minutes=5))  # a minute later, at the computer whose clock is right
        sitting = clinic.unlock()
        assert sitting.behind is None
        sitting.renew_certificate(ADA_WORDS, BEN)
        assert sitting.check().findings == ()
        sitting.lock()
    clinic.clock.advance(timedelta(minutes=6))
    clinic.unlock_ben().lock()
    clinic.clock.advance(-timedelta(minutes=5))
    sitting = clinic.unlock()
    sitting.retire(ADA_WORDS, BEN.staff_id, "left")
    assert sitting.check().findings == ()
    sitting.lock()


@pytest.mark.parametrize("moved", [timedelta(days=1), -timedelta(hours=1)])
def test_whoever_unlocks_again_after_their_access_ended_is_found_whatever_their_clock_says(
    clinic: Clinic, moved: timedelta
) -> None:
    clinic.enrol_ben()
    clinic.clock.advance(timedelta(days=3))
    ben = clinic.unlock_ben()
    with ben.signer(BEN_WORDS) as signer:
        key, mine = signer._key, fingerprint(load(signer.certificate_pem))
    ben.lock()
    assert key is not None
    sitting = clinic.unlock()
    sitting.retire(ADA_WORDS, BEN.staff_id, "left")
    assert sitting.check().ok
    clinic.clock.advance(moved)
    opener = Opener(BEN.staff_id, "desk-1", mine, lambda data: sign_with(key, data))
    signatory, sitting_key, opened = new_sitting(sitting.vault_id, opener, {})
    sitting._vault.log = AuditLog(signatory, sitting_key, clinic.clock)
    with sitting.write() as unit:
        unit.record(opened.action, entity=opened.entity, entity_id=opened.entity_id, detail=opened.detail)
    report = sitting.check()
    assert report.kinds == ("re-signed",)
    assert "the unlock is not signed by the person it names" in report.findings[0].text
    sitting.lock()
