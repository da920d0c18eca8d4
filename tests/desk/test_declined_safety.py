"""An answer that needs action stays in sight when the measure around it has no total."""

from __future__ import annotations

from ehr_desk.forms import declined
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, add_client
from tests.support.writing import write


def test_item_9_is_told_where_declined_answers_left_the_list_without_a_total(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    answers = {
        **told("phq9"),
        "entry_date": "2026-12-27",
        **{f"phq9_{number}": declined() for number in (1, 2, 3)},
        "declined_why": "Too tired to go on.",
        "phq9_9": "Nearly every day",
        "safety_level": "No current risk found",
        "safety_steps": ["Asked directly about intent, plan and means"],
        "safety_action": "Asked directly about intent and plan: none.",
    }
    write(desk, "phq9", client, answers)
    assert desk.charts.state(client.id)["measures"] == []
    found = [one.text for one in desk.tasks.attention(client.id) if one.level == "danger"]
    assert len(found) == 1
    assert found[0].startswith("PHQ-9 of ")
    assert found[0].endswith("without a total: an answer needs attention.")
    desk.lock()


def test_what_a_trainee_did_about_a_risk_waits_for_a_supervisor_though_the_list_itself_needs_none(
    clinic: TestClinic,
) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    desk.lock()
    desk = clinic.desk("trainee")
    calm = write(desk, "phq9", client, {**told("phq9"), "phq9_9": "Not at all"}).entry_ids
    risk = write(desk, "phq9", client).entry_ids
    desk.lock()
    desk = clinic.desk("supervisor")
    waiting = {one.entry_id for one in desk.cosigning.queue()}
    assert waiting & {*calm, *risk} == set(risk)
    desk.lock()
