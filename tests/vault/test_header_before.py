"""The copy of the header before, and an older header: they bring nothing back that was taken away."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault import DatabaseRefused, HeaderChanged, NotAVault, RolledBack, WrongPassphrase
from ehr_desk.vault.factors import FactorRefused
from ehr_desk.vault.header import read_header
from tests.vault.clinic import ADA_WORDS, BEN, BEN_WORDS, NEW_WORDS, Clinic


def test_an_older_header_put_back_is_called_rolled_back(clinic: Clinic) -> None:
    old = (clinic.folder / "vault.hdr").read_bytes()
    sitting = clinic.unlock()
    sitting.change_passphrase(ADA_WORDS, "another long passphrase")
    sitting.lock()
    (clinic.folder / "vault.hdr").write_bytes(old)
    with pytest.raises(RolledBack, match="older copy"):
        clinic.unlock()


def test_a_person_whose_access_ended_does_not_come_back_with_an_old_header(clinic: Clinic) -> None:
    clinic.enrol_ben()
    old = (clinic.folder / "vault.hdr").read_bytes()
    sitting = clinic.unlock()
    sitting.retire(ADA_WORDS, BEN.staff_id, "left the clinic")
    sitting.lock()
    (clinic.folder / "vault.hdr").write_bytes(old)
    with pytest.raises(DatabaseRefused):
        clinic.unlock_ben()


def test_a_damaged_header_is_not_replaced_by_the_previous_one_silently(clinic: Clinic) -> None:
    clinic.enrol_ben()
    (clinic.folder / "vault.hdr").write_bytes(b"garbage")
    with pytest.raises(NotAVault, match="cannot be read") as caught:
        clinic.file()
    assert "previous" in caught.value.remedy


def test_the_previous_header_opens_when_asked_for_and_the_log_says_so(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    sitting.change_passphrase(ADA_WORDS, NEW_WORDS)
    sitting.lock()
    (clinic.folder / "vault.hdr").unlink()
    again = clinic.unlock(NEW_WORDS, previous=True)
    assert [e.detail for e in again.audit.events(action="header.previous_used")] == [{"from": 2, "to": 3}]
    assert again.check().ok
    again.lock()
    clinic.unlock(NEW_WORDS).lock()


def test_the_copy_outlives_damage_to_the_header_itself(clinic: Clinic) -> None:
    clinic.enrol_ben()
    (clinic.folder / "vault.hdr").write_bytes(b"garbage")
    clinic.unlock(previous=True).lock()
    sitting = clinic.unlock_ben()
    assert len(sitting.audit.events(action="header.previous_used")) == 1
    sitting.lock()


@pytest.mark.parametrize("gone", [False, True])
def test_the_previous_header_does_not_bring_back_a_passphrase_that_was_changed(clinic: Clinic, *, gone: bool) -> None:
    """Not as the program leaves it, and not where somebody puts a copy in its place and the header away."""
    old = (clinic.folder / "vault.hdr").read_bytes()
    sitting = clinic.unlock()
    sitting.change_passphrase(ADA_WORDS, NEW_WORDS)
    sitting.lock()
    with pytest.raises(WrongPassphrase):
        clinic.unlock(previous=True)
    (clinic.folder / "vault.hdr.prev").write_bytes(old)
    if gone:
        (clinic.folder / "vault.hdr").unlink()
    with pytest.raises(RolledBack if gone else UserError, match="older copy" if gone else "is intact"):
        clinic.unlock(previous=True)


def test_the_previous_header_does_not_open_without_a_key_stick_that_was_added(clinic: Clinic, tmp_path: Path) -> None:
    sitting = clinic.unlock()
    sitting.add_key_stick(ADA_WORDS, tmp_path / "ada.ehrkey")
    sitting.lock()
    with pytest.raises(FactorRefused):
        clinic.unlock(previous=True)


def test_the_previous_header_gives_nobody_the_issuing_key_back(clinic: Clinic) -> None:
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    sitting.set_administrator(ADA_WORDS, BEN.staff_id, administrator=False)
    sitting.lock()
    people = read_header((clinic.folder / "vault.hdr.prev").read_bytes()).header.people
    assert people[BEN.staff_id].issuing == b""
    with pytest.raises(UserError, match="is intact"):
        clinic.unlock(BEN_WORDS, BEN.staff_id, previous=True)


def test_a_previous_header_that_a_killed_program_left_is_renewed_at_the_next_unlock(clinic: Clinic) -> None:
    old = (clinic.folder / "vault.hdr").read_bytes()
    clinic.enrol_ben()
    (clinic.folder / "vault.hdr.prev").write_bytes(old)
    clinic.unlock().lock()
    assert (clinic.folder / "vault.hdr.prev").read_bytes() == (clinic.folder / "vault.hdr").read_bytes()
    assert not (clinic.folder / "vault.hdr.prev").samefile(clinic.folder / "vault.hdr")


def test_the_previous_header_does_not_bring_back_a_certificate_that_was_replaced(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    old = sitting._vault.header
    sitting.renew_access(ADA_WORDS, BEN.staff_id, "a new way in for Ben")
    again = dataclasses.replace(old, generation=sitting._vault.header.generation).to_bytes(sitting._vault.keys)
    sitting.lock()
    (clinic.folder / "vault.hdr").unlink()
    (clinic.folder / "vault.hdr.prev").write_bytes(again)
    with pytest.raises(HeaderChanged, match="register"):
        clinic.unlock(previous=True)
    with pytest.raises(HeaderChanged, match="register"):
        clinic.unlock(BEN_WORDS, BEN.staff_id, previous=True)


def test_a_much_older_previous_header_is_refused(clinic: Clinic) -> None:
    old = (clinic.folder / "vault.hdr").read_bytes()
    sitting = clinic.unlock()
    for words in ("another long passphrase", "yet another passphrase", ADA_WORDS):
        sitting.change_passphrase(
            {"another long passphrase": ADA_WORDS, "yet another passphrase": "another long passphrase"}.get(
                words, "yet another passphrase"
            ),
            words,
        )
    sitting.lock()
    (clinic.folder / "vault.hdr").unlink()
    (clinic.folder / "vault.hdr.prev").write_bytes(old)
    with pytest.raises(RolledBack):
        clinic.unlock(previous=True)
