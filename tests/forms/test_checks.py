from __future__ import annotations

from typing import Any

import pytest

from ehr_desk.forms import Finding, check
from tests.forms.making import ALL_TYPES, FULL, HEAD, NESTED, item, make


def texts(form_body: str, answers: dict[str, Any]) -> list[str]:
    return [finding.text for finding in check(make(form_body), answers)]


def test_a_complete_form_has_no_findings() -> None:
    assert check(make(ALL_TYPES), FULL) == []


def test_a_missing_answer_is_named_by_the_text_of_its_item() -> None:
    body = (
        "[[item]]\nid = 'a'\ntext = 'Intervention used'\ntype = 'note'\nrequired = true\n"
        "[[item]]\nid = 'b'\ntext = 'Was it safe?'\ntype = 'yesno'\nrequired = true\n"
        "[[item]]\nid = 'c'\ntext = 'Plan:'\ntype = 'text'\nrequired = true\n"
    )
    assert texts(body, {}) == ["Missing: Intervention used.", "Missing: Was it safe?", "Missing: Plan."]
    assert texts(body, {"a": " ", "b": False, "c": "\u200f"}) == ["Missing: Intervention used.", "Missing: Plan."]


def test_a_hidden_item_is_never_missing() -> None:
    body = item("one", "yesno") + item("two", more='required = true\nshow_if = "one == true"')
    assert texts(body, {"one": False}) == []
    assert texts(body, {"one": True}) == ["Missing: Text of two."]


def test_findings_in_rows_say_in_which_row_and_come_as_one_reads() -> None:
    rows = [
        {"_id": "a", "kind": "other", "goals": [{"_id": "g"}]},
        {"_id": "b", "goals": [{"_id": "g", "goal": "x"}, {"_id": "h", "goal": "y", "last_use": "x"}]},
        {"_id": "c", "kind": "substance use", "goals": [{"_id": "i", "goal": "y", "last_use": "2026-13-01"}]},
    ]
    assert check(make(NESTED), {"wanted": True, "problems": rows}) == [
        Finding("must", "goal", "Missing: Goal (Problems, row 1; Goals, row 1).", ("a", "g")),
        Finding("must", "kind", "Missing: Kind (Problems, row 2).", ("b",)),
        Finding(
            "must",
            "last_use",
            "Last use (Goals, row 1): give a date of the calendar, such as 31 May 2026.",
            ("c", "i"),
        ),
    ]


def test_an_empty_row_is_to_be_filled_in_or_removed_and_named_once() -> None:
    form = make(ALL_TYPES)
    found = check(form, {"a_table": [{"_id": "a", "meeting": "x"}, {"_id": "b"}]})
    assert found == [Finding("must", "a_table", "Meetings, row 2 is empty. Fill it in or remove it.")]
    nested = [finding.text for finding in check(make(NESTED), {"wanted": True, "problems": [{"_id": "a"}]})]
    assert nested == ["Missing: Kind (Problems, row 1)."]


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("a_number", 100, "A number: give a number from 0 to 99."),
        ("a_number", -1, "A number: give a number from 0 to 99."),
        ("a_decimal", "0.4", "A decimal: give a number from 0.5 to 100 mg."),
        ("a_scale", 11, "A scale: give a number from 0 to 10."),
        ("a_date", "0202-05-31", "A date: look at the year again."),
        ("a_moment", "2926-05-31T09:00", "A moment: look at the year again."),
        ("a_note", "x" * 20_003, "A note: 3 characters too long; it may have 20,000. Shorten it."),
        ("a_date", "tomorrow", "A date: give a date of the calendar, such as 31 May 2026."),
        (
            "dx",
            [{"_id": "d", "kind": "medical", "rank": "primary", "status": "active"}],
            "Missing: Diagnosis (Diagnoses, row 1).",
        ),
        ("served", [{"objective_id": "o"}], "Missing: Progress (Objectives served, row 1)."),
    ],
)
def test_a_wrong_answer_is_one_finding(name: str, value: Any, text: str) -> None:
    assert check(make(ALL_TYPES), {name: value}) == [Finding("must", name, text)]


def test_ends_that_are_open_are_said_as_such() -> None:
    assert texts(item("a", "integer", "min = 1"), {"a": 0}) == ["Text of a: give a number of at least 1."]
    assert texts(item("a", "decimal", "max = '2.5'"), {"a": "3"}) == ["Text of a: give a number of at most 2.5."]


ALERT = item("risk", "scale", 'min = 0\nmax = 3\nalert = { when = "risk > 0", needs = ["action"] }') + item(
    "action", "note"
)


def test_an_alert_asks_for_its_action_and_is_content_with_it() -> None:
    assert texts(ALERT, {"risk": 0}) == []
    assert texts(ALERT, {"risk": 1}) == ["The answer to Text of risk asks for more. Missing: Text of action."]
    assert texts(ALERT, {"risk": 1, "action": "  "}) != []
    assert texts(ALERT, {"risk": 1, "action": "Asked directly"}) == []


def test_an_alert_whose_action_is_hidden_still_blocks() -> None:
    body = ALERT + 'show_if = "risk > 2"\n'
    (finding,) = check(make(body), {"risk": 1})
    assert (finding.level, finding.item) == ("must", "action")


def test_a_needed_and_required_item_is_asked_for_once() -> None:
    assert len(texts(ALERT + "required = true\n", {"risk": 1})) == 1


def test_an_alert_without_needs_says_its_own_text_at_its_level() -> None:
    body = item(
        "sleep", "scale", 'min = 0\nmax = 9\nalert = { when = "sleep < 3", level = "tip", text = "Ask about sleep." }'
    )
    assert check(make(body), {"sleep": 1}) == [Finding("tip", "sleep", "Ask about sleep.")]


def test_an_alert_in_rows_looks_at_its_own_row() -> None:
    body = (
        "[[item]]\nid = 'rows'\ntext = 'Rows'\ntype = 'group'\nrepeats = true\n"
        "[[item.item]]\nid = 'risk'\ntext = 'Risk'\ntype = 'yesno'\n"
        "alert = { when = 'risk == true', needs = ['action'], text = 'Act.' }\n"
        "[[item.item]]\nid = 'action'\ntext = 'Action'\ntype = 'text'\n"
    )
    rows = [{"_id": "a", "risk": True, "action": "x"}, {"_id": "b", "risk": True}, {"_id": "c", "risk": False}]
    assert check(make(body), {"rows": rows}) == [
        Finding("must", "action", "Act. Missing: Action (Rows, row 2).", ("b",))
    ]


def test_one_part_of_a_group_note_can_be_looked_at_alone() -> None:
    head = HEAD.replace('"client"', '"session"')
    form = make(item("topic", more="required = true") + item("response", more='required = true\nper = "client"'), head)
    assert [finding.item for finding in check(form, {})] == ["topic", "response"]
    assert [finding.item for finding in check(form, {}, per="client")] == ["response"]


def test_no_finding_shows_an_answer() -> None:
    secret = "Zz Example drinks"
    answers = {name: [secret] if name in ("a_text", "a_note") else secret for name in FULL}
    found = check(make(ALL_TYPES), answers)
    assert len(found) > 10
    assert not any("Zz" in finding.text for finding in found)
