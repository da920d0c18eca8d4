"""What an earlier entry said is offered again, and nothing of an earlier stay."""

from __future__ import annotations

from datetime import timedelta

from tests.clinical_forms.filled import told
from tests.desk.test_impossible_stays import void
from tests.desk.test_main_job import write
from tests.support.clinic import TestClinic, add_client


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
