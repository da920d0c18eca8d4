from __future__ import annotations

from typing import Any

from ehr_desk.common.canonical import canonical
from ehr_desk.forms import FlatAnswer, display, flat, response
from tests.forms.making import ALL_TYPES, FULL, NESTED, make

FORM = make(ALL_TYPES)


def linked(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["linkId"]: one for one in found}


def test_a_response_carries_question_and_label_side_by_side() -> None:
    found = response(FORM, FULL)
    assert found["resourceType"] == "QuestionnaireResponse"
    assert found["questionnaire"] == "urn:ehr-desk:form:trial|1"
    items = linked(found["item"])
    assert items["a_choice"] == {
        "linkId": "a_choice",
        "text": "A choice",
        "answer": [{"valueCoding": {"display": "Several days"}}],
    }
    assert items["a_decimal"]["answer"] == [{"valueDecimal": 2.5}]
    assert items["a_time"]["answer"] == [{"valueTime": "09:30:00"}]
    assert items["a_yesno"]["answer"] == [{"valueBoolean": True}]
    assert items["together"]["item"][0]["answer"] == [{"valueString": "seen"}]
    assert len(items["a_multi"]["answer"]) == 2
    canonical(found)


def test_every_row_is_an_item_of_its_own_with_its_id() -> None:
    rows = [one for one in response(FORM, FULL)["item"] if one["linkId"] == "a_table"]
    assert [row["id"] for row in rows] == ["aa", "bb"]
    assert [inside["linkId"] for inside in rows[0]["item"]] == ["meeting", "sponsor", "steps"]


def test_a_linked_record_is_spelled_out() -> None:
    (row,) = [one for one in response(FORM, FULL)["item"] if one["linkId"] == "rx"]
    assert row["id"] == "m1"
    assert linked(row["item"])["rx.dose"] == {"linkId": "rx.dose", "text": "Dose", "answer": [{"valueDecimal": 50}]}
    assert linked(row["item"])["rx.as_needed"]["answer"] == [{"valueBoolean": False}]


def back(items: list[dict[str, Any]]) -> dict[str, Any]:
    """The values of a response again, read by somebody who does not have the form."""
    found: dict[str, Any] = {}
    for one in items:
        if "answer" in one:
            found[one["linkId"]] = [next(iter(answer.values())) for answer in one["answer"]]
        elif "id" in one:
            found.setdefault(one["linkId"], []).append({"_id": one["id"], **back(one.get("item", []))})
        else:
            found |= back(one["item"])
    return found


def test_no_answer_is_lost_on_the_way_into_a_response() -> None:
    found = back(response(FORM, FULL)["item"])
    assert set(found) == set(FULL)
    assert found["a_multi"] == [{"display": "Alpha"}, {"display": "Gamma"}]
    assert [row["_id"] for row in found["a_table"]] == ["aa", "bb"]
    nested = {"wanted": True, "problems": [{"_id": "a", "kind": "other", "goals": [{"_id": "g", "goal": "x"}]}]}
    assert back(response(make(NESTED), nested)["item"])["problems"] == [
        {"_id": "a", "kind": [{"display": "other"}], "goals": [{"_id": "g", "goal": ["x"]}]}
    ]


def test_flat_answers_come_one_by_one_with_points() -> None:
    found = flat(FORM, FULL)
    by_item = {one.item: one for one in found}
    assert by_item["a_choice"] == FlatAnswer("a_choice", "A choice", "Several days", 1)
    assert by_item["a_scale"] == FlatAnswer("a_scale", "A scale", "3 of 10", 3)
    assert by_item["a_decimal"] == FlatAnswer("a_decimal", "A decimal", "2.5 mg", None)
    assert by_item["a_moment"].value == "2026-05-31 09:30"
    assert [one.value for one in found if one.item == "a_multi"] == ["Alpha", "Gamma"]
    assert FlatAnswer("steps", "Steps", "3", 3, ("aa",)) in found
    assert by_item["dx"].value == "F11.20, Opioid dependence, uncomplicated, substance use, primary, active"
    assert "m1" not in by_item["rx"].value


def test_hidden_and_unreadable_answers_are_in_neither() -> None:
    answers = {"a_yesno": False, "inside": "hidden", "a_date": "soon"}
    assert [one.item for one in flat(FORM, answers)] == ["a_yesno"]
    assert [one["linkId"] for one in response(FORM, answers)["item"]] == ["a_yesno"]


def test_answers_are_shown_as_people_read_them() -> None:
    assert display(FORM.item("a_yesno"), False) == "No"
    assert display(FORM.item("a_multi"), ["Alpha", "Gamma"]) == "Alpha, Gamma"
    assert display(FORM.item("served"), FULL["served"]) == "some, Used the skill twice"
