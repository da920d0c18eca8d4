"""What an earlier entry said is offered again, and nothing of an earlier stay."""

from __future__ import annotations

from datetime import timedelta

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.reused import Passage
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.desk.stays import VOID, amend, void
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write


def test_the_admission_offers_what_the_screening_found_but_asks_about_risk_anew(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    screening = told("suitability")
    write(desk, "suitability", client)
    draft = desk.drafts.start("admission", client_id=client.id)
    assert draft.answers["client_goals"] == screening["own_words"]
    assert draft.answers["level_of_care"] == screening["decided_level"]
    assert draft.answers["referral_detail"] == screening["inquiry_contact"]
    assert not {"risk", "safety_level", "importance", "confidence", "withdrawal_risk"} & set(draft.answers)
    tips = [one.text for one in desk.signing.prepare(draft.id)[0].findings if one.level == "tip"]
    assert any("as an earlier entry has it" in one for one in tips)
    desk.lock()


def test_the_next_version_of_a_plan_of_the_client_begins_with_the_last_one_in_rows_of_its_own(
    clinic: TestClinic,
) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    first = desk.drafts.start("safety_plan", client_id=client.id)
    assert "signs" not in first.answers
    desk.drafts.discard(first.id)
    write(desk, "safety_plan", client)
    signed = desk.charts.last(client.id, "safety_plan")
    assert signed is not None
    before = signed.content.body["answers"]
    draft = desk.drafts.start("safety_plan", client_id=client.id)
    assert draft.answers["reason_to_live"] == before["reason_to_live"]
    assert [row["sign_text"] for row in draft.answers["signs"]] == [row["sign_text"] for row in before["signs"]]
    assert not {row["_id"] for row in draft.answers["signs"]} & {row["_id"] for row in before["signs"]}
    assert not {"means", "safety_level", "client_signature", "likely_used"} & set(draft.answers)
    desk.lock()


def test_nothing_of_an_earlier_stay_is_offered_not_even_of_the_day_it_ended(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    discharged = str(told("discharge_summary")["discharged_on"])
    write(desk, "safety_plan", client, {**told("safety_plan"), "entry_date": discharged})
    write(desk, "discharge_summary", client, keep=True)
    assert desk.charts.state(client.id)["episodes"][0].discharged_on is not None
    clinic.clock.move_to(clinic.clock.now() + timedelta(days=30))
    draft = desk.drafts.start("safety_plan", client_id=client.id)
    assert "signs" not in draft.answers
    desk.lock()


def test_what_was_carried_from_an_entry_that_was_in_error_is_not_signed(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    source = write(desk, "safety_plan", client).entry_ids[0]
    draft = desk.drafts.start("safety_plan", client_id=client.id)
    desk.drafts.assemble_again(draft.id, {**told("safety_plan"), **draft.answers})
    void(desk, source)
    musts = [one.text for one in desk.signing.prepare(draft.id)[0].findings if one.level == "must"]
    assert any("entered in error" in one for one in musts)
    again = desk.drafts.start("safety_plan", client_id=client.id)
    assert "signs" not in again.answers
    desk.lock()


WRONG = "WRONG CHART: when the neighbor rings at night."


def second_plan(desk: Desk, client: ClientRow) -> tuple[str, DraftRow]:
    """A safety plan with the words of somebody else, and the draft of the next one, which carries them."""
    admission = [one for one in desk.charts.timeline(client.id) if one.form_id == "admission"]
    if not admission:
        write(desk, "admission", client)
    signs = [{"_id": "a" * 32, "sign_text": WRONG}]
    source = write(desk, "safety_plan", client, {**told("safety_plan"), "signs": signs}).entry_ids[0]
    draft = desk.drafts.start("safety_plan", client_id=client.id)
    return source, draft


def test_a_row_more_or_a_word_changed_makes_nothing_new_of_what_came_from_an_entry_in_error(
    clinic: TestClinic,
) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    source, draft = second_plan(desk, client)
    void(desk, source)
    rows = [{**draft.answers["signs"][0], "sign_text": WRONG + " Often."}, {"_id": "f" * 32, "sign_text": "No meals."}]
    desk.drafts.save(draft.id, {**told("safety_plan"), **draft.answers, "signs": rows})
    asked = {one.item: one for one in desk.signing.prepare(draft.id)[0].findings if one.level == "must"}
    assert "entered in error" in asked["signs"].text
    desk.drafts.confirm(draft.id, [asked["signs"].confirm], "The same holds here.")
    assert "signs" not in {one.item for one in desk.signing.prepare(draft.id)[0].findings if one.level == "must"}
    desk.drafts.save(draft.id, {**told("safety_plan"), **draft.answers, "signs": rows[1:]})
    assert "signs" not in {one.item for one in desk.signing.prepare(draft.id)[0].findings if one.level == "must"}
    desk.lock()


def test_what_its_source_no_longer_says_is_pointed_out(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    source, draft = second_plan(desk, client)
    desk.drafts.save(draft.id, {**told("safety_plan"), **draft.answers})
    corrected = {"signs": [{"_id": "b" * 32, "sign_text": "I stop answering the phone."}]}
    assert amend(desk, source, "correction", corrected) == []
    found = [one for one in desk.signing.prepare(draft.id)[0].findings if "corrected since" in one.text]
    assert [(one.level, one.item) for one in found] == [("should", "signs")]
    desk.lock()


def test_a_signed_entry_remembers_what_was_carried_into_it(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    source, draft = second_plan(desk, client)
    desk.drafts.save(draft.id, {**told("safety_plan"), **draft.answers})
    second = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]
    assert desk.charts.entry(second).content.body["rests_on"] == [source]
    voiding = desk.amending.start(source, "entered_in_error")
    desk.drafts.save(voiding.id, {**voiding.answers, **VOID})
    assert any("Safety plan" in one for one in desk.signing.prepare(voiding.id)[0].undoes)
    desk.signing.sign([voiding.id], passphrase_of("therapist"))
    assert any("in error" in one.text for one in desk.tasks.attention(client.id))
    assert amend(desk, second, "correction", {"signs": [{"_id": "c" * 32, "sign_text": "I skip meals."}]}) == []
    assert not any("in error" in one.text for one in desk.tasks.attention(client.id))
    desk.lock()


def test_a_passage_said_to_still_hold_is_asked_about_again_once_its_note_is_in_error(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    note = {**told("dap_note"), "objectives_served": []}
    source = write(desk, "dap_note", client, note).entry_ids[0]
    draft = desk.drafts.start("dap_note", client_id=client.id)
    passage = Passage("data", str(note["data"]), source, str(note["session_date"]), confirmed=True)
    desk.drafts.save(draft.id, {**draft.answers, **note}, reused=[passage])
    void(desk, source)
    musts = [one for one in desk.signing.prepare(draft.id)[0].findings if one.level == "must"]
    assert [one.item for one in musts if "entered in error" in one.text] == ["data"]
    desk.lock()


def test_use_at_discharge_stands_beside_that_at_admission(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    admission = told("admission")["substances"]
    draft = desk.drafts.start("discharge_summary", client_id=client.id)
    shown = ("substance_name", "substance_frequency")
    assert [[row[name] for name in shown] for row in draft.answers["use_then"]] == [
        [row[name] for name in shown] for row in admission
    ]
    desk.lock()
