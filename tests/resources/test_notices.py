"""The wording that the law prescribes, and the papers about what others made."""

from __future__ import annotations

import hashlib
import re
import tomllib
from typing import Any

from ehr_desk.common.paths import resources_dir
from scripts.build_srgb import MADE_AT, PROFILE_ID, profile
from scripts.collect_licences import ROOT, locked

LICENCES = resources_dir() / "licences"


def notice() -> dict[str, Any]:
    return tomllib.loads((resources_dir() / "notices" / "part2_2_32.toml").read_text(encoding="utf-8"))


def parts() -> list[dict[str, Any]]:
    return list(tomllib.loads((LICENCES / "index.toml").read_text(encoding="utf-8"))["part"])


def test_the_redisclosure_statement_is_word_for_word_the_one_that_was_compared() -> None:
    words = " ".join(notice()["statement_1"]["text"].split())
    assert words.startswith("This record which has been disclosed to you is protected by Federal confidentiality rules")
    assert words.endswith("(see 42 CFR 2.31).")
    compared = "d82205a1"
    assert hashlib.sha256(words.encode()).hexdigest()[:8] == compared


def test_the_short_statement_is_the_one_of_the_2024_rule() -> None:
    expected = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
    assert notice()["statement_2"]["text"] == expected


def test_no_wording_of_an_older_rule_is_left() -> None:
    for old in notice()["superseded"]:
        assert old["text_begins"] not in " ".join(notice()["statement_1"]["text"].split())


def test_two_other_sources_carry_the_complete_statement_and_none_differs() -> None:
    compared = notice()["compared"]
    complete = [copy for copy in compared if "complete" in copy["covers"] and "1" in copy["covers"]]
    assert len(complete) >= 2
    assert all(copy["difference"].startswith("none") and copy["compared_on"] for copy in compared)


def test_every_runtime_package_stands_in_the_index_of_licences() -> None:
    named = {package for part in parts() for package in part.get("packages", [])}
    assert named == set(locked(ROOT / "requirements" / "runtime.txt"))


def test_every_licence_text_exists_and_none_lies_about_unused() -> None:
    named = {text for part in parts() for text in part["texts"]}
    there = {path.relative_to(LICENCES).as_posix() for path in LICENCES.rglob("*.txt")}
    assert named == there


def test_every_part_has_a_licence() -> None:
    assert all(part["licence"] for part in parts())


def test_the_colour_profile_is_the_one_the_script_makes() -> None:
    stored = (resources_dir() / "colour" / "srgb.icc").read_bytes()
    assert int.from_bytes(stored[:4], "big") == len(stored)
    assert stored[36:40] == b"acsp"
    assert not any(stored[MADE_AT])
    assert not any(stored[PROFILE_ID])
    assert re.match(rb"RGB XYZ ", stored[16:24])
    assert len(profile()) == len(stored)
