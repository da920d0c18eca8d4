"""A note and a review are held against the plan of their own day, whatever was adopted since.

45 CFR 164.526(b): a request for amendment is acted on; 26 TAC 301.361: the note names the objective it served.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED, told
from tests.desk.stays import admit, amend, discharge
from tests.support.clinic import passphrase_of

LATER = {"start_time": "11:00", "end_time": "12:00"}
REQUEST = "amendment_at_client_request"


def write(desk: Desk, form_id: str, client: ClientRow, answers: Mapping[str, Any]) -> str:
    draft = desk.drafts.start(form_id, client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **told(form_id), **answers})
    return desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]


def adopt(desk: Desk, client: ClientRow, on: str, problems: list[dict[str, Any]] | None = None) -> str:
    days = {"entry_date": on, "client_signed_on": on, "next_review_on": "2027-01-10"}
    return write(desk, "treatment_plan", client, {**days, **({"problems": problems} if problems else {})})


def note(desk: Desk, client: ClientRow, on: str, *objectives: str) -> str:
    served = [{"objective_id": one, "progress": "some", "evidence": "Used the plan."} for one in objectives]
    return write(desk, "dap_note", client, {"session_date": on, "objectives_served": served, "next_appointment": ""})


def objectives(desk: Desk, client: ClientRow) -> list[str]:
    return [one.objective_id for one in desk.charts.state(client.id)["objectives"]]


def other_problems() -> list[dict[str, Any]]:
    """The same problems with ids of their own: nothing of the earlier plan is taken over."""

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: f"9{one[1:]}" if key == "_id" else renamed(one) for key, one in value.items()}
        return [renamed(one) for one in value] if isinstance(value, list) else value

    return list(renamed(deepcopy(FILLED["treatment_plan"]["problems"])))


def test_a_note_from_before_the_plan_is_corrected_without_a_false_link(desk: Desk, admitted: ClientRow) -> None:
    early = note(desk, admitted, "2026-09-29")
    adopt(desk, admitted, "2026-10-05")
    assert amend(desk, early, "correction", LATER) == []
    assert amend(desk, early, REQUEST, {"start_time": "11:10", "end_time": "12:00"}) == []
    draft = desk.drafts.start("dap_note", client_id=admitted.id)
    served = [{"objective_id": objectives(desk, admitted)[0], "progress": "some", "evidence": "Said so."}]
    desk.drafts.save(
        draft.id, {**draft.answers, **told("dap_note"), "session_date": "2026-09-30", "objectives_served": served}
    )
    said = [(one.level, one.text) for one in desk.signing.prepare(draft.id)[0].findings]
    assert ("should", "The plan of 30 Sep 2026 had no objective 1.1: it was adopted later.") in said


def test_a_note_of_an_earlier_stay_keeps_its_objective_when_it_is_corrected(desk: Desk, admitted: ClientRow) -> None:
    adopt(desk, admitted, "2026-09-29")
    (_, second) = objectives(desk, admitted)[:2]
    only = note(desk, admitted, "2026-10-05", second)
    discharge(desk, admitted, "2026-11-20")
    admit(desk, admitted, "2026-12-01")
    assert objectives(desk, admitted) == []
    assert amend(desk, only, "correction", LATER) == []
    (kept,) = [one for one in desk.charts.state(admitted.id)["objective_progress"] if one.entry_id == only]
    assert kept.objective_id == second


def test_a_corrected_note_names_its_objective_with_the_number_of_its_day(desk: Desk, admitted: ClientRow) -> None:
    adopt(desk, admitted, "2026-09-29")
    written = note(desk, admitted, "2026-10-05", objectives(desk, admitted)[0])
    adopt(desk, admitted, "2026-11-20", FILLED["treatment_plan"]["problems"][::-1])
    assert amend(desk, written, "correction", LATER) == []
    effects = desk.charts.entry(written).content.body["effects"]
    (sentence,) = [one["sentence"] for one in effects if one["kind"] == "objective.progress"]
    assert sentence.startswith("Objective 1.1 ")


def test_a_review_is_amended_after_a_new_plan_and_after_a_readmission(desk: Desk, admitted: ClientRow) -> None:
    adopt(desk, admitted, "2026-09-29")
    days = {"entry_date": "2026-11-10", "reviewed_on": "2026-11-10", "client_signed_on": "2026-11-10"}
    review = write(desk, "plan_review", admitted, {**days, "next_review_on": "2026-12-10"})
    adopt(desk, admitted, "2026-11-10", other_problems())  # on the very day of the review, after it
    assert amend(desk, review, REQUEST, {"client_view": "Wants to stay in the evening group."}) == []
    discharge(desk, admitted, "2026-12-01")
    admit(desk, admitted, "2026-12-10")
    assert amend(desk, review, REQUEST, {"client_view": "Wants to stay."}) == []
