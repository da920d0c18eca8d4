"""What a supervisor returned: what of it stands on later papers, lies inside them, and is told of them."""

from __future__ import annotations

import io
import json

import pikepdf

from ehr_desk.chart.entries.grounds import PRIVACY
from ehr_desk.chart.entries.ordering import chart_parts
from ehr_desk.desk import Desk
from ehr_desk.documents.inspecting import attached_record
from tests.clinical_forms.filled import FILLED
from tests.desk.signed_papers.acts import DeskOf, copy_for_the_client, newest_paper, paper_of, sign_as
from tests.support.changing import change
from tests.support.clinic import add_client, passphrase_of

NOTE = {**FILLED["dap_note"], "objectives_served": []}


def _note_of(desk_of: DeskOf, who: str) -> str:
    desk = desk_of(who)
    draft = desk.drafts.start("dap_note", client_id=add_client(desk).id)
    desk.drafts.save(draft.id, NOTE)
    signed = desk.signing.sign([draft.id], passphrase_of(who))
    desk.lock()
    return signed.entry_ids[0]


def _trainees_note(desk_of: DeskOf) -> str:
    return _note_of(desk_of, "trainee")


def _returned(desk_of: DeskOf, entry_id: str, comment: str = "Say more.") -> None:
    supervisor = desk_of("supervisor")
    supervisor.cosigning.give_back(entry_id, comment)
    supervisor.lock()


def _cosigned(desk_of: DeskOf, entry_id: str) -> None:
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign([entry_id], passphrase_of("supervisor"))
    supervisor.lock()


def _corrected(desk_of: DeskOf, entry_id: str, data: str = "") -> None:
    trainee = desk_of("trainee")
    draft = change(trainee, trainee.amending.start(entry_id, "correction", reason="Returned."))
    trainee.drafts.save(draft.id, {**draft.answers, **({"data": data} if data else {})})
    sign_as(trainee, "trainee", draft.id)
    trainee.lock()


def _inside(desk: Desk, document_id: str) -> bool:
    with pikepdf.open(io.BytesIO(paper_of(desk, document_id))) as opened:
        return "predecessor.pdf" in opened.attachments


def test_a_paper_that_nobody_cosigned_does_not_leave_inside_the_one_that_takes_its_place(desk_of: DeskOf) -> None:
    entry_id = _trainees_note(desk_of)
    _returned(desk_of, entry_id, "You name another member of the group.")
    _corrected(desk_of, entry_id)
    _cosigned(desk_of, entry_id)
    desk = desk_of("therapist")
    second = newest_paper(desk)
    assert not _inside(desk, second)
    assert "The earlier version is not attached." in attached_record(paper_of(desk, second)).decode()
    desk.lock()
    _corrected(desk_of, entry_id)
    desk = desk_of("therapist")
    assert _inside(desk, newest_paper(desk)), "what a supervisor co-signed goes along"
    assert desk.check().sound


def test_what_does_not_lie_inside_keeps_no_paper_in(desk_of: DeskOf) -> None:
    entry_id, secret = _trainees_note(desk_of), "Her sister Philomena drove her to the session in the blue car."
    _corrected(desk_of, entry_id, f"{NOTE['data']} {secret}")
    _returned(desk_of, entry_id, "Leave the sister out.")
    _corrected(desk_of, entry_id, "She came late, and calm.")
    _cosigned(desk_of, entry_id)
    desk = desk_of("therapist")
    draft = desk.drafts.start("dap_note", client_id=desk.clients.all()[0].id)
    desk.drafts.save(draft.id, {**NOTE, "start_time": "12:00", "end_time": "12:50", "data": f"She came late. {secret}"})
    (other,) = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids
    draft = desk.amending.start(other, "correction", reason="Private.", ground=PRIVACY)
    desk.drafts.save(draft.id, {**draft.answers, "data": "She came late."})
    sign_as(desk, "therapist", draft.id)
    every = desk.charts.reload(desk.clients.all()[0].id).papers
    papers = {one.version: one.document_id for one in every if one.entry_id == entry_id}
    assert "holds words that were taken back" in _asked_at_the_door(desk, papers[2])
    assert "holds words that were taken back" not in _asked_at_the_door(desk, papers[3])


def _adds(desk_of: DeskOf, entry_id: str, words: str) -> None:
    trainee = desk_of("trainee")
    draft = trainee.amending.start(entry_id, "addendum")
    trainee.drafts.save(draft.id, {**draft.answers, "why": "Something was left out", "added_text": words})
    sign_as(trainee, "trainee", draft.id)
    trainee.lock()


def _asked_at_the_door(desk: Desk, document_id: str) -> str:
    return " ".join(one.text for one in desk.disclosures.check(copy_for_the_client(document_id)))


def test_a_paper_waits_for_its_own_co_signature_and_not_for_that_of_what_was_added_since(desk_of: DeskOf) -> None:
    entry_id = _trainees_note(desk_of)
    desk = desk_of("therapist")
    first = newest_paper(desk)
    assert "still waits for its co-signature" in _asked_at_the_door(desk, first)
    desk.lock()
    _cosigned(desk_of, entry_id)
    _adds(desk_of, entry_id, "The diary was left at home.")
    desk = desk_of("therapist")
    second = newest_paper(desk)
    assert "still waits for its co-signature" in _asked_at_the_door(desk, second)
    assert "co-sign" not in _asked_at_the_door(desk, first), "the supervisor's signature stands on it"
    assert "A newer version" in _asked_at_the_door(desk, first)
    desk.lock()
    _cosigned(desk_of, entry_id)
    desk = desk_of("therapist")
    assert "co-sign" not in _asked_at_the_door(desk, second)


def test_a_paper_that_was_replaced_before_it_was_cosigned_says_so_at_the_door(desk_of: DeskOf) -> None:
    entry_id = _trainees_note(desk_of)
    desk = desk_of("therapist")
    first = newest_paper(desk)
    desk.lock()
    _corrected(desk_of, entry_id)
    desk = desk_of("therapist")
    asked = _asked_at_the_door(desk, first)
    assert "was not co-signed: what it says was replaced before that" in asked
    assert "still waits" not in asked


def test_a_returned_addendum_is_begun_anew_with_its_words_and_stands_on_no_later_paper(desk_of: DeskOf) -> None:
    entry_id = _trainees_note(desk_of)
    _cosigned(desk_of, entry_id)
    _adds(desk_of, entry_id, "The diary was left somewhere.")
    _returned(desk_of, entry_id, "Say where.")
    trainee = desk_of("trainee")
    (given,) = trainee.cosigning.returned()
    assert (given.addendum, given.comment) == (True, "Say where.")
    refused = newest_paper(trainee)
    draft = trainee.amending.start(entry_id, "addendum")
    assert draft.answers["added_text"] == "The diary was left somewhere."
    assert draft.answers["why"] == "Something was left out"
    trainee.drafts.save(draft.id, {**draft.answers, "added_text": "The diary was left at home."})
    sign_as(trainee, "trainee", draft.id)
    newest = newest_paper(trainee)
    assert (newest != refused, trainee.cosigning.returned()) == (True, [])
    record = attached_record(paper_of(trainee, newest)).decode()
    assert "left at home" in record
    assert "left somewhere" not in record
    assert "The addendum of version 2 was returned before it was co-signed and is not on this one." in record
    assert not _inside(trainee, newest)
    trainee.lock()
    _cosigned(desk_of, entry_id)
    desk = desk_of("therapist")
    opened = desk.charts.entry(entry_id).view
    assert opened.line.state == "signed"
    assert [one.version for one in opened.versions if one.seq in {sign.seq for sign in opened.cosignatures}] == [1, 3]
    assert desk.verify(paper_of(desk, newest)).outcome == "untouched"
    with desk.sitting.read() as session:
        (part,) = chart_parts(session, opened.line.client_id)
    assert list(part.not_printed) == [opened.versions[1].seq], "nor in a whole chart"
    assert "was not co-signed" in _asked_at_the_door(desk, refused)
    assert len(desk.verify(paper_of(desk, refused)).signatures) == 1, "nobody concurs with what was refused"
    assert desk.check().sound


def test_an_addendum_that_is_with_its_author_is_on_no_corrected_paper(desk_of: DeskOf) -> None:
    entry_id = _note_of(desk_of, "therapist")
    _adds(desk_of, entry_id, "The diary was left somewhere.")
    _returned(desk_of, entry_id)
    trainee = desk_of("trainee")
    assert [one.entry.entry_id for one in trainee.cosigning.returned()] == [entry_id], "whose note it is adds nothing"
    trainee.lock()
    therapist = desk_of("therapist")
    draft = change(therapist, therapist.amending.start(entry_id, "correction", reason="A slip."))
    sign_as(therapist, "therapist", draft.id)
    newest = newest_paper(therapist)
    assert "left somewhere" not in attached_record(paper_of(therapist, newest)).decode()
    assert not _inside(therapist, newest)
    assert therapist.charts.entry(entry_id).view.line.state == "signed"
    assert therapist.check().sound


def test_a_paper_made_anew_says_why_something_was_added_and_who_had_cosigned_the_text(desk_of: DeskOf) -> None:
    entry_id = _trainees_note(desk_of)
    _returned(desk_of, entry_id)
    _corrected(desk_of, entry_id)
    _cosigned(desk_of, entry_id)
    _adds(desk_of, entry_id, "The diary was left at home.")
    desk = desk_of("therapist")
    record = json.loads(attached_record(paper_of(desk, newest_paper(desk))))
    words = json.dumps(record)
    (panel,) = [one for one in record["blocks"] if one["block"] == "Panel"]
    facts = {fact["label"]: fact["value"] for fact in panel["facts"]}
    assert facts["Reason for this version"] == "Something was left out"
    assert "Returned." not in words, "why the text was corrected before"
    assert " · addendum of a late entry, first signed " in record["subtitle"]
    assert ", and co-signed by Samira Haddad, LISW-S on " in words
    assert desk.check().sound


def test_what_was_added_and_returned_stays_with_who_added_it_whatever_others_sign(desk_of: DeskOf) -> None:
    entry_id = _note_of(desk_of, "therapist")
    _adds(desk_of, entry_id, "The diary was left somewhere.")
    _returned(desk_of, entry_id, "Say where.")
    therapist = desk_of("therapist")
    sign_as(therapist, "therapist", change(therapist, therapist.amending.start(entry_id, "correction", reason="A.")).id)
    assert therapist.charts.entry(entry_id).view.line.state == "signed"
    therapist.lock()
    trainee = desk_of("trainee")
    (told,) = trainee.cosigning.returned()
    assert (told.entry.entry_id, told.addendum, told.comment) == (entry_id, True, "Say where.")
    draft = trainee.amending.start(entry_id, "addendum")
    assert draft.answers["added_text"] == "The diary was left somewhere."
    trainee.drafts.save(draft.id, {**draft.answers, "added_text": "The diary was left at home."})
    sign_as(trainee, "trainee", draft.id)
    assert trainee.cosigning.returned() == []
    trainee.lock()
    _cosigned(desk_of, entry_id)
    desk = desk_of("therapist")
    opened = desk.charts.entry(entry_id).view
    cosigned = {sign.seq for sign in opened.cosignatures}
    assert (opened.line.state, [one.version for one in opened.versions if one.seq in cosigned]) == ("signed", [4])
    assert desk.check().sound


def test_what_somebody_added_who_left_waits_for_its_co_signature_again(desk_of: DeskOf) -> None:
    entry_id = _trainees_note(desk_of)
    _cosigned(desk_of, entry_id)
    _adds(desk_of, entry_id, "The diary was left somewhere.")
    _returned(desk_of, entry_id, "Say where.")
    admin = desk_of("administrator")
    trainee = next(one.id for one in admin.staff.all() if one.trainee)
    admin.staff.retire(trainee, "Left.", own_passphrase=passphrase_of("administrator"))
    admin.lock()
    supervisor = desk_of("supervisor")
    assert [line.entry_id for line in supervisor.cosigning.queue()] == [entry_id]
    draft = change(supervisor, supervisor.amending.start(entry_id, "correction", reason="A slip."))
    sign_as(supervisor, "supervisor", draft.id)
    assert "left somewhere" in attached_record(paper_of(supervisor, newest_paper(supervisor))).decode()
    assert [line.entry_id for line in supervisor.cosigning.queue()] == [entry_id], "it still waits"
    supervisor.cosigning.cosign([entry_id], passphrase_of("supervisor"))
    assert supervisor.charts.entry(entry_id).view.line.state == "signed"
    assert supervisor.check().sound


def test_a_slip_of_the_text_corrected_meanwhile_leaves_what_was_added_with_its_author(desk_of: DeskOf) -> None:
    entry_id = _trainees_note(desk_of)
    _cosigned(desk_of, entry_id)
    _adds(desk_of, entry_id, "The diary was left somewhere.")
    _returned(desk_of, entry_id, "Say where.")
    _corrected(desk_of, entry_id)
    _cosigned(desk_of, entry_id)
    trainee = desk_of("trainee")
    assert [(one.entry.entry_id, one.addendum) for one in trainee.cosigning.returned()] == [(entry_id, True)]
    draft = trainee.amending.start(entry_id, "addendum")
    assert draft.answers["added_text"] == "The diary was left somewhere."
    assert trainee.check().sound
