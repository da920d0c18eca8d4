"""A note against the session it is linked to: not cancelled, on its day; what is documented is not cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.chart.sessions.program import Overlap
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.chart.tasks.due import GENERAL, DueRule, DueTable, to_text
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, passphrase_of
from tests.support.writing import write

NINE = datetime(2026, 11, 27, 9, 0)


@pytest.fixture
def begins_at() -> datetime:
    return datetime(2026, 11, 27, 23, 0, tzinfo=UTC)


@pytest.fixture
def session(desk: Desk, client: ClientRow) -> PlannedSessionRow:
    return desk.sessions.plan_session(NewSession(NINE, 50, "individual", "", desk.me.id, [client.id]))


def written(desk: Desk, client: ClientRow, session: PlannedSessionRow, **other: Any) -> str:
    draft = desk.drafts.start("dap_note", client_id=client.id, session_id=session.id)
    times = {"session_date": "2026-11-27", "start_time": "09:00", "end_time": "09:50"}
    desk.drafts.save(draft.id, {**told("dap_note"), **times, "objectives_served": [], **other})
    return draft.id


def findings(desk: Desk, draft_id: str) -> list[tuple[str, str]]:
    (prepared,) = desk.signing.prepare(draft_id)
    return [(one.level, one.text) for one in prepared.findings]


def test_a_cancelled_session_is_documented_as_held_once_it_is_restored(
    desk: Desk, client: ClientRow, session: PlannedSessionRow
) -> None:
    desk.sessions.cancel(session.id, "Snow.")
    draft = written(desk, client, session)
    says = "This session was cancelled (Snow). Restore it in the week first, if it took place after all."
    assert ("must", says) in findings(desk, draft)
    with pytest.raises(Incomplete):
        desk.signing.sign([draft], passphrase_of("therapist"))
    back = desk.sessions.restore(session.id)
    assert (back.cancelled, back.cancel_reason, back.by_hand) == (False, "", True)
    assert desk.sessions.restore(session.id) == back
    desk.signing.sign([draft], passphrase_of("therapist"))
    assert desk.check().sound


def test_an_absence_from_a_cancelled_session_is_pointed_out(
    desk: Desk, client: ClientRow, session: PlannedSessionRow
) -> None:
    desk.sessions.cancel(session.id, "Snow.")
    draft = desk.drafts.start("absence", client_id=client.id, session_id=session.id)
    assert ("should", "This session was cancelled (Snow); nobody missed it.") in findings(desk, draft.id)


def test_nobody_is_absent_from_a_case_conference_and_its_note_settles_it(desk: Desk, client: ClientRow) -> None:
    about = desk.sessions.plan_session(NewSession(NINE, 30, "case conference", "", desk.me.id, [client.id]))
    absent = desk.drafts.start("absence", client_id=client.id, session_id=about.id)
    assert any(level == "must" and "nobody is absent from it" in text for level, text in findings(desk, absent.id))
    draft = desk.drafts.start("case_conference", client_id=client.id, session_id=about.id)
    times = {"session_date": "2026-11-27", "start_time": "09:00", "end_time": "09:30", "next_conference": "2026-12-04"}
    conference = told("case_conference")
    decisions = [{**one, "decision_by": "2026-12-01"} for one in conference["decisions"]]
    desk.drafts.save(draft.id, {**conference, **times, "decisions": decisions, "objectives_served": []})
    assert [one.session_id for one in desk.tasks.notes_owed()] == [about.id]
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert desk.tasks.notes_owed() == []


def test_an_absence_from_the_second_session_of_a_day_is_none_from_the_first(
    desk: Desk, client: ClientRow, session: PlannedSessionRow
) -> None:
    later = NewSession(NINE.replace(hour=11), 50, "individual", "", desk.me.id, [client.id])
    second = desk.sessions.plan_session(later)
    desk.signing.sign([written(desk, client, session)], passphrase_of("therapist"))
    said = "A signed note says that the client attended individual from 09:00 to 09:50 on this day."
    for planned, expected in ((session, True), (second, False)):
        draft = desk.drafts.start("absence", client_id=client.id, session_id=planned.id)
        assert draft.answers["service_type"] == "individual"
        assert any(level == "must" and text.startswith(said) for level, text in findings(desk, draft.id)) is expected


def test_a_documented_session_is_not_cancelled(desk: Desk, client: ClientRow, session: PlannedSessionRow) -> None:
    desk.signing.sign([written(desk, client, session)], passphrase_of("therapist"))
    with pytest.raises(UserError, match="documented already") as refused:
        desk.sessions.cancel(session.id, "It did not happen.")
    assert "entered in error" in refused.value.remedy
    assert not desk.sessions.one(session.id).cancelled


def test_nobody_is_restored_into_two_sessions_at_once(
    desk: Desk, client: ClientRow, session: PlannedSessionRow
) -> None:
    desk.sessions.cancel(session.id, "Snow.")
    desk.sessions.plan_session(NewSession(NINE, 50, "individual", "Instead", desk.me.id, [client.id]))
    with pytest.raises(Overlap):
        desk.sessions.restore(session.id)
    assert desk.sessions.one(session.id).cancelled


def test_a_note_has_the_day_of_the_session_it_documents(
    desk: Desk, client: ClientRow, session: PlannedSessionRow
) -> None:
    draft = written(desk, client, session, session_date="2026-11-12")
    (said,) = [text for level, text in findings(desk, draft) if level == "must"]
    assert said.startswith("This documents the session of 27 Nov 2026, but says 12 Nov 2026.")
    with pytest.raises(Incomplete):
        desk.signing.sign([draft], passphrase_of("therapist"))
    assert [one.session_id for one in desk.tasks.notes_owed()] == [session.id]


def test_other_times_than_planned_are_pointed_out_with_both(
    desk: Desk, client: ClientRow, session: PlannedSessionRow
) -> None:
    draft = written(desk, client, session, start_time="14:00", end_time="16:30")
    expected = ("should", "Planned from 09:00 to 09:50; the note says 14:00 to 16:30.")
    assert expected in findings(desk, draft)
    same = written(desk, client, session)
    assert not [text for _, text in findings(desk, same) if text.startswith("Planned from")]


def test_a_note_is_due_by_the_rule_of_the_clients_own_program(
    clinic: TestClinic, desk: Desk, client: ClientRow, session: PlannedSessionRow
) -> None:
    admission = {**told("admission"), "entry_date": "2026-10-01", "admitted_on": "2026-10-01"}
    write(desk, "admission", client, admission)
    desk.lock()
    office = clinic.desk("administrator")
    rule = DueRule("note", 1, "working", "Our policy", str(admission["level_of_care"]))
    office.clinic.save(replace(office.clinic.read(), due_rules=to_text(DueTable((*GENERAL, rule)))))
    office.lock()
    again = clinic.desk("therapist")
    # 27 November 2026 is a Friday.
    assert [note.due_on for note in again.tasks.notes_owed()] == [date(2026, 11, 30)]
    again.lock()
