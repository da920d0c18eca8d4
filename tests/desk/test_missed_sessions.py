"""Who missed a session is told to whoever was to hold it."""

from __future__ import annotations

from datetime import datetime

from ehr_desk.chart.sessions.service import NewSession
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, add_client, passphrase_of


def test_a_missed_session_is_mine_where_i_was_to_hold_it_whoever_wrote_that_it_was_missed(clinic: TestClinic) -> None:
    desk = clinic.desk("case manager")
    client = add_client(desk)
    start = datetime(2026, 12, 28, 9, 0)
    planned = desk.sessions.plan_session(
        NewSession(start, 50, "individual", "", clinic.staff_ids["therapist"], [client.id])
    )
    draft = desk.drafts.start("absence", client_id=client.id, session_id=planned.id)
    desk.drafts.assemble_again(draft.id, {**told("absence"), **draft.answers})
    desk.signing.sign([draft.id], passphrase_of("case manager"))
    assert [one.mine for one in desk.tasks.day().missed] == [False]
    desk.lock()
    desk = clinic.desk("therapist")
    assert [one.mine for one in desk.tasks.day().missed] == [True]
    desk.lock()
