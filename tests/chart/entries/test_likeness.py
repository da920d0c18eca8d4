"""Cloned texts as auditors find them: the same throughout, the same but for a name, nearly the same."""

from __future__ import annotations

import pytest

from ehr_desk.chart.entries.likeness import NEAR, likeness, marked

RESPONSE = (
    "Marisol described the hour after work as the riskiest of her day and practised the delay plan with a partner. "
    "She rated her craving 6 before and 3 after the exercise and will call her sponsor on Friday evening."
)
SAME_THEME = (
    "Spoke little at first, then told the group about a call from a former dealer on Sunday. Hung up, wrote down "
    "what had helped, and asked how others answer such calls. Wants to change the number this week."
)


def test_a_text_is_the_same_as_itself_whatever_the_spaces_case_and_stops() -> None:
    assert likeness(RESPONSE, f"  {RESPONSE.upper().replace('.', '!')}\n").identical
    assert likeness(RESPONSE, RESPONSE).percent == 100


def test_a_text_with_another_client_s_name_and_pronouns_is_the_same_text() -> None:
    clone = RESPONSE.replace("Marisol", "Devon").replace("She", "He").replace("her ", "his ")
    assert likeness(RESPONSE, clone, ("Marisol", "Devon")).identical
    assert likeness(RESPONSE, clone, ("Marisol", "Devon", "Pike")).identical


def test_a_changed_number_and_day_still_makes_a_near_copy_that_is_shown() -> None:
    copy = RESPONSE.replace("6 before and 3", "7 before and 2").replace("Friday", "Sunday")
    found = likeness(RESPONSE, copy)
    assert not found.identical
    assert found.near
    assert 85 < found.percent < 100


def test_two_people_s_own_words_on_the_same_theme_are_not_alike() -> None:
    assert not likeness(RESPONSE, SAME_THEME).near


def test_a_text_that_was_half_written_anew_is_not_alike() -> None:
    first, _ = RESPONSE.split(". ", 1)
    assert not likeness(RESPONSE, f"{first}. Left ten minutes early for a bus and took the worksheet home.").near


def test_short_texts_are_told_only_where_they_are_the_same_throughout() -> None:
    assert likeness("Listened, took notes.", "listened; took notes").identical
    assert not likeness("Listened, took notes.", "Listened, took part.").near
    assert not likeness("", "").near
    assert not likeness("...", "---").near


@pytest.mark.parametrize("changed", [2, 3, 4, 6, 8])
def test_the_share_is_that_of_the_words_in_common(changed: int) -> None:
    words = [f"word{at}" for at in range(20)]
    other = [*(f"other{at}" for at in range(changed)), *words[changed:]]
    found = likeness(" ".join(words), " ".join(other))
    assert found.near == ((20 - changed) / 20 > NEAR)


def test_the_pieces_of_a_pair_add_up_to_the_texts_and_mark_what_both_have() -> None:
    one, other = "Named two warning signs today, calmly.", "Named three warning signs, calmly!"
    left, right = marked(one, other)
    assert "".join(piece.text for piece in left) == one
    assert "".join(piece.text for piece in right) == other
    assert [piece.text for piece in left if piece.same] == ["Named", "warning signs", "calmly"]
    assert "three" in "".join(piece.text for piece in right if not piece.same)
