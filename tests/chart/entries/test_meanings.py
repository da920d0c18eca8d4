"""What a signature means depends on what is signed, and is the same where it is shown and where it is signed."""

from __future__ import annotations

import pytest

from ehr_desk.chart.entries.meanings import CO_SIGNATURE, meaning_of
from tests.chart.entries.conftest import OTHER_PASSPHRASE, TOBY, Place, Workplace
from tests.support.one_person import PASSPHRASE


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("correction", "correct"),
        ("amendment_at_client_request", "at the client's request"),
        ("addendum", "add this"),
        ("entered_in_error", "entered in error"),
    ],
)
def test_an_amendment_is_signed_with_its_own_meaning_which_was_shown_before(
    work: Workplace, kind: str, words: str
) -> None:
    entry_id = work.note(work.client())
    draft = work.amending.start(entry_id, kind, reason="A slip.")
    work.drafts.save(draft.id, {**draft.answers, "text": "Another word.", "added": "More.", "why": "Written twice."})
    (prepared,) = work.signing.prepare(draft.id)
    assert words in prepared.meaning
    work.signing.sign([draft.id], PASSPHRASE)
    first, second = work.charts.entry(entry_id).view.versions
    assert first.body["meaning"] == meaning_of("original") == "I am the author of this entry."
    assert second.body["meaning"] == prepared.meaning == meaning_of(kind)


def test_a_supervisor_who_adds_to_somebody_s_entry_is_not_its_author(place: Place) -> None:
    work = place.sit()
    entry_id = work.note(work.client())
    sam = place.sit_as_sam()
    draft = sam.amending.start(entry_id, "addendum")
    sam.drafts.save(draft.id, {**draft.answers, "text": "I spoke with the client too."})
    sam.signing.sign([draft.id], OTHER_PASSPHRASE)
    added = sam.charts.entry(entry_id).view.versions[-1]
    assert "author" not in added.body["meaning"]


def test_a_late_entry_is_signed_by_its_author_and_a_co_signature_has_its_own_meaning(place: Place) -> None:
    trainee = place.sit(TOBY)
    entry_id = trainee.note(trainee.client(), on="2026-10-01")
    sam = place.sit_as_sam()
    sam.cosigning.cosign([entry_id], OTHER_PASSPHRASE)
    opened = sam.charts.entry(entry_id).view
    assert opened.versions[0].body["meaning"] == meaning_of("late_entry")
    assert [one.meaning for one in opened.cosignatures] == [CO_SIGNATURE]
