"""An addendum stands on the signed paper where there is room, else on a paper made anew."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf

from ehr_desk.chart.entries.grounds import CLINICAL, PRIVACY, WRONG_CLIENT
from ehr_desk.chart.entries.meanings import CO_SIGNATURE
from ehr_desk.desk import Desk
from ehr_desk.documents.inspecting import attached_record
from ehr_desk.ui.pages.record.entry_paper import paper_of as paper_page
from tests.clinical_forms.filled import FILLED
from tests.desk.signed_papers.acts import (
    LONG,
    Consent,
    DeskOf,
    amend,
    newest_paper,
    paper_of,
    sign_as,
    sign_consent,
)
from tests.support.clinic import TestClinic, add_client, passphrase_of


def test_a_short_addendum_stands_on_the_signed_paper_itself(consent: Consent) -> None:
    desk, entry_id, document_id = consent
    before = paper_of(desk, document_id)
    amend(desk, entry_id, "addendum", why="To make it clearer", added_text="The address was read out to the client.")
    after = paper_of(desk, document_id)
    assert after.startswith(before)
    found = desk.verify(after)
    assert (found.outcome, len(found.signatures)) == ("untouched", 2)
    assert [one.meaning for one in found.signatures] == [
        "I am the author of this entry.",
        "Addendum 1: I add this to the entry.",
    ]
    assert "byte for byte" in " ".join(found.sentences())
    assert "ends before the addendum by Dana Whitlock on" in " ".join(desk.verify(before).sentences())
    with pikepdf.open(io.BytesIO(after)) as opened:
        texts = [str(field.V) for field in opened.Root.AcroForm.Fields if field.FT == "/Tx" and "/V" in field]
    assert texts == ["The address was read out to the client."]
    assert desk.check().sound


def test_an_addendum_without_room_makes_the_paper_anew_with_the_signed_one_inside(
    consent: Consent,
) -> None:
    desk, entry_id, document_id = consent
    before = paper_of(desk, document_id)
    amend(desk, entry_id, "addendum", why="Other", added_text=LONG)
    assert paper_of(desk, document_id) == before
    told = " ".join(desk.verify(before).sentences())
    assert "Something was added to the entry on" in told
    assert "A later version (2) of this document exists." in told
    after = paper_of(desk, newest_paper(desk))
    assert desk.verify(after).outcome == "untouched"
    assert [one.meaning for one in desk.verify(after).signatures] == ["I add this to the entry."]
    with pikepdf.open(io.BytesIO(after)) as opened:
        assert opened.attachments["predecessor.pdf"].get_file().read_bytes() == before
    record = attached_record(after).decode()
    assert f"adds to version 1, document {document_id}, and takes its place" in record
    assert LONG.strip() in record
    assert desk.check().sound


def test_a_paper_made_anew_again_tells_every_addendum(
    consent: Consent,
) -> None:
    desk, entry_id, document_id = consent
    amend(desk, entry_id, "addendum", why="Other", added_text="First, and short.")
    amend(desk, entry_id, "addendum", why="Other", added_text=LONG)
    second = newest_paper(desk)
    amend(desk, entry_id, "addendum", why="Other", added_text="Third, and short.")
    amend(desk, entry_id, "addendum", why="Other", added_text=f"Fourth. {LONG}")
    third = newest_paper(desk)
    assert len({document_id, second, third}) == 3
    record = attached_record(paper_of(desk, third)).decode()
    for words in ("First, and short.", LONG.strip(), "Third, and short.", f"Fourth. {LONG}".strip()):
        assert words in record
    assert desk.check().sound


def _correct(desk: Desk, entry_id: str, purpose: str, ground: str = CLINICAL) -> str:
    """The record attached to the paper of a corrected consent, and what it says on its pages."""
    draft = desk.amending.start(entry_id, "correction", reason="A slip of the pen.", ground=ground)
    desk.drafts.save(draft.id, {**FILLED["consent"], "purpose": purpose})
    sign_as(desk, "therapist", draft.id)
    return attached_record(paper_of(desk, newest_paper(desk))).decode()


def test_the_paper_of_a_correction_shows_what_was_added_to_the_version_before(consent: Consent) -> None:
    desk, entry_id, _ = consent
    amend(desk, entry_id, "addendum", why="Other", added_text="First, and short.")
    amend(desk, entry_id, "addendum", why="Other", added_text=LONG)
    record = _correct(desk, entry_id, "Care after discharge.")
    for words in ("First, and short.", LONG.strip(), "Care after discharge.", "before this document."):
        assert words in record
    assert "The addenda to earlier versions stand at the end, under Addenda." in record
    assert record.count('"Addendum of ') == 2
    assert " by Dana Whitlock, LPCC" in record
    amend(desk, entry_id, "addendum", why="Other", added_text=f"After the correction. {LONG}")
    again = attached_record(paper_of(desk, newest_paper(desk))).decode()
    for words in ("First, and short.", LONG.strip(), "Care after discharge.", "After the correction."):
        assert words in again
    assert desk.verify(paper_of(desk, newest_paper(desk))).outcome == "untouched"
    assert desk.check().sound


def test_what_a_correction_takes_back_is_on_no_later_paper(consent: Consent) -> None:
    desk, entry_id, _ = consent
    amend(desk, entry_id, "addendum", why="Other", added_text="This was about somebody else.")
    assert "somebody else" in _correct(desk, entry_id, "Care after discharge", PRIVACY), "it was signed apart"
    record = _correct(desk, entry_id, "Care after discharge.", WRONG_CLIENT)
    assert "somebody else" not in record
    assert "under Addenda" not in record
    amend(desk, entry_id, "addendum", why="Other", added_text="Added later.")
    record = _correct(desk, entry_id, "Care after discharge, and before.")
    assert "somebody else" not in record
    assert "Added later." in record
    assert "The addendum to an earlier version stands at the end, under Addenda." in record


def test_a_trainees_addendum_waits_for_its_co_signature_on_the_corrected_paper_too(
    desk_of: DeskOf, clinic: TestClinic
) -> None:
    desk = desk_of("therapist")
    entry_id = sign_consent(desk, add_client(desk)).entry_ids[0]
    desk.lock()
    trainee = desk_of("trainee")
    draft = trainee.amending.start(entry_id, "addendum")
    trainee.drafts.save(draft.id, {**draft.answers, "why": "Other", "added_text": "She asked for a copy."})
    sign_as(trainee, "trainee", draft.id)
    name = trainee.me.name
    trainee.lock()
    clinic.clock.advance(timedelta(hours=1))
    desk = desk_of("therapist")
    record = _correct(desk, entry_id, "Care after discharge.")
    assert "She asked for a copy." in record
    assert record.count("It waited for its co-signature when this document was signed.") == 1
    opened = desk.charts.entry(entry_id)
    assert opened.view.line.state == "co-sign pending"
    assert opened.content.body["added_waiting"] == [2]
    (added,) = [one for one in paper_page(opened, {}, desk.me, desk.clock).sheets if "Addendum" in one.title]
    assert (added.seals[0].startswith(f"Signed by {name}"), added.seals[1]) == (True, "Waits for a co-signature.")
    desk.lock()
    supervisor = desk_of("supervisor")
    (line,) = supervisor.cosigning.queue()
    assert supervisor.tasks.cosign_due([line])[entry_id].signed_on == clinic.clock.today()
    supervisor.cosigning.cosign([entry_id], passphrase_of("supervisor"))
    assert supervisor.charts.entry(entry_id).view.line.state == "signed"
    found = supervisor.verify(paper_of(supervisor, newest_paper(supervisor)))
    assert (found.outcome, [one.meaning for one in found.signatures][1:]) == ("untouched", [CO_SIGNATURE])
    assert supervisor.check().sound
