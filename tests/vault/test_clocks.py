"""A clock that was fast for a while and then put right: what the record holds stays sound, and signs again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit import AuditLog
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.sittings import new_sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic


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


def test_a_certificate_made_on_a_clock_hours_fast_signs_once_the_clock_is_right(clinic: Clinic) -> None:
    clinic.clock.advance(timedelta(days=30, hours=23))
    sitting = clinic.unlock()
    sitting.renew_certificate(ADA_WORDS, ADA)
    sitting.lock()
    clinic.clock.advance(-timedelta(hours=23))
    sitting = clinic.unlock()
    sitting.go_on()
    with sitting.signer(ADA_WORDS) as signer:
        assert load(signer.certificate_pem).not_valid_before_utc <= clinic.clock.now()
    sitting.lock()


def test_a_certificate_that_has_not_begun_signs_nothing_until_it_is_renewed(clinic: Clinic) -> None:
    clinic.clock.advance(timedelta(days=365))
    sitting = clinic.unlock()
    sitting.renew_certificate(ADA_WORDS, ADA)
    sitting.lock()
    clinic.clock.advance(-timedelta(days=360))
    sitting = clinic.unlock()
    sitting.go_on()
    with pytest.raises(UserError, match="Your certificate begins on 31 Aug 2027, 09:00, but this") as refused:
        sitting.signer(ADA_WORDS).__enter__()
    assert "Renew certificate" in refused.value.remedy
    assert "set the clock" in refused.value.remedy
    sitting.renew_certificate(ADA_WORDS, ADA)
    with sitting.signer(ADA_WORDS):
        pass
    assert sitting.check().ok
    sitting.lock()


def test_a_clinic_founded_on_a_clock_years_fast_signs_once_access_was_recovered(clinic: Clinic) -> None:
    clinic.clock.advance(-timedelta(days=700))
    sitting = clinic.unlock()
    sitting.go_on()
    sitting.renew_certificate(ADA_WORDS, ADA)
    with pytest.raises(UserError, match="issuing certificate begins on 31 Aug 2026") as refused:
        sitting.signer(ADA_WORDS).__enter__()
    assert "root key file" in refused.value.remedy
    sitting.lock()
    recovery, created = clinic.recover(), clinic.created
    data = created.root_key_file.read_bytes()
    recovery.grant(ADA.staff_id, BEN_WORDS, root_key=data, root_passphrase=created.root_passphrase)
    recovery.lock()
    sitting = clinic.unlock(BEN_WORDS)
    with sitting.signer(BEN_WORDS):
        pass
    assert sitting.check().ok
    sitting.lock()
