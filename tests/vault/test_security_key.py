"""A FIDO2 security key as second secret, against an authenticator in software (no hardware is tested)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ehr_desk.vault import WrongPassphrase
from ehr_desk.vault.factors import PASSPHRASE, SECURITY_KEY, FactorRefused
from ehr_desk.vault.security_key import SecurityKey
from ehr_desk.vault.sitting import Sitting
from tests.vault.authenticator import SoftwareKey, finder
from tests.vault.clinic import ADA, ADA_WORDS, Clinic


def unlock(clinic: Clinic, *factors: SecurityKey, words: str = ADA_WORDS) -> Sitting:
    file = clinic.file()
    return file.unlock(ADA.staff_id, words, clock=clinic.clock, schema=clinic.schema, device="desk-1", factors=factors)


@pytest.fixture
def device() -> SoftwareKey:
    return SoftwareKey()


@pytest.fixture
def key(clinic: Clinic, device: SoftwareKey) -> SecurityKey:
    made = SecurityKey(finder(device))
    sitting = clinic.unlock()
    sitting.add_security_key(ADA_WORDS, made)
    assert [way.kind for way in sitting.ways] == [SECURITY_KEY]
    assert sitting.check().ok
    sitting.lock()
    return made


def test_a_registered_key_is_needed_besides_the_passphrase(clinic: Clinic, key: SecurityKey) -> None:
    assert clinic.file().needs(ADA.staff_id) == (SECURITY_KEY,)
    with pytest.raises(FactorRefused, match="security key"):
        clinic.unlock()
    with pytest.raises(WrongPassphrase):
        unlock(clinic, key, words="not the passphrase at all")
    sitting = unlock(clinic, key)
    assert sitting.check().ok
    sitting.lock()


def test_the_key_is_touched_for_every_signature(clinic: Clinic, key: SecurityKey, device: SoftwareKey) -> None:
    sitting = unlock(clinic, key)
    before = device.asked
    with sitting.signer(ADA_WORDS) as signer:
        signer.sign(b"entry")
    assert device.asked == before + 1
    device.touched = False
    with pytest.raises(FactorRefused, match="not touched"), sitting.signer(ADA_WORDS):
        pass
    sitting.lock()


def test_another_key_is_told_apart_and_does_not_count_as_a_wrong_passphrase(clinic: Clinic, key: SecurityKey) -> None:
    other = SecurityKey(finder(SoftwareKey()))
    for _ in range(5):
        with pytest.raises(FactorRefused, match="not the one that was registered"):
            unlock(clinic, other)
    unlock(clinic, key).lock()


def test_a_key_without_hmac_secret_is_refused_and_nothing_changes(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    with pytest.raises(FactorRefused, match="cannot keep a secret"):
        sitting.add_security_key(ADA_WORDS, SecurityKey(finder(SoftwareKey(hmac_secret=False))))
    sitting.lock()
    clinic.unlock().lock()


def test_two_keys_open_alike_and_a_new_passphrase_needs_neither_registered_again(
    clinic: Clinic, key: SecurityKey
) -> None:
    second = SecurityKey(finder(SoftwareKey()))
    sitting = unlock(clinic, key)
    sitting.add_security_key(ADA_WORDS, second)
    with sitting.signer(ADA_WORDS):
        pass
    sitting.change_passphrase(ADA_WORDS, "another quiet river here")
    sitting.lock()
    for one in (key, second):
        unlock(clinic, one, words="another quiet river here").lock()
        with pytest.raises(WrongPassphrase):
            unlock(clinic, one)


def test_a_key_taken_off_opens_nothing_and_the_last_one_leaves_the_passphrase_alone(
    clinic: Clinic, key: SecurityKey
) -> None:
    sitting = unlock(clinic, key)
    sitting.remove_way(ADA_WORDS, sitting.ways[0].slot_id)
    sitting.lock()
    sitting = clinic.unlock()
    assert [way.kind for way in sitting.ways] == [PASSPHRASE]
    sitting.lock()


def test_the_library_is_loaded_only_when_a_key_is_used() -> None:
    program = "import sys, ehr_desk.desk; print([name for name in sys.modules if name.startswith('fido2')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
