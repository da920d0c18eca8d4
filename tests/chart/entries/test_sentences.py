"""Assembled text is renewed sentence by sentence; what the author wrote stays the author's."""

from __future__ import annotations

from ehr_desk.chart.entries.sentences import Choice, Merged, again, merge, stands

FOUR = "The client attended 4 of 4 scheduled sessions in this period (3 h 5 min)."
THREE = "The client attended 3 of 3 scheduled sessions in this period (2 h 40 min)."
MET = "1 of 3 objectives is met (1.1) and 2 continue (1.2 and 2.1)."
DRUG = "Sertraline was started; amoxicillin was started in this period."
LESS = "Sertraline was started in this period."
SCORE = "PHQ-9 was 14 (moderate) on 3 Nov 2026."
OWN = "She speaks up in group now."


def renewed(text: str, before: list[str], after: list[str], proposed: str = "") -> Merged:
    return merge(text, before, after, proposed or "\n\n".join(after))


def test_one_added_sentence_leaves_every_assembled_one_to_be_renewed_in_its_place() -> None:
    text = f"{FOUR}\n\n{MET}\n\n{DRUG} {OWN}"
    assert renewed(text, [FOUR, MET, DRUG], [THREE, MET, LESS]) == Merged(f"{THREE}\n\n{MET}\n\n{LESS} {OWN}")


def test_the_authors_own_sentences_keep_their_position_between_assembled_ones() -> None:
    text = f"First of all. {FOUR} {OWN} {MET}\nAnd a last line"
    assert renewed(text, [FOUR, MET], [THREE, MET]).text == f"First of all. {THREE} {OWN} {MET}\nAnd a last line"


def test_a_sentence_that_the_record_no_longer_says_leaves_the_text() -> None:
    assert renewed(f"{SCORE} {OWN}\n\n{MET}", [SCORE, MET], [MET]).text == f"{OWN}\n\n{MET}"
    assert renewed(f"{FOUR}\n\n{SCORE}\n\n{MET} {OWN}", [FOUR, SCORE, MET], [FOUR, MET]).text == (
        f"{FOUR}\n\n{MET} {OWN}"
    )


def test_a_new_sentence_comes_after_the_one_before_it() -> None:
    proposed = f"{FOUR} {SCORE}\n\n{MET}"
    assert renewed(f"{FOUR} {OWN}", [FOUR], [FOUR, SCORE, MET], proposed).text == f"{FOUR} {SCORE} {OWN}\n\n{MET}"
    assert renewed(f"{MET} {OWN}", [MET], [FOUR, MET], f"{FOUR}\n\n{MET}").text == f"{FOUR}\n\n{MET} {OWN}"


def test_the_place_that_the_only_assembled_sentence_left_is_taken_by_what_the_record_says_instead() -> None:
    assert renewed(f"{SCORE} {OWN}", [SCORE], ["No measure is recorded."]).text == f"No measure is recorded. {OWN}"


def test_what_the_author_took_out_stays_out_until_the_record_says_something_else() -> None:
    assert renewed(f"{MET} {OWN}", [FOUR, MET], [FOUR, MET]).text == f"{MET} {OWN}"
    assert renewed(f"{MET} {OWN}", [FOUR, MET], [THREE, MET]).text == f"{THREE}\n\n{MET} {OWN}"


def test_a_sentence_that_author_and_record_changed_stands_beside_the_new_one_to_choose() -> None:
    mine = "The client attended 4 of 4 scheduled sessions in this period, all on time."
    found = renewed(f"{mine}\n\n{MET}", [FOUR, MET], [THREE, MET])
    assert found == Merged(f"{mine} {THREE}\n\n{MET}", (Choice(FOUR, mine, THREE),))
    (choice,) = found.choices
    assert choice.is_open(found.text)
    assert not choice.is_open(f"{mine}\n\n{MET}")
    assert not choice.is_open(f"{THREE}\n\n{MET}")


def test_a_changed_sentence_of_which_the_record_says_nothing_any_more_is_pointed_out() -> None:
    mine = "Sertraline was started; amoxicillin was started in this period for a sore throat."
    found = renewed(f"{MET} {mine}", [MET, DRUG], [MET])
    assert found == Merged(f"{MET} {mine}", (Choice(DRUG, mine, ""),))


def test_a_changed_sentence_stays_as_it_is_while_the_record_says_the_same() -> None:
    mine = "The client attended 4 of 4 scheduled sessions in this period, all on time."
    assert renewed(f"{mine} {MET}", [FOUR, MET], [FOUR, MET]) == Merged(f"{mine} {MET}")


def test_an_open_choice_follows_the_record_when_it_changes_once_more() -> None:
    two = "The client attended 2 of 2 scheduled sessions in this period (1 h 50 min)."
    assert again(Choice(FOUR, "mine", THREE), [THREE, MET], [two, MET]) == Choice(FOUR, "mine", two)
    assert again(Choice(FOUR, "mine", THREE), [THREE, MET], [THREE, MET]) == Choice(FOUR, "mine", THREE)
    assert again(Choice(FOUR, "mine", THREE), [THREE, MET], [MET]) == Choice(FOUR, "mine", "")


def test_an_emptied_text_gets_only_what_is_new() -> None:
    assert renewed("", [FOUR, MET], [FOUR, MET]).text == ""
    assert renewed("", [FOUR], [FOUR, SCORE]).text == SCORE


def test_a_sentence_stands_in_a_text_only_as_a_whole() -> None:
    assert stands(MET, f"{OWN} {MET}")
    assert not stands("No medication is recorded.", "No medication is recorded.No")
    assert not stands("", "Anything.")
