"""Names of other members: found where they are typed, not where an ordinary word happens to be one."""

from __future__ import annotations

import pytest

from ehr_desk.chart.entries.naming import named_in, names_found, words_of_names
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary

NAMES = words_of_names(["Marisol", "Vega-Ortiz", "Mari", "Will", "José", "Hope", "D'Angelo", "T."])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Marisol gave feedback.", ["Marisol"]),
        ("Gave feedback to marisol and to VEGA.", ["marisol", "VEGA"]),
        ("Took up Marisol's idea.", ["Marisol's"]),
        ("Took up Marisol\N{RIGHT SINGLE QUOTATION MARK}s idea.", ["Marisol\N{RIGHT SINGLE QUOTATION MARK}s"]),
        ("Sat beside Mrs. Ortiz.", ["Ortiz"]),
        ("Jose agreed.", ["Jose"]),
        ("He and D'Angelo agreed.", ["D'Angelo"]),
        ("Was told by Will to rest.", ["Will"]),
        ("Will rest, and will call; the marital conflict goes on.", ["Will"]),
        ("The Maritime museum, the vegan meal, a hopeful mood.", []),
        ("She has hope and will go on.", []),
        ("Room T. on Monday", []),
        ("", []),
    ],
)
def test_names_are_found_as_whole_words(text: str, words: list[str]) -> None:
    assert [word for word, _ in named_in(text, NAMES)] == words


def test_an_ordinary_word_that_begins_a_sentence_is_not_sure() -> None:
    assert list(named_in("Will call on Friday. Hope was the topic.", NAMES)) == [("Will", False), ("Hope", False)]
    assert list(named_in("Spoke with Will about Hope.", NAMES)) == [("Will", True), ("Hope", True)]
    assert list(named_in("Marisol spoke.", NAMES)) == [("Marisol", True)]


def test_every_place_where_somebody_types_is_looked_at_and_no_choice_is() -> None:
    form = FormLibrary.load(forms_dir()).get("group_note")
    answers = {
        "process": "Marisol opened the group.",
        "next_plan": "Hope will be the topic.",
        "mood": ["Hopeful"],
        "absence_note": "Called by Vega.",
        "objectives_served": [{"objective_id": "marisol", "progress": "some", "evidence": "Helped Will with it."}],
    }
    found = {(one.item, one.word, one.sure) for one in names_found(form, answers, NAMES)}
    assert found == {
        ("process", "Marisol", True),
        ("next_plan", "Hope", False),
        ("absence_note", "Vega", True),
        ("objectives_served", "Will", True),
    }
