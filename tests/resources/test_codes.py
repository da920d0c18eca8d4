"""The code tables: what clinicians type is found, and every line is well formed."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections import Counter
from contextlib import closing
from typing import Any

import pytest

from ehr_desk.chart.diagnoses.codes import CodeTable
from ehr_desk.common.paths import resources_dir

CODES = resources_dir() / "codes"

STRENGTH = re.compile(
    r"^(?:\d{1,3}(?:,\d{3})+|\d+|0\.\d*[1-9]|\d+\.\d*[1-9]) (?:mg|mcg|mEq)"
    r"(?:/(?:mL|5 mL|24 h|spray|(?:\d+|\d*\.\d*[1-9]) mg))?$"
)


@pytest.fixture
def table() -> CodeTable:
    return CodeTable(CODES / "icd10cm.db")


def medications() -> list[dict[str, Any]]:
    return list(tomllib.loads((CODES / "medications.toml").read_text(encoding="utf-8"))["medication"])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("opioid use disorder moderate", "F11.20"),
        ("posttraum", "F43.10"),
        ("Post-traumatic stress chronic", "F43.12"),
        ("f11.20", "F11.20"),
        ("F1120", "F11.20"),
        ("alcohol use disorder severe", "F10.20"),
        ("generalized anx", "F41.1"),
        ("GAD", "F41.1"),
        ("mdd recurrent moderate", "F33.1"),
        ("sheltered homeless", "Z59.01"),
        ("suicidal ideation", "R45.851"),
    ],
)
def test_what_clinicians_type_finds_the_code_first(table: CodeTable, asked: str, code: str) -> None:
    assert table.search(asked)[0].code == code


def test_mental_and_substance_use_disorders_come_before_everything_else(table: CodeTable) -> None:
    letters = [found.code[0] for found in table.search("disorder", limit=200)]
    assert letters[0] == "F"
    assert "".join(letters) == "F" * letters.count("F") + "".join(letters).lstrip("F")


def test_a_question_of_signs_only_finds_nothing_and_breaks_nothing(table: CodeTable) -> None:
    assert table.search('"*( -- ') == []
    assert table.search("") == []


def test_headings_are_told_from_codes_that_can_be_recorded(table: CodeTable) -> None:
    heading, code = table.get("F11.2"), table.get("F11.20")
    assert heading is not None
    assert not heading.billable
    assert code is not None
    assert code.billable


def test_a_code_with_a_seventh_character_has_its_full_text(table: CodeTable) -> None:
    found = table.get("T40.2X1A")
    assert found is not None
    assert found.text == "Poisoning by other opioids, accidental (unintentional), initial encounter"


def test_the_table_is_whole_and_says_which_release_it_is() -> None:
    with closing(sqlite3.connect(f"file:{(CODES / 'icd10cm.db').as_posix()}?mode=ro", uri=True)) as database:
        meta = dict(database.execute("SELECT key, value FROM meta"))
        total, billable = database.execute("SELECT count(*), sum(billable) FROM code").fetchone()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert meta["valid_from"] == "2026-04-01"
    assert (total, billable) == (98186, 74719)


def test_no_medication_is_listed_twice_and_each_has_products() -> None:
    names = Counter(medication["generic"] for medication in medications())
    assert [name for name, times in names.items() if times > 1] == []
    assert len(names) >= 120
    assert all(medication["products"] and medication["class"] for medication in medications())


def test_strengths_are_written_as_safe_labels_have_them() -> None:
    strengths = [
        (medication["generic"], strength)
        for medication in medications()
        for product in medication["products"]
        for strength in product["strengths"]
    ]
    assert [(name, strength) for name, strength in strengths if not STRENGTH.match(strength)] == []


def test_generic_names_are_lower_case_and_brand_names_are_not() -> None:
    for medication in medications():
        assert medication["generic"] == medication["generic"].lower()
        assert all(brand[0].isupper() for brand in medication.get("brands", []))


def test_flags_and_schedules_come_from_short_lists() -> None:
    flags = {flag for medication in medications() for flag in medication.get("flags", [])}
    schedules = {medication["schedule"] for medication in medications() if "schedule" in medication}
    assert flags == {"moud", "maud", "withdrawal", "overdose", "tobacco"}
    assert schedules == {"II", "III", "IV", "V"}


def test_the_code_table_says_which_release_it_is_and_until_when_it_is_valid() -> None:
    assert CodeTable(CODES / "icd10cm.db").release().words == "ICD-10-CM April 2026, valid to 30 Sep 2026"


@pytest.mark.parametrize(
    ("flag", "names"),
    [
        ("moud", {"buprenorphine", "buprenorphine and naloxone", "methadone", "naltrexone"}),
        ("maud", {"acamprosate", "disulfiram", "naltrexone"}),
    ],
)
def test_medications_for_use_disorders_are_flagged(flag: str, names: set[str]) -> None:
    assert {medication["generic"] for medication in medications() if flag in medication.get("flags", [])} == names


def test_discharge_reasons_are_the_seven_of_the_federal_data_set() -> None:
    reasons = tomllib.loads((CODES / "teds_discharge_reasons.toml").read_text(encoding="utf-8"))["reason"]
    assert [reason["code"] for reason in reasons] == [1, 2, 3, 4, 5, 6, 7]
    assert [reason["text"] for reason in reasons if reason["completed"]] == ["Treatment completed"]
