from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.vault.faults import HeaderChanged
from tests.bad_input.conftest import Place
from tests.bad_input.saying import refused

Edit = Callable[[dict[str, Any], dict[str, str]], None]


def _person(who: str) -> Callable[[dict[str, Any], dict[str, str]], dict[str, Any]]:
    return lambda header, ids: header["people"][ids[who]]


def _renamed(header: dict[str, Any], ids: dict[str, str]) -> None:
    header["people"][ids["therapist"]]["name"] = "Somebody Else"


def _given_back(header: dict[str, Any], ids: dict[str, str]) -> None:
    header["people"][ids["trainee"]]["retired"] = True


def _promoted(header: dict[str, Any], ids: dict[str, str]) -> None:
    header["people"][ids["therapist"]]["issuing"] = header["people"][ids["administrator"]]["issuing"]


def _swapped(header: dict[str, Any], ids: dict[str, str]) -> None:
    people = header["people"]
    people[ids["trainee"]]["certificate"] = people[ids["supervisor"]]["certificate"]


def _removed(header: dict[str, Any], ids: dict[str, str]) -> None:
    del header["people"][ids["supervisor"]]


def _other_root(header: dict[str, Any], ids: dict[str, str]) -> None:
    header["authority"]["root"] = header["authority"]["issuing"]


def _older(header: dict[str, Any], ids: dict[str, str]) -> None:
    header["gen"] -= 1


def _named(header: dict[str, Any], ids: dict[str, str]) -> None:
    header["clinic"] = "Another Clinic"


EDITS: list[Edit] = [_renamed, _given_back, _promoted, _swapped, _removed, _other_root, _older, _named]


def _edited(place: Place, edit: Edit, *, sum_made_to_fit: bool) -> bytes:
    own = place.file("vault.hdr").read_bytes()
    header = json.loads(own)
    edit(header, place.clinic.staff_ids)
    if sum_made_to_fit:
        del header["sum"]
        header["sum"] = sha256_hex(canonical(header))
    place.file("vault.hdr").write_bytes(canonical(header))
    return own


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("sum_made_to_fit", [False, True])
def test_an_edited_header_opens_nothing_and_the_right_one_brings_everything_back(
    place: Place, edit: Edit, sum_made_to_fit: bool
) -> None:
    own = _edited(place, edit, sum_made_to_fit=sum_made_to_fit)
    database = place.file("vault.db").read_bytes()
    with refused(HeaderChanged) as told:
        place.desk()
    assert str(told).startswith("The vault header has been changed: ")
    assert "Nothing was opened." in str(told)
    assert place.file("vault.db").read_bytes() == database
    place.file("vault.hdr").write_bytes(own)
    place.is_whole()


def test_an_edited_cost_of_the_passphrase_is_no_way_in(place: Place) -> None:
    def costly(header: dict[str, Any], ids: dict[str, str]) -> None:
        header["people"][ids["therapist"]]["slots"][0]["kdf"]["memory_kib"] = 2**31

    own = _edited(place, costly, sum_made_to_fit=True)
    with refused():
        place.desk()
    place.file("vault.hdr").write_bytes(own)
    place.is_whole()


def test_the_change_is_found_by_the_check_of_somebody_who_is_inside(place: Place) -> None:
    desk = place.desk()
    own = _edited(place, _renamed, sum_made_to_fit=True)
    report = desk.check()
    desk.lock()
    assert not report.sound
    assert any(line.startswith("header: ") for line in report.sentences())
    place.file("vault.hdr").write_bytes(own)
    place.is_whole()
