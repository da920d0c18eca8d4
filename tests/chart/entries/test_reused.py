"""What was carried forward stays marked until somebody touches it, and is not signed without saying so."""

from __future__ import annotations

from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.chart.entries.reused import Passage, confirm, from_kept, passages_in, span, standing, to_kept, untouched
from tests.chart.entries.conftest import Place, Workplace
from tests.support.one_person import PASSPHRASE

CARRIED = Passage("text", "A quiet day. Nothing new at home.", "e1", "2026-11-20")


def test_a_passage_stands_whatever_the_line_breaks_and_falls_when_it_is_rewritten() -> None:
    answers = {"text": "First this.\nA quiet  day.\nNothing new at home. Then that."}
    assert untouched([CARRIED], answers) == [CARRIED]
    assert span(CARRIED.text, answers["text"]) == (12, 46)
    assert untouched([CARRIED], {"text": "A quiet week. Nobody new at work."}) == []
    assert untouched([CARRIED], {"text": ""}) == []
    assert untouched([CARRIED], {"other": CARRIED.text}) == []


def test_a_passage_with_a_word_put_in_taken_out_or_changed_is_still_carried() -> None:
    words = "Slept six hours, was on the train twice and stayed on. Spoke of the letter and of the brother at length."
    long = Passage("text", words, "e1", "2026-11-20")
    for text in (words.replace("hours, was", "hours, and was"), words.replace("six", "five"), words[6:]):
        text = f"Came early. {text} Left on time."
        assert untouched([long], {"text": text}) == [long]
        place = standing(long.text, text)
        assert place is not None
        assert text[: place[0]].startswith("Came early.")
        assert text[place[1] :].endswith("Left on time.")
    new = "Slept badly and stayed away from the train. The letter came, and the brother did not call at all this week."
    assert untouched([long], {"text": new}) == []


def test_a_long_passage_stays_carried_however_many_places_were_touched_up_until_its_wording_is_new() -> None:
    words = [f"word{at}" for at in range(200)]
    long = Passage("text", " ".join(words), "e1", "2026-11-20")

    def changed(every: int) -> str:
        return " ".join("new" if at % every == 0 else word for at, word in enumerate(words, 1))

    for text in (changed(10), changed(8), f"word3 word4 first. {changed(9)} Then word190 word191 again."):
        assert untouched([long], {"text": text}) == [long]
    put_in = " ".join([*words[:90], *(f"other{at}" for at in range(120)), *words[90:]])
    assert untouched([long], {"text": put_in}) == [long]
    # A tenth is changed, all of it in one place, where no five words stand in a row any more.
    one_place = " ".join("new" if 60 < at < 120 and at % 3 == 0 else word for at, word in enumerate(words, 1))
    assert untouched([long], {"text": one_place}) == [long]
    assert untouched([long], {"text": changed(5)}) == []
    scattered = " ".join(f"{word} other{at} other{at}" for at, word in enumerate(words))
    assert untouched([long], {"text": scattered}) == []
    assert untouched([long], {"text": " ".join(reversed(words))}) == []


def test_a_passage_that_was_confirmed_counts_as_touched() -> None:
    assert untouched(confirm([CARRIED], "text"), {"text": CARRIED.text}) == []
    assert untouched(confirm([CARRIED], "other"), {"text": CARRIED.text}) == [CARRIED]


def test_passages_are_paragraphs() -> None:
    assert passages_in("One.\nStill one.\n \nTwo.\n\n\n") == ["One.\nStill one.", "Two."]


def test_what_a_draft_keeps_is_read_back() -> None:
    kept = to_kept([CARRIED, *confirm([CARRIED], "text")])
    assert from_kept(kept) == (CARRIED, *confirm([CARRIED], "text"))


def test_untouched_text_is_signed_only_with_a_reason_that_the_entry_keeps(work: Workplace) -> None:
    client = work.client()
    draft = work.drafts.start("toy_note", client_id=client.id)
    work.drafts.save(draft.id, {"text": CARRIED.text}, reused=[CARRIED])
    (prepared,) = work.signing.prepare(draft.id)
    (found,) = prepared.findings
    assert (found.level, found.item) == ("must", "text")
    assert "carried forward from 20 Nov 2026" in found.text
    try:
        work.signing.sign([draft.id], PASSPHRASE)
    except Incomplete:
        pass
    else:
        raise AssertionError("an untouched passage was signed")
    work.drafts.confirm(draft.id, [found.confirm], "The day was as quiet as the one before.")
    (entry_id,) = work.signing.sign([draft.id], PASSPHRASE).entry_ids
    body = work.charts.entry(entry_id).content.body
    assert body["confirmed"] == [
        {
            "what": "A passage was carried forward from an earlier note and was not rewritten since.",
            "reason": "The day was as quiet as the one before.",
        }
    ]
    assert "reused" not in body
    assert work.faults() == []


def test_the_marks_survive_the_lock_and_typing_elsewhere_leaves_them(place: Place) -> None:
    work = place.sit()
    draft = work.drafts.start("toy_note", client_id=work.client().id)
    work.drafts.save(draft.id, {"text": CARRIED.text}, reused=[CARRIED])
    work.drafts.save(draft.id, {"text": CARRIED.text, "tokens": 2})
    work = place.sit()
    kept = work.drafts.one(draft.id)
    assert untouched(kept.reused, kept.answers) == [CARRIED]
    work.drafts.discard(draft.id)
    work.drafts.restore(draft.id)
    assert work.drafts.one(draft.id).reused == (CARRIED,)


def test_a_placeholder_that_nobody_filled_in_is_noticed(work: Workplace) -> None:
    draft = work.drafts.start("toy_note", client_id=work.client().id)
    work.drafts.save(draft.id, {"text": "What helped was {what helped}."})
    (prepared,) = work.signing.prepare(draft.id)
    (found,) = prepared.findings
    assert (found.level, found.text) == ("must", "What happened: “{what helped}” is not filled in yet.")
    work.drafts.confirm(draft.id, [found.confirm], "The client wrote it like that.")
    assert work.signing.prepare(draft.id)[0].complete
