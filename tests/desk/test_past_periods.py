"""A summary of a past period tells the record as it stood at its end, from everything that is known by now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED, told
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

OCTOBER = {"period_from": "2026-10-01", "period_to": "2026-10-31"}


def start(desk: Desk, client: ClientRow) -> Any:
    draft = desk.drafts.start("progress_summary", client_id=client.id, answers=OCTOBER)
    return desk.drafts.assemble_again(draft.id, {**told("progress_summary"), **draft.answers})


def must(desk: Desk, draft_id: str) -> list[str]:
    return [f.text for one in desk.signing.prepare(draft_id) for f in one.findings if f.level == "must"]


def test_what_was_decided_after_the_period_is_not_in_its_summary_but_every_allergy_is(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "treatment_plan", client, {**FILLED["treatment_plan"], "barriers": "Evening shifts"})
    before = start(desk, client)
    desk.drafts.discard(before.id)
    clinic.clock.advance(timedelta(days=3))
    today = clinic.clock.today()
    days = {"entry_date": today.isoformat(), "next_review_on": (today + timedelta(days=14)).isoformat()}
    later = {**FILLED["treatment_plan"], **days, "barriers": "No car"}
    write(desk, "treatment_plan", client, later)
    after = start(desk, client)
    assert after.answers["objectives"] == before.answers["objectives"]
    assert after.answers["barriers"] == before.answers["barriers"]
    assert "No car" not in str(after.answers)
    assert after.answers["allergies_text"] == before.answers["allergies_text"]
    desk.lock()


def test_a_lapse_signed_later_must_be_assembled_into_the_summary_of_its_period(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "treatment_plan", client)
    draft = start(desk, client)
    own = {**draft.answers, "attendance_note": "My own words."}
    desk.drafts.save(draft.id, own)
    assert must(desk, draft.id) == []
    lapse = {
        **FILLED["dap_note"],
        "use_since_last": "Use",
        "use_events": [{"_id": "1" * 32, "use_substance": "Alcohol", "use_amount": "Four beers"}],
    }
    write(desk, "dap_note", client, lapse)
    asked = "No contact asked about substance use, and no progress on an objective about it is recorded in this period."
    assert must(desk, draft.id) == [f"“{asked}” is no longer what the record says. Assemble again."]
    with pytest.raises(Incomplete):
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    again = desk.drafts.assemble_again(draft.id, own)
    assert again.answers["attendance_note"].startswith("My own words.\n\nThe client attended 1 of 1")
    assert "four beers" in again.answers["use"].casefold()
    assert must(desk, draft.id) == []
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    desk.lock()


def test_a_summary_can_be_corrected_after_its_period_got_another_note(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "treatment_plan", client)
    (entry_id,) = desk.signing.sign([start(desk, client).id], passphrase_of("therapist")).entry_ids
    write(desk, "dap_note", client)
    draft = desk.amending.start(entry_id, "correction", reason="A note came later.")
    own = {**draft.answers, "attendance_note": "My own words."}
    desk.drafts.save(draft.id, own)
    assert must(desk, draft.id)
    again = desk.drafts.assemble_again(draft.id, own)
    assert again.answers["attendance_note"].startswith("My own words.\n\nThe client attended 1 of 1")
    assert again.answers["services"] != draft.answers.get("services")
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert desk.check().sound
    desk.lock()
