"""The words of an entry in a list say something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ehr_desk.chart.entries.body import excerpt
from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.line import _first_words
from ehr_desk.common.canonical import Json
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary, declined, read_form, scores
from tests.chart.plans.bench import Bench, shipped
from tests.clinical_forms.filled import FILLED

FORM = read_form(
    """
[form]
id = "toy"
version = 1
title = "Toy"
category = "note"
scope = "client"
authors = ["therapist"]

[[item]]
id = "on"
text = "Date"
type = "date"
role = "effective_on"

[[item]]
id = "first"
text = "First"
type = "note"

[[item]]
id = "second"
text = "Second"
type = "note"
""",
    Path("toy.toml"),
)


def test_a_note_that_says_none_is_passed_over() -> None:
    assert excerpt(FORM, {"first": "None.", "second": "A walk each morning."}, {}) == "A walk each morning."


def test_a_measure_shows_its_score_and_band() -> None:
    scores = {"total": {"value": 9, "maximum": 27, "band": "Mild"}}
    assert excerpt(FORM, {"first": "Words"}, scores) == "9 of 27, mild"


def test_long_notes_end_in_an_ellipsis() -> None:
    assert excerpt(FORM, {"first": "word " * 100}, {}).endswith("…")


@pytest.mark.parametrize(
    ("ninth", "said"),
    [("Not at all", "8 of 27, mild"), ("Several days", "9 of 27, mild · Item 9 is above 0")],
)
def test_a_mild_total_does_not_hide_an_answer_that_needs_action(ninth: str, said: str) -> None:
    form = FormLibrary.load(forms_dir()).get("phq9")
    answers = {f"phq9_{at}": "Several days" for at in range(1, 9)} | {"phq9_9": ninth}
    counted = {
        key: {"value": one.value, "maximum": one.maximum, "band": one.band}
        for key, one in scores(form, answers).items()
    }
    assert excerpt(form, answers, counted) == said


@pytest.mark.parametrize(
    ("declined_items", "said"),
    [
        ((4,), "8 of 27, mild, prorated"),
        ((2, 3, 9), "No score: 3 of 9 answers were declined · Item 9 was declined"),
    ],
)
def test_what_was_declined_is_told_in_the_list_too(declined_items: tuple[int, ...], said: str) -> None:
    form = FormLibrary.load(forms_dir()).get("phq9")
    answers = {f"phq9_{at}": declined() if at in declined_items else "Several days" for at in range(1, 9)}
    answers["phq9_9"] = declined() if 9 in declined_items else "Not at all"
    counted = {
        key: {"value": one.value, "maximum": one.maximum, "band": one.band, "note": one.note}
        for key, one in scores(form, answers).items()
    }
    assert excerpt(form, answers, counted) == said


@pytest.mark.parametrize(
    ("form_id", "kept", "said"),
    [
        ("rulers", 0, "No score: 8 of 8 answers were declined"),
        ("bam_iop", 0, "No score: 15 of 15 answers were declined"),
        ("pcl5", 19, "No score: 1 of 20 answers was declined"),
    ],
)
def test_of_a_measure_with_several_scores_what_was_declined_is_counted_over_all(
    form_id: str, kept: int, said: str
) -> None:
    form = FormLibrary.load(forms_dir()).get(form_id)
    asked = [item for item in form.walk() if item.may_decline]
    answers: dict[str, Json] = {item.id: item.choices[0].label for item in asked[:kept]}
    answers |= {item.id: declined() for item in asked[kept:]}
    counted: dict[str, dict[str, Json]] = {
        key: {"value": one.value, "maximum": one.maximum, "band": one.band, "note": one.note}
        for key, one in scores(form, answers).items()
    }
    assert excerpt(form, answers, counted) == said


def test_a_consent_says_to_whom_for_what_and_until_when_or_that_it_was_taken_back() -> None:
    bench = Bench()
    form = shipped().get("consent")
    filled = bench.effects("consent", FILLED["consent"])
    recipient = FILLED["consent"]["recipient"]
    said = _first_words(form, body_of(form, filled))
    assert said.startswith(f"To {recipient}: ")
    assert "; ends " in said
    back = Effect("consent.revoked", bench.today, {}, f"Consent to disclose to {recipient} revoked on 3 Dec 2026.")
    assert _first_words(form, body_of(form, [*filled, back])) == back.sentence


def body_of(form: Form, effects: list[Effect]) -> dict[str, Any]:
    return {
        "form": {"title": form.title, "category": form.category},
        "effects": [{"kind": one.kind, "sentence": one.sentence} for one in effects],
        "answers": {},
        "scores": {},
    }
