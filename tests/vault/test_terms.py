"""A certificate signs until its end, and no longer; reading and renewing go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault.authority import ISSUING_YEARS, PERSON_YEARS
from ehr_desk.vault.certificates import load
from ehr_desk.vault.issuing import RootKey
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic


def _end_of(clinic: Clinic, staff_id: str) -> None:
    """Move the clock to the last second of somebody's certificate."""
    sitting = clinic.unlock()
    clinic.clock.move_to(sitting.certificate_of(staff_id).not_after)
    sitting.lock()


def _sign(sitting: Sitting, words: str) -> bytes:
    with sitting.signer(words) as signer:
        return signer.sign(b"a note")


def test_a_certificate_signs_in_its_last_second_and_not_in_the_next(clinic: Clinic) -> None:
    clinic.enrol_ben()
    _end_of(clinic, BEN.staff_id)
    sitting = clinic.unlock_ben()
    assert _sign(sitting, BEN_WORDS)
    clinic.clock.advance(timedelta(seconds=1))
    with pytest.raises(UserError, match="Your certificate ended on") as refused:
        _sign(sitting, BEN_WORDS)
    assert "Renew certificate" in refused.value.remedy
    sitting.lock()


def test_whose_certificate_has_ended_still_reads_and_signs_again_once_it_is_renewed(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    clinic.add_note(sitting, "written in time")
    sitting.lock()
    clinic.clock.advance(timedelta(days=366 * PERSON_YEARS))
    sitting = clinic.unlock()
    for person in (BEN, ADA):  # the administrator's own has ended as well
        sitting.renew_certificate(ADA_WORDS, person)
    assert _sign(sitting, ADA_WORDS)
    sitting.lock()
    sitting = clinic.unlock_ben()
    assert clinic.notes(sitting) == ["written in time"]
    assert _sign(sitting, BEN_WORDS)
    assert sitting.check().ok
    sitting.lock()


def test_a_certificate_signs_nothing_after_the_end_of_the_one_it_was_issued_with(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    clinic.clock.move_to(load(sitting.issuing_certificate_pem).not_valid_after_utc - timedelta(days=1))
    renewed = sitting.renew_certificate(ADA_WORDS, ADA)
    assert renewed.not_after == sitting.authority.issuing_until, "and says no longer that it does"
    assert _sign(sitting, ADA_WORDS)
    clinic.clock.advance(timedelta(days=2))
    with pytest.raises(UserError, match="issuing certificate ended on") as refused:
        _sign(sitting, ADA_WORDS)
    assert "root key file" in refused.value.remedy
    sitting.lock()


def test_recovering_with_the_root_key_gives_a_clinic_whose_issuing_certificate_ended_a_new_one(clinic: Clinic) -> None:
    clinic.clock.advance(timedelta(days=366 * ISSUING_YEARS))
    recovery, created = clinic.recover(), clinic.created
    data, words = created.root_key_file.read_bytes(), "a new way in for Ada"
    recovery.grant(ADA.staff_id, words, root_key=data, root_passphrase=created.root_passphrase)
    recovery.lock()
    sitting = clinic.unlock(words)
    assert _sign(sitting, words)
    sitting.lock()


@pytest.mark.parametrize("days", [-30, 30])
def test_an_administrator_with_the_root_key_renews_the_issuing_certificate_before_and_after_its_end(
    clinic: Clinic, days: int
) -> None:
    clinic.enrol_ben(administrator=True)
    root = RootKey(clinic.created.root_key_file.read_bytes(), clinic.created.root_passphrase)
    sitting = clinic.unlock()
    clinic.clock.move_to(sitting.authority.issuing_until + timedelta(days=days))
    with pytest.raises(UserError):
        sitting.authority.renew_issuing(ADA_WORDS, replace(root, passphrase="another one"))
    sitting.authority.renew_issuing(ADA_WORDS, root)
    assert sitting.authority.issuing_until > clinic.clock.now() + timedelta(days=365 * (ISSUING_YEARS - 1))
    assert sitting.renew_certificate(ADA_WORDS, ADA).not_after > clinic.clock.now() + timedelta(days=700)
    assert _sign(sitting, ADA_WORDS)
    sitting.lock()
    ben = clinic.unlock_ben()
    ben.renew_certificate(BEN_WORDS, BEN)
    assert _sign(ben, BEN_WORDS), "the other administrator issues with the new key too"
    assert ben.check().findings == ()
    ben.lock()


def test_the_issuing_certificate_is_renewed_by_administrators_only(clinic: Clinic) -> None:
    clinic.enrol_ben()
    ben = clinic.unlock_ben()
    root = RootKey(clinic.created.root_key_file.read_bytes(), clinic.created.root_passphrase)
    with pytest.raises(Refused):
        ben.authority.renew_issuing(BEN_WORDS, root)
    ben.lock()
