"""What an earlier entry said is offered again, and nothing of an earlier stay."""

from __future__ import annotations

from datetime import timedelta

from tests.clinical_forms.filled import told
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


def test_nothing_of_an_earlier_stay_or_in_error_is_offered(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "safety_plan", client)
    write(desk, "discharge_summary", client, keep=True)
    after = desk.drafts.start("aftercare_plan", client_id=client.id).answers
    assert after["naloxone"] == told("discharge_summary")["naloxone"] == "Declined", "so nobody is asked where it is"
    arranged = told("discharge_summary")["followup"]
    assert [row["followup_provider"] for row in after["followup"]] == [row["followup_provider"] for row in arranged]
    clinic.clock.move_to(clinic.clock.now() + timedelta(days=30))
    draft = desk.drafts.start("safety_plan", client_id=client.id)
    assert "signs" not in draft.answers
    desk.lock()


def test_the_discharge_shows_what_stood_at_admission_and_the_plan_begins_with_the_stage(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    admission = told("admission")
    plan = desk.drafts.start("treatment_plan", client_id=client.id)
    assert plan.answers["readiness"] == admission["stage_of_change"]
    leaving = desk.drafts.start("discharge_summary", client_id=client.id)
    for then, name in (("living_then", "living"), ("work_then", "work"), ("arrests_then", "arrests_30")):
        assert leaving.answers[then] == admission[name]
        assert name not in leaving.answers
    assert leaving.answers["mutual_help_then"] == admission["mutual_help_30"]
    tips = [one.text for one in desk.signing.prepare(leaving.id)[0].findings]
    assert not any("as an earlier entry has it" in one for one in tips)
    desk.lock()
