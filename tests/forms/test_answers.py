from __future__ import annotations

import json
from typing import Any

import pytest

from ehr_desk.common.canonical import canonical, parse
from ehr_desk.forms import AnswerError, normalise, only, readable
from tests.forms.making import ALL_TYPES, FULL, HEAD, NESTED, item, make

FORM = make(ALL_TYPES)


def test_canonical_answers_stay_as_they_are_and_in_the_order_of_the_form() -> None:
    shuffled = dict(reversed(FULL.items()))
    assert normalise(FORM, shuffled) == FULL
    assert list(normalise(FORM, shuffled)) == list(FULL)


def test_what_is_saved_loads_as_it_was() -> None:
    once = normalise(FORM, FULL)
    assert normalise(FORM, parse(canonical(once))) == once
    assert normalise(FORM, json.loads(json.dumps(once))) == once


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("a_text", " two\nlines \t", "two lines"),
        ("a_text", "e\u0301", "é"),
        ("a_note", "a  \r\nb\x00\x07\n\n", "a\nb"),
        ("a_note", "  indented", "  indented"),
        ("a_note", "\u200fمرحبا 👩‍👧 ok", "\u200fمرحبا 👩‍👧 ok"),
        ("a_note", "lone \ud800 half", "lone  half"),
        ("a_note", "para\u2029graph", "para\ngraph"),
        ("a_number", " 12 ", 12),
        ("a_number", "-3", -3),
        ("a_decimal", "0.50", "0.5"),
        ("a_decimal", "+007.0", "7"),
        ("a_decimal", ".5", "0.5"),
        ("a_decimal", "-0", "0"),
        ("a_decimal", 3, "3"),
        ("a_date", " 2024-02-29 ", "2024-02-29"),
        ("a_choice", "Not at all ", "Not at all"),
        ("a_multi", ["Gamma", "Be\u0301ta", "Gamma"], ["Béta", "Gamma"]),
        ("a_yesno", False, False),
    ],
)
def test_an_answer_has_one_form(name: str, given: Any, kept: Any) -> None:
    assert normalise(FORM, {name: given}) == {name: kept}


@pytest.mark.parametrize("nothing", [None, "", "  ", "\u200f\u200b", []])
@pytest.mark.parametrize("name", ["a_text", "a_note", "a_number", "a_date", "a_choice", "a_multi", "a_yesno"])
def test_nothing_is_no_answer(name: str, nothing: Any) -> None:
    assert normalise(FORM, {name: nothing}) == {}


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("a_text", 5, "text"),
        ("a_note", ["x"], "text"),
        ("a_number", "1.5", "whole number"),
        ("a_number", 1.0, "whole number"),
        ("a_number", True, "whole number"),
        ("a_number", "1" * 40, "whole number"),
        ("a_number", "١٢", "whole number"),
        ("a_decimal", "1,000", "thousands"),
        ("a_decimal", "0,5", "point"),
        ("a_decimal", "1e3", "number"),
        ("a_decimal", 0.5, "number"),
        ("a_decimal", "nan", "number"),
        ("a_decimal", "1.2345678901234567", "number"),
        ("a_date", "2026-02-30", "calendar"),
        ("a_date", "20260228", "calendar"),
        ("a_date", "31.05.2026", "calendar"),
        ("a_date", 20260531, "calendar"),
        ("a_time", "24:00", "00:00"),
        ("a_time", "9:30", "00:00"),
        ("a_moment", "2026-05-31 09:30", "calendar"),
        ("a_moment", "2026-05-31T25:00", "00:00"),
        ("a_yesno", "yes", "yes or no"),
        ("a_yesno", 1, "yes or no"),
        ("a_choice", "never", "offers now"),
        ("a_choice", 0, "offers now"),
        ("a_multi", ["Alpha", "Delta"], "offers now"),
        ("a_multi", "Alpha", "offers now"),
        ("a_multi", [["Alpha"]], "offers now"),
        ("a_table", "x", "list"),
        ("a_table", ["x"], "row"),
        ("a_table", [{"meeting": "no id"}], "id"),
        ("a_table", [{"_id": "a"}, {"_id": "a"}], "id"),
        ("a_table", [{"_id": "a/b"}], "id"),
        ("a_table", [{"_id": "a", "sponsor": "x"}], "Sponsor there (Meetings, row 1)"),
        ("dx", [{"_id": "a", "colour": "red"}], "Diagnoses, row 1"),
        ("dx", [{"_id": "a", "kind": "other"}], "Kind"),
        ("dx", ["F11.20"], "row 1"),
        ("dx", [{"_id": "a"}, {"_id": "a"}], "twice"),
        ("rx", [{"_id": "a", "dose": "1,5"}], "Medications, row 1"),
        ("rx", [{"_id": "a", "as_needed": "x"}], "As needed"),
        ("rx", [{"_id": "a", "as_needed": 1}], "As needed"),
        ("rx", [{"_id": "a", "starts_on": "soon"}], "calendar"),
        ("served", [{"objective_id": 5}], "Objective"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_the_words_of_the_form(name: str, given: Any, words: str) -> None:
    with pytest.raises(AnswerError) as caught:
        normalise(FORM, {name: given})
    (problem,) = caught.value.problems
    assert words in problem.text
    assert words in caught.value.remedy


def test_a_link_keeps_its_fixed_shape() -> None:
    kept = normalise(FORM, {"served": [{"objective_id": "o1"}], "rx": [{"_id": "m", "name": " A\nB ", "dose": "1.50"}]})
    assert kept["served"] == [{"objective_id": "o1", "progress": "", "evidence": ""}]
    assert kept["rx"][0]["dose"] == "1.5"
    assert list(kept["rx"][0]) == list(FULL["rx"][0])  # type: ignore[index]


def test_unknown_ids_are_left_out() -> None:
    assert normalise(FORM, {"nowhere": 1, "some_info": "x", "a_table": [{"_id": "a", "nowhere": 1}]}) == {
        "a_table": [{"_id": "a"}]
    }


def test_hidden_answers_are_left_out_at_every_depth() -> None:
    form = make(NESTED)
    rows = [
        {
            "_id": "a",
            "kind": "other",
            "other_kind": "x",
            "goals": [{"_id": "g", "goal": "y", "last_use": "2026-01-01"}],
        },
        {"_id": "b", "kind": "substance use", "other_kind": "x", "goals": [{"_id": "g", "last_use": "2026-01-01"}]},
    ]
    kept = normalise(form, {"wanted": True, "problems": rows, "extra": "seen"})
    assert kept["problems"] == [
        {"_id": "a", "kind": "other", "other_kind": "x", "goals": [{"_id": "g", "goal": "y"}]},
        {"_id": "b", "kind": "substance use", "goals": [{"_id": "g", "last_use": "2026-01-01"}]},
    ]
    assert kept["extra"] == "seen"
    assert normalise(form, {"wanted": False, "problems": rows, "extra": "gone"}) == {"wanted": False}


def test_a_bad_answer_that_is_hidden_is_no_problem() -> None:
    assert normalise(FORM, {"a_yesno": False, "inside": 5}) == {"a_yesno": False}
    with pytest.raises(AnswerError):
        normalise(FORM, {"a_yesno": True, "inside": 5})


def test_what_can_be_read_is_kept_beside_what_cannot() -> None:
    found = readable(
        FORM, {"a_text": "kept", "a_date": "soon", "a_table": [{"_id": "a", "meeting": "kept", "steps": "x"}]}
    )
    assert found.answers == {"a_text": "kept", "a_table": [{"_id": "a", "meeting": "kept"}]}
    assert [problem.item for problem in found.problems] == ["a_date"]


def test_text_is_never_cut_off() -> None:
    assert len(normalise(FORM, {"a_note": "x" * 50_000})["a_note"]) == 50_000


def test_a_group_note_falls_into_what_is_shared_and_what_is_of_one_client() -> None:
    head = HEAD.replace('"client"', '"session"')
    form = make(item("topic") + item("response", "note", 'per = "client"'), head)
    answers = {"topic": "Sleep", "response": "Listened"}
    assert only(form, answers, "session") == {"topic": "Sleep"}
    assert only(form, answers, "client") == {"response": "Listened"}
