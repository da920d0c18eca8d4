from __future__ import annotations

import pytest

from ehr_desk.chart.entries.pending import Incomplete
from tests.bad_input.conftest import Place
from tests.bad_input.saying import NOTE, refused
from tests.clinical_forms.filled import FILLED
from tests.support.clinic import passphrase_of

WORDS = passphrase_of("therapist")
NEEDED = ("start_time", "mode", "data", "risk", "assessment", "plan")


def test_signing_says_how_much_is_missing_and_which_items_and_keeps_every_word(place: Place) -> None:
    desk = place.desk()
    draft = desk.drafts.start("dap_note", client_id=place.client.id)
    desk.drafts.save(draft.id, {"session_date": "2026-10-14", "data": NOTE})
    kept, head = desk.drafts.one(draft.id), desk.sitting.audit.head()
    with refused(Incomplete) as told:
        desk.signing.sign([draft.id], WORDS)
    assert isinstance(told.error, Incomplete)
    musts = {finding.item: finding.text for finding in told.error.prepared[0].findings if finding.level == "must"}
    assert {"start_time", "mode", "risk", "assessment", "plan"} <= set(musts)
    assert "data" not in musts
    assert musts["plan"] == "Missing: What happens next."
    assert f"{len(musts)} things need your attention" in str(told)
    assert (desk.drafts.one(draft.id), desk.sitting.audit.head()) == (kept, head)
    desk.lock()
    place.is_whole()


def test_what_is_missing_is_said_before_a_passphrase_is_looked_at(place: Place) -> None:
    desk = place.desk()
    draft = desk.drafts.start("dap_note", client_id=place.client.id)
    for _ in range(5):
        with refused(Incomplete):
            desk.signing.sign([draft.id], "not the passphrase at all")
    desk.lock()
    place.is_whole()


@pytest.mark.parametrize("item", NEEDED)
@pytest.mark.parametrize("empty", ["", "   ", None])
def test_every_needed_item_is_missed_when_it_is_left_empty(place: Place, item: str, empty: str | None) -> None:
    desk = place.desk()
    draft = desk.drafts.start("dap_note", client_id=place.client.id)
    answers = {name: value for name, value in FILLED["dap_note"].items() if name != "objectives_served"}
    answers = {**answers, item: empty} if empty is not None else {k: v for k, v in answers.items() if k != item}
    desk.drafts.save(draft.id, answers)
    with refused(Incomplete) as told:
        desk.signing.sign([draft.id], WORDS)
    assert isinstance(told.error, Incomplete)
    assert item in {finding.item for finding in told.error.prepared[0].findings if finding.level == "must"}
    assert desk.drafts.one(draft.id).answers == answers
    desk.lock()


def test_one_incomplete_note_keeps_its_whole_batch_from_being_signed(place: Place) -> None:
    desk = place.desk()
    ready = place.ready_summary(desk)
    half = desk.drafts.start("dap_note", client_id=place.client.id)
    with refused(Incomplete):
        desk.signing.sign([ready.id, half.id], WORDS)
    assert {draft.id for draft in desk.drafts.mine()} == {ready.id, half.id}
    desk.signing.sign([ready.id], WORDS)
    desk.lock()
    place.is_whole(entries=2)
