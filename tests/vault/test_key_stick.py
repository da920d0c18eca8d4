"""A file on a stick as second secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault import WrongPassphrase
from ehr_desk.vault.factors import KEY_STICK, PASSPHRASE, FactorRefused
from ehr_desk.vault.key_stick import KeyStick, make_stick
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic

NEW = "another quiet river here"


@pytest.fixture
def stick(clinic: Clinic, tmp_path: Path) -> Path:
    path = tmp_path / "ada.ehrkey"
    sitting = clinic.unlock()
    sitting.add_key_stick(ADA_WORDS, path)
    assert [way.words for way in sitting.ways] == ["key stick"]
    with sitting.signer(ADA_WORDS):
        pass
    assert sitting.check().ok
    sitting.lock()
    return path


def unlock(clinic: Clinic, path: Path, words: str = ADA_WORDS) -> Sitting:
    factors = (KeyStick(path),)
    return clinic.file().unlock(
        ADA.staff_id, words, clock=clinic.clock, schema=clinic.schema, device="desk-1", factors=factors
    )


def test_passphrase_and_stick_open_only_together(clinic: Clinic, stick: Path) -> None:
    assert clinic.file().needs(ADA.staff_id) == (KEY_STICK,)
    with pytest.raises(FactorRefused, match="key stick"):
        clinic.unlock()
    with pytest.raises(WrongPassphrase):
        unlock(clinic, stick, "not the passphrase at all")
    unlock(clinic, stick).lock()


def test_a_stick_that_is_pulled_out_signs_nothing_until_it_is_back(clinic: Clinic, stick: Path) -> None:
    sitting = unlock(clinic, stick)
    away = stick.rename(stick.with_suffix(".away"))
    with pytest.raises(FactorRefused, match="not there"), sitting.signer(ADA_WORDS):
        pass
    away.rename(stick)
    with sitting.signer(ADA_WORDS) as signer:
        signer.sign(b"entry")
    sitting.lock()


def test_a_colleagues_stick_is_told_apart_and_not_counted(clinic: Clinic, stick: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ehrkey"
    make_stick(other)
    for _ in range(5):
        with pytest.raises(FactorRefused, match="not the one for this person"):
            unlock(clinic, other)
    unlock(clinic, stick).lock()


@pytest.mark.parametrize("content", [b"", b"{}", b'{"secret": "AAAA", "format": "x"}', b"[1]", b"\xff" * 9000])
def test_a_file_that_is_no_stick_is_said_to_be_none(clinic: Clinic, stick: Path, content: bytes) -> None:
    stick.write_bytes(content)
    with pytest.raises(FactorRefused, match="no key stick"):
        unlock(clinic, stick)


def test_the_passphrase_changes_and_the_stick_stays(clinic: Clinic, stick: Path) -> None:
    sitting = unlock(clinic, stick)
    sitting.change_passphrase(ADA_WORDS, NEW)
    sitting.lock()
    with pytest.raises(WrongPassphrase):
        unlock(clinic, stick)
    unlock(clinic, stick, NEW).lock()


def test_a_new_stick_takes_the_place_of_the_old_one(clinic: Clinic, stick: Path, tmp_path: Path) -> None:
    sitting = unlock(clinic, stick)
    fresh = tmp_path / "fresh.ehrkey"
    sitting.add_key_stick(ADA_WORDS, fresh)
    sitting.lock()
    with pytest.raises(FactorRefused):
        unlock(clinic, stick)
    unlock(clinic, fresh).lock()


def test_nothing_is_written_over_and_a_stick_that_cannot_be_written_changes_nothing(
    clinic: Clinic, tmp_path: Path
) -> None:
    there = tmp_path / "letters.txt"
    there.write_text("mine")
    sitting = clinic.unlock()
    for path in (there, tmp_path / "no such stick" / "ada.ehrkey"):
        with pytest.raises(UserError):
            sitting.add_key_stick(ADA_WORDS, path)
    sitting.lock()
    assert there.read_text() == "mine"
    clinic.unlock().lock()


def test_taken_off_the_passphrase_opens_alone(clinic: Clinic, stick: Path) -> None:
    sitting = unlock(clinic, stick)
    sitting.remove_way(ADA_WORDS, sitting.ways[0].slot_id)
    with pytest.raises(UserError, match="not one of your ways"):
        sitting.remove_way(ADA_WORDS, sitting.ways[0].slot_id)
    sitting.lock()
    clinic.unlock().lock()


def test_an_administrator_helps_whoever_lost_their_stick(clinic: Clinic, tmp_path: Path) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    sitting.add_key_stick(BEN_WORDS, tmp_path / "ben.ehrkey")
    sitting.lock()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, "a new way in for him")
    sitting.lock()
    sitting = clinic.unlock_ben("a new way in for him")
    assert [way.kind for way in sitting.ways] == [PASSPHRASE]
    sitting.lock()


def test_the_header_holds_nothing_of_the_stick_that_opens(clinic: Clinic, stick: Path) -> None:
    secret = json.loads(stick.read_text())["secret"]
    assert secret not in (clinic.folder / "vault.hdr").read_text()


def test_a_slot_moved_to_another_kind_opens_nothing(clinic: Clinic, stick: Path) -> None:
    def edit(value: dict[str, object]) -> None:
        slot = value["people"][ADA.staff_id]["slots"][0]  # type: ignore[index]
        slot["kind"] = "passphrase"
        del slot["public"], slot["kept"]

    clinic.edit_header(edit)
    with pytest.raises(WrongPassphrase):
        clinic.unlock()
