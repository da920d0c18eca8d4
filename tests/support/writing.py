"""Entries written and signed at a desk as somebody does it, up to a whole course of treatment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.rows import Signed
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, add_client, passphrase_of


def write(
    desk: Desk, form_id: str, client: ClientRow, answers: Mapping[str, Any] | None = None, *, keep: bool = False
) -> Signed:
    """Start a draft, fill it in, sign it. ``keep``: what the record filled in stands, the rest is added."""
    draft = desk.drafts.start(form_id, client_id=client.id)
    given = told(form_id) if answers is None else dict(answers)
    merged = {**given, **draft.answers} if keep else {**draft.answers, **given}
    desk.drafts.assemble_again(draft.id, merged)
    role = "trainee" if desk.me.trainee else desk.me.role
    return desk.signing.sign([draft.id], passphrase_of(role))


def course(clinic: TestClinic) -> ClientRow:
    """A client with a course of treatment up to the discharge."""
    therapist = clinic.desk("therapist")
    client = add_client(therapist)
    write(therapist, "admission", client)
    write(therapist, "phq9", client)
    write(therapist, "treatment_plan", client)
    write(therapist, "dap_note", client)
    write(therapist, "consent", client)
    write(therapist, "family_session", client)
    write(therapist, "dual_diagnosis_note", client)
    write(therapist, "absence", client)
    write(therapist, "plan_review", client)
    therapist.lock()
    psychiatrist = clinic.desk("psychiatrist")
    write(psychiatrist, "medication_visit", client)
    psychiatrist.lock()
    return client
