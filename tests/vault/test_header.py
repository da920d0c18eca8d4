"""A header that was edited, swapped or made for another vault opens nothing."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehr_desk.common.canonical import canonical
from ehr_desk.common.errors import UserError
from ehr_desk.vault import DatabaseRefused, HeaderChanged, NotAVault, WrongPassphrase
from ehr_desk.vault.header import read_header
from ehr_desk.vault.keys import VaultKeys
from tests.vault.clinic import ADA, BEN, BEN_WORDS, Clinic


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
