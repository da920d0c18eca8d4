"""What an author took out of a summary before signing stays out when the entry is amended."""

from __future__ import annotations

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.support.changing import signed_before
from tests.support.clinic import passphrase_of
from tests.support.writing import write

ON = "2026-12-20"
NONE = "No follow-up appointment is recorded."


def aftercare(desk: Desk, client: ClientRow) -> None:
    days = dict.fromkeys(("client_signed_on", "copies_on", "copy_given_on", "naloxone_given_on", "entry_date"), ON)
    calls = {"calls_agreed": True, "call_7": "2026-12-27", "call_30": "2027-01-20", "call_90": "2027-03-20"}
    write(desk, "aftercare_plan", client, {**told("aftercare_plan"), **days, **calls})


def discharge(desk: Desk, client: ClientRow) -> str:
    """A discharge whose author says that the client arranges appointments alone."""
    days = {"discharged_on": ON, "entry_date": ON}
    draft = desk.drafts.start("discharge_summary", client_id=client.id, answers=days)
    alone = {"followup": [], "followup_none": "The client arranges it alone.", "instructions": "Call us."}
    desk.drafts.assemble_again(draft.id, {**told("discharge_summary"), **draft.answers, **days, **alone})
    return desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]


def test_appointments_that_were_taken_out_stay_out_of_a_correction(desk: Desk, admitted: ClientRow) -> None:
    aftercare(desk, admitted)
    ended = discharge(desk, admitted)
    assert "followup" not in desk.charts.entry(ended).content.body["answers"]
    draft = desk.amending.start(ended, "correction", reason="The disposition was wrong.")
    changed = {**signed_before(desk, draft), "disposition": "Recovery residence"}
    desk.drafts.save(draft.id, changed)
    assert [one.text for one in desk.signing.prepare(draft.id)[0].findings if one.level == "must"] == []
    again = desk.drafts.assemble_again(draft.id, changed)
    assert "followup" not in again.answers
    assert str(again.answers["instructions"]).endswith(NONE)
    desk.drafts.assemble_again(draft.id, again.answers)
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    signed = desk.charts.entry(ended).content.body["answers"]
    assert signed["followup_none"] == "The client arranges it alone."
    assert "followup" not in signed


def test_what_the_record_had_nothing_of_is_filled_in_when_it_has(desk: Desk, admitted: ClientRow) -> None:
    ended = discharge(desk, admitted)
    aftercare(desk, admitted)
    draft = desk.amending.start(ended, "correction", reason="The aftercare plan was written late.")
    again = desk.drafts.assemble_again(draft.id, draft.answers)
    assert len(again.answers["followup"]) == 2
    assert "Keep the 2 appointments listed under Follow-up." in again.answers["instructions"]
