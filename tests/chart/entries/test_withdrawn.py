"""What counts as taken back, and where it is known again."""

from __future__ import annotations

from typing import Any

import pytest

from ehr_desk.chart.entries.withdrawn import Withdrawn, texts_in, withdrawn
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary

FORMS = FormLibrary.load(forms_dir())
SECRET = "Her husband Marco Diaz was arrested for selling heroin at the mill."
REST = "Walked to the library every morning and cooked supper."


def taken(before: dict[str, Any], now: dict[str, Any], *own: str, form: str = "dap_note") -> Withdrawn:
    return withdrawn([(FORMS.get(form), before)], now, own)


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        (f"She came late. {SECRET}", "Her husband Marco Diaz was arrested for selling heroin at the mill"),
        (
            "you met this objective: her husband Marco Diaz was arrested, by report.",
            "her husband Marco Diaz was arrested",
        ),
        ("Nobody named marco diaz was seen.", "marco diaz"),
        ("Her husband was arrested for\n selling heroin.", "was arrested for selling heroin"),
    ],
)
def test_words_taken_back_are_known_again_in_part_in_another_case_and_by_a_name(said: str, quoted: str) -> None:
    gone = taken({"data": f"{SECRET} {REST}"}, {"data": REST})
    assert gone.found_in([REST, said]) == quoted


@pytest.mark.parametrize("said", [REST, "She was arrested in May.", "Marco came.", ""])
def test_what_still_stands_or_says_something_else_is_not_found(said: str) -> None:
    assert taken({"data": f"{SECRET} {REST}"}, {"assessment": REST}).found_in([said]) == ""


def test_evidence_in_a_row_and_a_short_sentence_are_words_too() -> None:
    before = {"objectives_served": [{"objective_id": "0" * 32, "evidence": SECRET}], "plan": "Brother sells pills."}
    gone = taken(before, {"plan": "Go on."})
    assert gone.found_in([SECRET])
    assert gone.found_in(["Told that (brother sells pills)"])
    assert gone.found_in(["Sells pills."]) == ""


def test_the_name_of_a_participant_is_known_again_by_one_word() -> None:
    before = {"participants": [{"_id": "1" * 32, "name": "Mara", "relationship": "sister", "presence": "in person"}]}
    gone = taken(before, {"participants": []}, form="family_session")
    assert gone.found_in(["Mara (sister) came."]) == "Mara"
    assert gone.found_in(["The sister came in person.", "a mara is a hare"]) == ""


def test_what_was_chosen_from_a_list_and_names_that_stand_everywhere_are_no_words_taken_back() -> None:
    choice = next(
        one.label for item in FORMS.get("dap_note").walk() for one in item.choices if len(one.label.split()) > 2
    )
    gone = taken({"one": choice, "two": "Seen by Dana Whitlock today, as agreed upon in May."}, {}, "Dana Whitlock")
    assert gone.found_in([choice, "By Dana Whitlock."]) == ""
    assert gone.found_in(["Today, as agreed upon in May"])


def test_ids_days_and_numbers_are_no_texts() -> None:
    answers = {
        "a": "0123456789abcdef0123456789abcdef",
        "b": "2026-11-20",
        "c": "50",
        "d": [{"_id": "f" * 32, "e": "Yes"}],
    }
    assert list(texts_in(answers)) == ["Yes"]


def test_a_name_that_the_chart_knew_before_is_no_name_taken_back() -> None:
    said = f"Goes to Alcoholics Anonymous. {SECRET}"
    gone = withdrawn(
        [(FORMS.get("dap_note"), {"data": said})], {"data": "Came late."}, (), ["alcoholics anonymous helps"]
    )
    assert gone.found_in(["Told of Alcoholics Anonymous in May."]) == ""
    assert gone.found_in(["Marco Diaz helped."]) == "Marco Diaz"
