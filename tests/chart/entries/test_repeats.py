"""Sentences written before, under whatever heading and in whatever order; carried passages with a word put in."""

from __future__ import annotations

from ehr_desk.chart.entries.alike import Held, LastNote
from ehr_desk.chart.entries.repeats import repeated, sentences
from ehr_desk.chart.entries.reused import Passage, untouched
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary

_DAP = FormLibrary.load(forms_dir()).get("dap_note")
DATA = (
    "Brought the letter of the employer and read it aloud. Slept six hours on most nights; the train was taken twice."
)
ASSESSMENT = "Shame was named for the first time today. The delay plan holds at home, and less so at work."
PLAN = "Ride one stop more each week. Call the sponsor on Friday evening, before the shift."


def dap(data: str, assessment: str, plan: str) -> dict[str, str]:
    return {"data": data, "assessment": assessment, "plan": plan}


def held(*notes: dict[str, str]) -> tuple[Form, Held]:
    written = _DAP
    return written, Held([LastNote(written, answers, True, "2026-11-12") for answers in notes], ("Marisol",))


def test_sentences_in_another_order_and_with_other_pronouns_are_the_same() -> None:
    before = sentences("She slept well. Marisol's train was late; he took the next one!", ("Marisol",))
    again = repeated(
        sentences("Marisol's train was late. They took the next one. He slept well.", ("Marisol",)), before
    )
    assert again.found.identical
    assert not repeated(sentences("He slept well and late."), before).found.near


def test_one_new_sentence_of_three_is_counted_by_its_words() -> None:
    before = sentences("One two three four five six. Seven eight nine ten eleven twelve.")
    found = repeated(
        sentences("One two three four five six. Seven eight nine ten eleven twelve. New and quite short."), before
    )
    assert found.found.percent == 75
    assert found.earlier == "One two three four five six. Seven eight nine ten eleven twelve."


def test_a_sentence_whose_words_come_again_is_found_with_one_word_changed() -> None:
    before = sentences("Met the nurse and the doctor and the sister and the mother.")
    assert repeated(sentences("Met the nurse and the doctor and the sister and the uncle."), before).found.near


def test_a_note_with_its_fields_swapped_is_the_same_note() -> None:
    written, before = held(dap(DATA, ASSESSMENT, PLAN))
    (same,) = before.alike(written, dap(PLAN, DATA, ASSESSMENT))
    assert same.whole
    assert same.found.identical
    (field,) = before.alike_fields(written, dap("", DATA, "Something else altogether is planned for next week."))
    assert field.item.id == "assessment"
    assert field.other == DATA


def test_a_note_put_together_from_two_earlier_ones_is_told_and_a_new_one_is_not() -> None:
    other = dap("The scan was negative and the back hurts less.", "Pain and sleep go together.", "Ask for the results.")
    written, before = held(dap(DATA, ASSESSMENT, PLAN), other)
    (same,) = before.alike(written, dap(DATA, other["assessment"], other["plan"]))
    assert same.found.identical
    assert len(same.of) == 2
    new = dap(
        "Told of the weekend at the lake with both sisters.", "Asks for help sooner.", "Write to the landlord now."
    )
    assert before.alike(written, new) == []
    (one,) = before.alike(written, {**new, "plan": PLAN})
    assert (one.item.id, one.whole, len(one.of)) == ("plan", False, 1)


def test_a_short_passage_with_a_word_put_in_is_still_carried() -> None:
    short = Passage("plan", "Ride one stop more.", "e1", "2026-11-12")
    assert untouched([short], {"plan": "As before: ride one stop and more."}) == [short]
    assert untouched([short], {"plan": "Ride two stops."}) == []


def test_words_in_common_before_a_passage_do_not_hide_it() -> None:
    carried = Passage("data", f"{DATA} {ASSESSMENT}", "e1", "2026-11-12")
    changed = carried.text.replace("read it aloud", "then read it aloud")
    new = "He brought the news of the employer first, and of the move. "
    assert untouched([carried], {"data": new * 3 + changed}) == [carried]
