from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault import NotAVault
from ehr_desk.vault.faults import RESTORE, DatabaseRefused
from tests.bad_input.conftest import Place
from tests.bad_input.saying import clinical_in, refused
from tests.support.cheap import CHEAP
from tests.support.clinic import TestClinic


def _holds(folder: Path) -> dict[str, bytes]:
    """What must not change when a vault is refused."""
    return {name: (folder / name).read_bytes() for name in ("vault.hdr", "vault.db") if (folder / name).exists()}


def _refused_untouched(place: Place, says: str, kind: type[UserError] = UserError) -> None:
    before = _holds(place.folder)
    with refused(kind) as told:
        place.desk()
    assert says in str(told)
    assert _holds(place.folder) == before


def _refused_or_not_sound(place: Place) -> None:
    try:
        desk = place.desk()
    except UserError as error:
        said = str(error)
    else:
        report = desk.check()
        assert not report.sound
        said = " ".join(report.sentences())
        desk.lock()
    assert "damaged" in said or "database: " in said
    assert clinical_in(said) == []


@pytest.mark.parametrize("kept", [0, 100, 4096, 4097])
def test_a_database_cut_off_near_its_beginning_is_refused_and_comes_back_whole(place: Place, kept: int) -> None:
    whole = place.file("vault.db").read_bytes()
    place.file("vault.db").write_bytes(whole[:kept])
    _refused_untouched(place, RESTORE, DatabaseRefused)
    place.file("vault.db").write_bytes(whole)
    place.is_whole()


@pytest.mark.parametrize("tenths", [3, 6, 9])
def test_a_database_cut_off_further_on_is_refused_or_found_and_never_called_sound(place: Place, tenths: int) -> None:
    whole = place.file("vault.db").read_bytes()
    place.file("vault.db").write_bytes(whole[: len(whole) * tenths // 10])
    _refused_or_not_sound(place)
    for leftover in ("vault.db-wal", "vault.db-shm"):
        place.file(leftover).unlink(missing_ok=True)
    place.file("vault.db").write_bytes(whole)
    place.is_whole()


def test_a_flipped_byte_in_any_page_is_refused_or_found(place: Place) -> None:
    whole = bytearray(place.file("vault.db").read_bytes())
    whole[len(whole) // 2] ^= 0x01
    place.file("vault.db").write_bytes(whole)
    _refused_or_not_sound(place)


def test_a_missing_database_is_refused_and_none_is_made_in_its_place(place: Place) -> None:
    whole = place.file("vault.db").read_bytes()
    place.file("vault.db").unlink()
    _refused_untouched(place, "vault.db", DatabaseRefused)
    assert not place.file("vault.db").exists()
    place.file("vault.db").write_bytes(whole)
    place.is_whole()


def test_the_database_of_another_clinic_is_refused(place: Place, tmp_path: Path) -> None:
    other = TestClinic.build(tmp_path / "other.vault", CHEAP)
    own = place.file("vault.db").read_bytes()
    place.file("vault.db").write_bytes((other.folder / "vault.db").read_bytes())
    _refused_untouched(place, "The file vault.db does not belong to this vault", DatabaseRefused)
    place.file("vault.db").write_bytes(own)
    place.is_whole()


def test_the_header_of_another_clinic_is_refused(place: Place, tmp_path: Path) -> None:
    other = TestClinic.build(tmp_path / "other.vault", CHEAP)
    own = place.file("vault.hdr").read_bytes()
    place.file("vault.hdr").write_bytes((other.folder / "vault.hdr").read_bytes())
    place.clinic.staff_ids, ours = other.staff_ids, place.clinic.staff_ids
    _refused_untouched(place, "The file vault.db does not belong to this vault", DatabaseRefused)
    place.clinic.staff_ids = ours
    place.file("vault.hdr").write_bytes(own)
    place.is_whole()


def test_a_plain_database_is_refused(place: Place) -> None:
    own = place.file("vault.db").read_bytes()
    place.file("vault.db").unlink()
    plain = sqlite3.connect(place.file("vault.db"))
    plain.execute("CREATE TABLE entry_version (seq INTEGER)")
    plain.commit()
    plain.close()
    _refused_untouched(place, "vault.db", DatabaseRefused)
    place.file("vault.db").write_bytes(own)
    place.is_whole()


@pytest.mark.parametrize(
    "content", [b"", b"Dear colleague,", b"{}", b"[1]", b'{"fmt":1,"vault":"x"}', bytes(range(256)), b"[" * 100_000]
)
def test_a_header_that_is_none_is_refused_and_says_what_to_do(place: Place, content: bytes) -> None:
    own = place.file("vault.hdr").read_bytes()
    place.file("vault.hdr").write_bytes(content)
    _refused_untouched(place, "header")
    place.file("vault.hdr").write_bytes(own)
    place.is_whole()


def test_a_header_that_was_cut_off_is_refused(place: Place) -> None:
    own = place.file("vault.hdr").read_bytes()
    for kept in range(0, len(own), len(own) // 7):
        place.file("vault.hdr").write_bytes(own[:kept])
        _refused_untouched(place, "header", NotAVault)
    place.file("vault.hdr").write_bytes(own)
    place.is_whole()


def test_a_folder_of_something_else_is_no_vault_and_stays_as_it_is(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.txt").write_text("Dear colleague,")
    place.clinic.folder = folder
    with refused(NotAVault) as told:
        place.desk()
    assert str(told).startswith("There is no vault in this folder (vault.hdr is missing).")
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
