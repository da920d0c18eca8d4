"""A question that may be declined: what is kept, asked, shown and given away."""

from __future__ import annotations

from typing import Any

import pytest

from ehr_desk.forms import FormError, asks_for, check, declined, flat, normalise, response, scores, visible
from tests.forms.making import item, make

NO = declined()
MAY = "may_decline = true\nrequired = true"
POINTS = 'choices = { "Never" = 0, "Often" = 1 }'
FORM = make(
    item("one", "choice", f"{POINTS}\n{MAY}")
    + item("two", "choice", f"{POINTS}\n{MAY}")
    + item("days", "integer", f"min = 0\nmax = 7\n{MAY}")
    + item("told", "note", 'role = "safety_action"\nshow_if = "one == \\"Often\\" or declined(one)"')
    + item("why", "note", 'show_if = "declined(score.all)"')
    + item("plain", "choice", f'{POINTS}\nalert = {{ when = "declined(one)", needs = ["told"] }}')
    + '[[score]]\nid = "all"\nsum = ["one", "two"]\n'
)
ANSWERS: dict[str, Any] = {"one": "Often", "two": NO, "days": 3}


def test_declined_is_an_answer_that_can_be_signed_and_stays_as_it_is() -> None:
    assert check(FORM, ANSWERS) == []
    assert normalise(FORM, ANSWERS) == ANSWERS
    assert normalise(FORM, normalise(FORM, ANSWERS)) == ANSWERS


@pytest.mark.parametrize("value", [{"declined": False}, {"declined": True, "more": 1}, {"declined": 1.5}, {}])
def test_nothing_else_is_taken_for_it(value: object) -> None:
    assert [one.item for one in check(FORM, {**ANSWERS, "days": value})] == ["days"]


def test_a_question_that_may_not_be_declined_keeps_its_own_answers() -> None:
    assert [one.item for one in check(FORM, {**ANSWERS, "plain": NO})] == ["plain"]


def test_it_is_no_value_to_compare_with_and_not_answered() -> None:
    form = make(
        item("asked", "yesno", MAY)
        + item("not_yes", "note", 'show_if = "asked != true"')
        + item("answered", "note", 'show_if = "answered(asked)"').replace('"answered"', '"was_answered"')
        + item("silent", "note", 'show_if = "declined(asked)"')
    )
    assert visible(form, {"asked": NO}) == {"asked", "silent"}


def test_it_has_no_points_and_the_score_says_so() -> None:
    found = scores(FORM, ANSWERS)["all"]
    assert (found.value, found.declined) == (None, 1)
    assert found.note == "No score: 1 of 2 answers was declined. The answers given already add up to 1."
    assert "why" in visible(FORM, ANSWERS)


def test_a_total_of_totals_says_how_many_questions_below_it_were_declined() -> None:
    form = make(
        item("one", "choice", f"{POINTS}\n{MAY}")
        + item("two", "choice", f"{POINTS}\n{MAY}")
        + item("three", "choice", f"{POINTS}\n{MAY}")
        + '[[score]]\nid = "all"\nsum = ["score.part", "three"]\n[[score]]\nid = "part"\nsum = ["one", "two"]\n'
    )
    assert scores(form, {"one": NO, "two": NO, "three": "Often"})["all"].declined == 2


def test_an_alert_can_wait_for_it() -> None:
    answers = {**ANSWERS, "one": NO}
    assert [(one.level, one.item) for one in check(FORM, answers)] == [("must", "told")]
    assert asks_for(FORM, answers, "safety_action")
    assert not asks_for(FORM, ANSWERS, "safety_action")


def test_it_is_read_found_and_exchanged_as_declined() -> None:
    assert [(one.value, one.points) for one in flat(FORM, ANSWERS) if one.item == "two"] == [
        ("Declined to answer", None)
    ]
    (two,) = [one for one in response(FORM, ANSWERS)["item"] if one["linkId"] == "two"]
    # HL7 FHIR R4, data-absent-reason: "asked-declined".
    assert (two["extension"][0]["valueCode"], "answer" in two) == ("asked-declined", False)


def test_a_form_without_the_word_has_the_hash_it_always_had() -> None:
    assert "may_decline" not in str(make(item("one", "yesno")).definition())


def test_only_what_may_be_declined_can_be_asked_for() -> None:
    with pytest.raises(FormError, match="cannot be declined"):
        make(item("one", "yesno") + item("two", "note", 'show_if = "declined(one)"'))


def test_a_question_that_the_record_reads_by_its_role_cannot_be_declined() -> None:
    with pytest.raises(FormError, match="reads one by its role"):
        make(item("one", "integer", 'may_decline = true\nrole = "craving"'))
