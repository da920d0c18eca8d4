"""The abbreviations and what is written instead stand in ISMP's List of Error-Prone Abbreviations, Symbols, and Dose
Designations; "bid", "tid", "qid", "po" and "prn" do not stand there."""

import pytest

from ehr_desk.chart.medications.standard import offers, written_out

LISTED = [
    ("unit", "U", "units"),
    ("unit", "IU", "international units"),
    ("unit", "cc", "mL"),
    ("unit", "µg", "mcg"),
    ("route", "SC", "subcutaneous"),
    ("route", "SQ", "subcutaneous"),
    ("route", "sub q", "subcutaneous"),
    ("route", "per os", "by mouth"),
    ("route", "IN", "intranasal"),
    ("frequency", "QD", "once a day"),
    ("frequency", "q.d.", "once a day"),
    ("frequency", "q1d", "once a day"),
    ("frequency", "o.d.", "once a day"),
    ("frequency", "QOD", "every other day"),
    ("frequency", "q.o.d.", "every other day"),
    ("frequency", "hs", "at bedtime"),
    ("frequency", "qhs", "at bedtime"),
    ("frequency", "qn", "at bedtime"),
    ("frequency", "BT", "at bedtime"),
    ("frequency", "TIW", "three times a week"),
    ("frequency", "UD", "as directed"),
]


@pytest.mark.parametrize(("field", "typed", "words"), LISTED)
def test_what_ismp_lists_as_error_prone_is_written_out_and_offered_first(field: str, typed: str, words: str) -> None:
    assert written_out(field, typed) == words
    assert offers(field, typed)[0][1] == words


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("frequency", "bid", "twice a day"),
        ("frequency", "b.i.d.", "twice a day"),
        ("frequency", "TID", "three times a day"),
        ("frequency", "qid", "four times a day"),
        ("frequency", "prn", "as needed"),
        ("route", "po", "by mouth"),
    ],
)
def test_a_usual_abbreviation_is_understood_and_may_stay(field: str, typed: str, words: str) -> None:
    assert offers(field, typed)[0][1] == words
    assert written_out(field, typed) == ""


def test_words_are_found_by_their_beginning_before_their_middle() -> None:
    assert [words for _short, words in offers("frequency", "every e")] == ["every evening"]
    assert offers("unit", "m")[0][1] == "mg"
    assert offers("frequency", "with the first meal") == []
    assert offers("indication", "sleep") == []
