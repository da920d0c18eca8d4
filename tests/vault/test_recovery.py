from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ehr_desk.common.errors import UserError
from ehr_desk.vault import HeaderChanged, StaffIdentity, WaitRequired
from ehr_desk.vault.recovery import new_code, read_code
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic, new_clinic


def test_a_code_is_eight_groups_of_four_and_reads_back_however_it_is_typed() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4] * 8
    secret = read_code(code)
    assert len(secret) == 20
    sloppy = "  " + code.lower().replace("-", " \u2013 ").replace("0", "o").replace("1", "l") + "\n"
    assert read_code(sloppy) == secret


@pytest.mark.parametrize("typed", ["", "ABCD", "A" * 33, "U" + "0" * 31, "\u00e4" * 32])
def test_a_code_that_cannot_be_one_is_answered_with_what_is_wrong(typed: str) -> None:
    with pytest.raises(UserError) as caught:
        read_code(typed)
    assert caught.value.remedy


def test_the_recovery_code_opens_the_record_for_reading(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    clinic.add_note(sitting, "kept")
    sitting.lock()
    recovered = clinic.recover()
    assert clinic.notes(recovered) == ["kept"]
    assert not hasattr(recovered, "signer")
    assert not hasattr(recovered, "write")
    (opened, *_) = recovered.audit.events(action="sitting.opened")
    assert opened.staff_id == "recovery"
    assert recovered.check().ok
    recovered.lock()


def test_a_wrong_recovery_code_opens_nothing_and_makes_the_wait_grow(clinic: Clinic) -> None:
    for _ in range(3):
        with pytest.raises(UserError, match="does not open"):
            clinic.recover(new_code())
    with pytest.raises(WaitRequired):
        clinic.recover()


def test_a_slip_of_the_pen_in_the_code_is_not_counted(clinic: Clinic) -> None:
    for _ in range(5):
        with pytest.raises(UserError, match="32 characters"):
            clinic.recover("ABCD-EFGH")
    clinic.recover().lock()


def test_the_recovery_sheet_gives_the_only_administrator_a_new_way_in(clinic: Clinic) -> None:
    clinic.enrol_ben()
    recovered = clinic.recover()
    recovered.grant(
        ADA.staff_id,
        "a fresh start for Ada",
        root_key=clinic.created.root_key_file.read_bytes(),
        root_passphrase=clinic.created.root_passphrase,
    )
    assert recovered.check().ok
    recovered.lock()
    with pytest.raises(UserError):
        clinic.unlock()
    sitting = clinic.unlock("a fresh start for Ada")
    sitting.enrol("a fresh start for Ada", StaffIdentity("staff-cy", "cy", "Cy Lund", "CM"), "some long passphrase")
    assert sitting.check().ok
    sitting.lock()
    clinic.unlock_ben().lock()


def test_another_administrator_keeps_the_issuing_compartment_after_a_recovery(clinic: Clinic) -> None:
    clinic.enrol_ben(administrator=True)
    recovered = clinic.recover()
    recovered.grant(
        ADA.staff_id,
        "a fresh start for Ada",
        root_key=clinic.created.root_key_file.read_bytes(),
        root_passphrase=clinic.created.root_passphrase,
    )
    recovered.lock()
    sitting = clinic.unlock_ben()
    sitting.enrol(BEN_WORDS, StaffIdentity("staff-cy", "cy", "Cy Lund", "CM"), "some long passphrase")
    assert sitting.check().ok
    sitting.lock()


def test_a_recovery_wraps_nothing_to_a_key_that_was_put_under_an_administrators_name(clinic: Clinic) -> None:
    clinic.enrol_ben(administrator=True)
    recovered = clinic.recover()
    header = recovered._vault.header
    mine = X25519PrivateKey.generate().public_key().public_bytes_raw()
    planted = replace(header.people[BEN.staff_id], exchange_public=mine)
    recovered._vault.header = replace(header, people={**header.people, BEN.staff_id: planted})
    with pytest.raises(HeaderChanged, match="not theirs"):
        recovered.grant(
            ADA.staff_id,
            "a fresh start for Ada",
            root_key=clinic.created.root_key_file.read_bytes(),
            root_passphrase=clinic.created.root_passphrase,
        )
    recovered.lock()


def test_the_code_without_the_root_key_gives_nobody_a_signature(clinic: Clinic, tmp_path: object) -> None:
    other = new_clinic(clinic.folder.parent / "other.vault", clinic.clock, clinic.kdf)
    recovered = clinic.recover()
    for key, words in (
        (clinic.created.root_key_file.read_bytes(), "guess"),
        (other.created.root_key_file.read_bytes(), other.created.root_passphrase),
    ):
        with pytest.raises(UserError):
            recovered.grant(ADA.staff_id, "a fresh start for Ada", root_key=key, root_passphrase=words)
    with pytest.raises(UserError, match="not in the vault"):
        recovered.grant(BEN.staff_id, "a fresh start for Ben", root_key=b"", root_passphrase="")
    recovered.lock()
    clinic.unlock(ADA_WORDS).lock()
