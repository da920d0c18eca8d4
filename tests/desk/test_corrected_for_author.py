"""Where nobody who wrote an entry has access any more, whoever answers for its kind corrects it, in their own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.returning import WITHOUT_AUTHOR
from ehr_desk.common.errors import Refused
from ehr_desk.desk import Desk
from ehr_desk.ui.pages.record.entry_paper import paper_of
from tests.clinical_forms.filled import told
from tests.desk.test_group_charts import note as group_note
from tests.desk.test_group_charts import twelve
from tests.desk.test_sources_in_error import VOID, summary, written
from tests.desk.test_written_twice import HOUR, note, planned
from tests.documents.tools import pdf_text
from tests.support.clinic import TestClinic, add_client, passphrase_of

SUPERVISOR = passphrase_of("supervisor")
KINDS = ("correction", "amendment_at_client_request")


def leaves(clinic: TestClinic, who: str) -> None:
    admin = clinic.desk("administrator")
    admin.staff.retire(clinic.staff_ids[who], "Left.", own_passphrase=passphrase_of("administrator"))
    admin.lock()


def offered(desk: Desk, entry_id: str) -> bool:
    return "correct" in paper_of(desk.charts.entry(entry_id), {}, desk.me, desk.clock).acts


def refused(desk: Desk, entry_id: str) -> str:
    for kind in KINDS:
        with pytest.raises(Refused, match="Only its author can correct an entry") as told_so:
            desk.amending.start(entry_id, kind, reason="A slip.")
    assert not offered(desk, entry_id)
    return told_so.value.remedy


def test_a_note_of_somebody_who_left_is_corrected_by_a_supervisor_and_stays_the_author_s_hour(
    clinic: TestClinic, tmp_path: Path
) -> None:
    therapist = clinic.desk("therapist")
    client, other = add_client(therapist), add_client(therapist, "Brandt", "Ilse")
    planned(therapist, client)
    (entry_id,) = therapist.signing.sign([note(therapist, client).id], passphrase_of("therapist")).entry_ids
    name = therapist.me.name
    therapist.lock()
    desk = clinic.desk("supervisor")
    remedy = refused(desk, entry_id)
    assert remedy == (
        "Add an addendum instead. Where the author signs no new version any more, a psychiatrist or a supervisor can "
        "correct it."
    )
    own = desk.drafts.start("dap_note", client_id=other.id)
    desk.drafts.save(own.id, {**told("dap_note"), **HOUR})
    desk.signing.sign([own.id], SUPERVISOR)
    desk.lock()
    leaves(clinic, "therapist")

    desk = clinic.desk("case manager")
    assert refused(desk, entry_id).startswith(
        "Its author signs no new version any more: a psychiatrist or a supervisor can"
    )
    desk.lock()
    desk = clinic.desk("supervisor")
    assert offered(desk, entry_id)
    draft = desk.amending.start(entry_id, "amendment_at_client_request", reason="Her sister is called Ana.")
    desk.drafts.save(draft.id, {**draft.answers, "data": "Spoke of her sister Ana."})
    (prepared,) = desk.signing.prepare(draft.id)
    assert not any("session with somebody else" in one.text for one in prepared.findings), "the hour is not theirs"
    assert prepared.meaning == "I amend this entry at the client's request, in place of its author."
    (document,) = desk.signing.sign([draft.id], SUPERVISOR).document_ids
    opened = desk.charts.entry(entry_id)
    body = opened.content.body
    assert (body["author"]["name"], body["in_place_of"]["name"]) == (desk.me.name, name)
    assert body["meaning"] == prepared.meaning
    (sheet, *_) = paper_of(opened, {}, desk.me, desk.clock).sheets
    assert f"in place of {name}, who wrote it first" in sheet.notice
    text = " ".join(pdf_text(desk.charts.paper(document)[1], tmp_path).split())
    assert f"written by {name}" in text
    assert f"amended by {desk.me.name}" in text
    assert "AMENDED BY" in text
    assert f"in place of {name}" in text
    assert list(desk.tasks.day().left.notes) == [], "the planned session still has its note"
    assert desk.check().sound
    desk.lock()


def test_a_paper_that_the_door_refuses_is_made_good_though_its_author_left(clinic: TestClinic) -> None:
    therapist = clinic.desk("therapist")
    client = add_client(therapist)
    written(therapist, "admission", client, orders=[], takes_medications=False)
    source, _ = written(therapist, "dap_note", client, objectives_served=[])
    document = summary(therapist, client)
    entry_id = next(one.entry_id for one in therapist.charts.timeline(client.id) if one.form_id == "progress_summary")
    therapist.lock()
    leaves(clinic, "therapist")
    desk = clinic.desk("supervisor")
    draft = desk.amending.start(source, "entered_in_error")
    desk.drafts.save(draft.id, {**draft.answers, **VOID})
    desk.signing.sign([draft.id], SUPERVISOR)
    wanted = DisclosureRequest(document, client.name, "client", "Own copy", "client access", "print")
    (finding,) = [one for one in desk.disclosures.check(wanted) if one.item == "document_id"]
    assert "where the author has no access any more, a supervisor" in finding.text
    draft = desk.amending.start(entry_id, "correction", reason="What it told of was somebody else's.")
    desk.drafts.assemble_again(draft.id, draft.answers)
    (anew,) = desk.signing.sign([draft.id], SUPERVISOR).document_ids
    found = desk.disclosures.check(DisclosureRequest(anew, client.name, "client", "Own copy", "client access", "print"))
    assert [one for one in found if one.item == "document_id"] == []
    assert desk.check().sound
    desk.lock()


def test_what_a_trainee_who_left_had_waiting_is_corrected_and_waits_no_more(clinic: TestClinic) -> None:
    trainee = clinic.desk("trainee")
    client = add_client(trainee)
    (entry_id,) = trainee.signing.sign([note(trainee, client).id], passphrase_of("trainee")).entry_ids
    trainee.lock()
    leaves(clinic, "trainee")
    desk = clinic.desk("supervisor")
    assert "correct it in your own name" in WITHOUT_AUTHOR
    draft = desk.amending.start(entry_id, "correction", reason="A slip.")
    desk.drafts.save(draft.id, {**draft.answers, "data": "Another word."})
    desk.signing.sign([draft.id], SUPERVISOR)
    assert desk.charts.entry(entry_id).view.line.state == "signed"
    assert entry_id not in {one.entry_id for one in desk.cosigning.queue()}
    desk.lock()


def test_the_text_of_a_group_is_corrected_in_every_chart_too_by_who_reads_every_chart(clinic: TestClinic) -> None:
    therapist = clinic.desk("therapist")
    clients = twelve(therapist)[:2]
    entries = therapist.signing.sign([group_note(therapist, clients).id], passphrase_of("therapist")).entry_ids
    therapist.lock()
    leaves(clinic, "therapist")
    desk = clinic.desk("case manager")
    assert desk.shared_text.charts(entries[0]) == []
    with pytest.raises(Refused, match="Only its author"):
        desk.shared_text.start(entries[0], reason="Not mine.")
    desk.lock()
    desk = clinic.desk("supervisor")
    assert {one.client_id for one in desk.shared_text.charts(entries[0])} == {one.id for one in clients}
    draft = desk.shared_text.start(entries[0], reason="The lesson was number five.")
    desk.drafts.save(draft.id, {**draft.answers, "shared": {**draft.answers["shared"], "topic": "Lesson 5"}})
    desk.signing.sign([draft.id], SUPERVISOR)
    bodies = [desk.charts.entry(one).content.body for one in entries]
    assert {(one["answers"]["topic"], one["author"]["name"]) for one in bodies} == {("Lesson 5", desk.me.name)}
    assert all(one["in_place_of"] for one in bodies)
    assert desk.check().sound
    desk.lock()


def test_who_writes_the_kind_no_more_in_a_new_role_is_stood_in_for_too(clinic: TestClinic) -> None:
    therapist = clinic.desk("therapist")
    client = add_client(therapist)
    (entry_id,) = therapist.signing.sign([note(therapist, client).id], passphrase_of("therapist")).entry_ids
    therapist.lock()
    admin = clinic.desk("administrator")
    admin.staff.change_role(
        clinic.staff_ids["therapist"], "administrator", own_passphrase=passphrase_of("administrator")
    )
    admin.lock()
    desk = clinic.desk("supervisor")
    draft = desk.amending.start(entry_id, "correction", reason="A slip.")
    desk.drafts.save(draft.id, {**draft.answers, "data": "Another week."})
    desk.signing.sign([draft.id], SUPERVISOR)
    assert desk.check().sound


def test_what_a_trainee_adds_to_a_supervisor_s_own_text_is_in_that_supervisor_s_queue(clinic: TestClinic) -> None:
    desk = clinic.desk("supervisor")
    client = add_client(desk)
    (entry_id,) = desk.signing.sign([note(desk, client).id], SUPERVISOR).entry_ids
    desk.lock()
    trainee = clinic.desk("trainee")
    draft = trainee.amending.start(entry_id, "addendum")
    answers = {"why": "Something was left out", "added_text": "The diary was left at home."}
    trainee.drafts.save(draft.id, {**draft.answers, **answers})
    trainee.signing.sign([draft.id], passphrase_of("trainee"))
    trainee.lock()
    desk = clinic.desk("supervisor")
    assert [line.entry_id for line in desk.cosigning.queue()] == [entry_id]
    desk.cosigning.cosign([entry_id], SUPERVISOR)
    assert desk.cosigning.queue() == []
    assert desk.check().sound
