"""A concern for safety of somebody who is not in treatment stands where those in treatment have theirs."""

from __future__ import annotations

from datetime import UTC, datetime

from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.desk.stays import admit, discharge
from tests.support.clinic import TestClinic, add_client, passphrase_of

CALL = {
    "entry_date": "2026-12-27",
    "call_at": "09:00",
    "call_with": "Client",
    "call_reached": "Reached",
    "safety_concern": True,
    "safety_action": "Thoughts of suicide with a plan; an ambulance was called, and we stayed on the line.",
    "next_call_on": "2026-12-28",
}


def _sign(desk: Desk, form: str, client_id: str, answers: dict[str, object]) -> str:
    draft = desk.drafts.start(form, client_id=client_id)
    desk.drafts.assemble_again(draft.id, {**told(form), **draft.answers, **answers})
    return desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]


def test_a_call_after_discharge_and_a_screening_before_admission_raise_an_alert(clinic: TestClinic) -> None:
    clinic.clock.move_to(datetime(2026, 12, 20, 15, 0, tzinfo=UTC))
    desk = clinic.desk("therapist")
    left, screened = add_client(desk, "Left"), add_client(desk, "Screened")
    admit(desk, left, "2026-09-28")
    discharge(desk, left, "2026-12-20")
    assert desk.tasks.day().alerts == []
    clinic.clock.move_to(datetime(2026, 12, 27, 15, 0, tzinfo=UTC))
    called = _sign(desk, "follow_up_call", left.id, CALL)
    answers = {"entry_date": "2026-12-27", "phq9_9": "Nearly every day", "safety_level": "High"}
    asked = _sign(desk, "phq9", screened.id, dict(answers))
    found = {(one.client_id, one.level, one.entry_id) for one in desk.tasks.day().alerts}
    assert found == {(left.id, "danger", called), (screened.id, "danger", asked)}
    lines = [one.line for one in desk.tasks.caseload()]
    assert [line.chip for line in lines] == ["Safety", "Safety"]
    assert all(line.why.startswith("Safety event today · ") for line in lines)
    desk.lock()
