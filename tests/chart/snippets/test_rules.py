"""What a snippet may be, and what becomes of its text."""

from __future__ import annotations

import pytest

from ehr_desk.chart.entries.placeholders import next_placeholder, placeholders
from ehr_desk.chart.snippets.rows import SnippetRow
from ehr_desk.chart.snippets.rules import by_word, checked, expanded
from ehr_desk.common.errors import UserError


def test_what_the_record_knows_is_filled_in_and_the_rest_stays_to_be_filled_in() -> None:
    text = "{First  name} scored {last PHQ-9}. What helped: {what helped}. Works on {objective}."
    found = expanded(text, {"first name": "Maria", "last PHQ-9": "9 on 20 Oct 2026", "objective": ""})
    assert found == "Maria scored 9 on 20 Oct 2026. What helped: {what helped}. Works on {objective}."
    assert placeholders(found) == ["what helped", "objective"]
    assert next_placeholder(found, 0) == (found.index("{what"), found.index("{what") + len("{what helped}"))
    assert next_placeholder(found, len(found)) is None


@pytest.mark.parametrize(
    ("word", "text"), [("x", "Text"), ("two words", "Text"), ("w" * 25, "Text"), (".ok", "  "), (".ok", "t" * 4001)]
)
def test_what_is_no_snippet_is_refused_with_what_to_do(word: str, text: str) -> None:
    with pytest.raises(UserError) as refused:
        checked(word, text)
    assert refused.value.remedy


def test_one_s_own_snippet_goes_before_a_shared_one_of_the_same_word() -> None:
    own, shared = SnippetRow("1", ".b", "mine", False, True, ""), SnippetRow("2", ".b", "theirs", True, False, "Sam")
    assert by_word([own, shared]) == by_word([shared, own]) == {".b": "mine"}
