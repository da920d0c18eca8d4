"""A co-signature reaches the paper that shows what it is for, and only its newest state."""

from __future__ import annotations

from typing import Any

import pytest

from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.rows import Signed
from ehr_desk.chart.entries.store import add_paper_state, newest_state
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.documents.paper import PaperMaker
from tests.clinical_forms.filled import FILLED
from tests.desk.signed_papers.acts import (
    LONG,
    DeskOf,
    amend,
    newest_paper,
    paper_of,
    sign_as,
)
from tests.support.clinic import add_client, passphrase_of


def _note_of_a_trainee(desk_of: DeskOf) -> tuple[Desk, Signed]:
    """A note with places for addenda on its paper, signed by a trainee who sits at the desk."""
    trainee = desk_of("trainee")
    draft = trainee.drafts.start("dap_note", client_id=add_client(trainee).id)
    trainee.drafts.save(draft.id, {**FILLED["dap_note"], "objectives_served": []})
    return trainee, trainee.signing.sign([draft.id], passphrase_of("trainee"))


def test_what_waits_for_a_co_signature_is_co_signed_on_the_paper_made_anew_too(desk_of: DeskOf) -> None:
    desk = desk_of("trainee")
    client = add_client(desk)
    draft = desk.drafts.start("mental_status", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["mental_status"])
    signed = desk.signing.sign([draft.id], passphrase_of("trainee"))
    desk.lock()
    therapist = desk_of("therapist")
    amend(therapist, signed.entry_ids[0], "addendum", why="Other", added_text=LONG)
    second = newest_paper(therapist)
    therapist.lock()
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign([signed.entry_ids[0]], passphrase_of("supervisor"))
    for number in (signed.document_ids[0], second):
        found = supervisor.verify(paper_of(supervisor, number))
        assert (found.outcome, len(found.signatures)) == ("untouched", 2)
    assert supervisor.check().sound


def test_the_co_signature_of_an_addendum_reaches_the_paper_that_shows_it(desk_of: DeskOf) -> None:
    trainee, signed = _note_of_a_trainee(desk_of)
    trainee.lock()
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    supervisor.lock()
    trainee = desk_of("trainee")
    added = trainee.amending.start(signed.entry_ids[0], "addendum")
    trainee.drafts.save(added.id, {**added.answers, "why": "Other", "added_text": "The client called again."})
    sign_as(trainee, "trainee", added.id)
    trainee.lock()
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    newest = newest_paper(supervisor)
    found = supervisor.verify(paper_of(supervisor, newest))
    assert newest != signed.document_ids[0]
    assert found.outcome == "untouched"
    assert [one.meaning for one in found.signatures] == [
        "I add this to the entry.",
        "I have reviewed this entry and concur.",
    ]
    assert len(supervisor.verify(paper_of(supervisor, signed.document_ids[0])).signatures) == 2
    assert supervisor.check().sound


def test_a_co_signature_upon_a_state_that_is_not_the_newest_any_more_is_refused(
    desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainee, signed = _note_of_a_trainee(desk_of)
    trainee.lock()
    (number,), supervisor = signed.document_ids, desk_of("supervisor")
    countersign = PaperMaker.countersign

    def while_the_paper_grows(*given: Any) -> MadePaper:
        made = countersign(*given)
        with supervisor.sitting.write() as unit:
            old = newest_state(unit.session, number)
            same = MadePaper(old.pdf, old.sha256, old.pages, old.signatures)
            add_paper_state(unit.session, number, same, old.made_at, upon=old.revision)
        return made

    monkeypatch.setattr(PaperMaker, "countersign", while_the_paper_grows)
    with pytest.raises(UserError, match="just now"):
        supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    assert [line.entry_id for line in supervisor.cosigning.queue()] == list(signed.entry_ids)


def test_an_addendum_signed_before_the_co_signature_is_covered_by_it(desk_of: DeskOf) -> None:
    trainee, signed = _note_of_a_trainee(desk_of)
    added = trainee.amending.start(signed.entry_ids[0], "addendum")
    trainee.drafts.save(added.id, {**added.answers, "why": "Other", "added_text": "The client called again."})
    sign_as(trainee, "trainee", added.id)
    trainee.lock()
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign(signed.entry_ids, passphrase_of("supervisor"))
    found = supervisor.verify(paper_of(supervisor, newest_paper(supervisor)))
    assert [one.meaning for one in found.signatures][-1] == "I have reviewed this entry and concur."
    assert (found.outcome, len(found.signatures)) == ("untouched", 3)
