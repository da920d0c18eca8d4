"""Allergies and "none known, asked on"."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ehr_desk.forms import Form, read_form
from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import FILLED, MEDICATION_VISIT

ADMISSION = FILLED["admission"]
NONE = {
    **{name: value for name, value in ADMISSION.items() if name != "allergies"},
    "no_known_allergies": True,
}
LOOSE = """
[form]
id = "own_allergies"
version = 1
title = "Allergies"
category = "intake"
scope = "client"
authors = ["therapist"]
states = ["allergies", "episode.open"]

[[item]]
id = "none"
text = "None known"
type = "yesno"
role = "no_known_allergies"

[[item]]
id = "asked"
text = "Asked on"
type = "date"
role = "allergies_asked_on"

[[item]]
id = "list"
text = "Allergies"
type = "table"
role = "allergies"

[[item.item]]
id = "what"
text = "What"
type = "text"
role = "substance"

[[item.item]]
id = "then"
text = "Then"
type = "text"
role = "reaction"
"""


@pytest.fixture
def own_form() -> Form:
    return read_form(LOOSE, Path("own_allergies.toml"))


def test_none_known_carries_the_day_it_was_asked() -> None:
    bench = Bench()
    assert bench.said("must", "admission", NONE) == []
    assert "No known allergies, asked on 28 Sep 2026." in bench.sentences("admission", NONE)
    bench.sign("admission", NONE)
    (status,) = bench.rows("allergy_status")
    assert (status.none_known, status.asked_on) == (True, date(2026, 9, 28))
    assert bench.rows("allergies") == []


def test_an_allergy_learned_later_ends_none_known() -> None:
    bench = Bench()
    bench.sign("admission", NONE)
    learned = {
        "new_allergy": True,
        "allergies": [{"_id": "a1", "allergy_substance": "Latex", "allergy_reaction": "Rash"}],
    }
    bench.sign("medication_visit", {**MEDICATION_VISIT, **learned})
    assert [row.substance for row in bench.rows("allergies")] == ["Latex"]
    assert bench.rows("allergy_status")[0].none_known is False
    assert bench.rows("allergy_status", on=date(2026, 10, 1))[0].none_known is True


def test_none_known_never_hides_a_documented_allergy() -> None:
    bench = Bench()
    bench.sign("admission", ADMISSION, entry_id="a")
    again = {**NONE, "entry_date": "2026-11-01", "allergies_asked_on": "2026-11-01"}
    expected = "The record lists an allergy to Penicillin; it stays on the list."
    assert expected in bench.said("should", "admission", again)
    bench.sign("admission", again)
    assert [row.substance for row in bench.rows("allergies")] == ["Penicillin"]
    (status,) = bench.rows("allergy_status")
    assert (status.none_known, status.asked_on) == (False, date(2026, 11, 1))


def test_correcting_the_entry_takes_a_wrong_allergy_off_the_list() -> None:
    bench = Bench()
    bench.sign("admission", ADMISSION, entry_id="a")
    bench.sign("admission", NONE, entry_id="a")
    assert bench.rows("allergies") == []
    assert bench.rows("allergy_status")[0].none_known is True


def test_the_same_substance_is_one_row_with_the_newest_reaction() -> None:
    bench = Bench()
    bench.sign("admission", ADMISSION)
    worse = {
        "_id": "a1",
        "allergy_substance": " penicillin",
        "allergy_reaction": "Swelling",
        "allergy_severity": "Severe",
    }
    bench.sign("medication_visit", {**MEDICATION_VISIT, "new_allergy": True, "allergies": [worse]})
    (row,) = bench.rows("allergies")
    assert (row.reaction, row.severity, row.recorded_on) == ("Swelling", "Severe", date(2026, 10, 23))


def test_a_visit_that_did_not_ask_states_nothing() -> None:
    kinds = {effect.kind for effect in Bench().effects("medication_visit", MEDICATION_VISIT)}
    assert not any(kind.startswith("allerg") for kind in kinds)


def test_the_sentence_tells_reaction_and_severity() -> None:
    assert "Allergy to Penicillin: Hives (moderate)." in Bench().sentences("admission", ADMISSION)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, "Record the allergies, or that none are known and when it was asked."),
        ({"none": False}, "Record the allergies, or that none are known and when it was asked."),
        ({"none": True}, "Say on which day allergies were asked for."),
        ({"list": [{"_id": "a1", "what": "Latex"}]}, "Say what reaction the client has to Latex."),
        ({"list": [{"_id": "a1", "then": "Rash"}]}, "An allergy has no substance."),
        (
            {"none": True, "asked": "2026-10-01", "list": [{"_id": "a1", "what": "Latex", "then": "Rash"}]},
            'There is an allergy and also "no known allergies". Keep one of them.',
        ),
    ],
)
def test_a_clinics_own_form_is_held_to_the_same(own_form: Form, answers: dict[str, Any], expected: str) -> None:
    assert expected in Bench().said("must", own_form, answers)


def test_the_shipped_admission_asks_for_them() -> None:
    for name in ("no_known_allergies", "allergies_asked_on", "allergies"):
        without = {key: value for key, value in ADMISSION.items() if key != name}
        assert [f.item for f in Bench().findings("admission", without) if f.level == "must"] == [name]
