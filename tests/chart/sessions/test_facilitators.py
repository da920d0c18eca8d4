"""Two of the staff lead a group: both have it on their day, one owes its note, both are busy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ehr_desk.chart.access.reader import session_clients
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.program import Overlap
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from tests.support.clinic import TestClinic, add_client

MONDAY = date(2026, 11, 30)


@pytest.fixture
def begins_at() -> datetime:
    return datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


def test_a_group_stands_on_the_day_of_both_who_lead_it_and_one_owes_its_note(
    clinic: TestClinic, desk: Desk, client: ClientRow
) -> None:
    other = clinic.staff_ids["case manager"]
    weekly = NewWeekly(0, "17:30", 180, "group", "Evening", desk.me.id, (client.id,), co_staff_id=other)
    desk.program.add(weekly, date(2026, 11, 28))
    (made,) = desk.sessions.day(MONDAY, staff_id=other)
    assert desk.sessions.day(MONDAY, staff_id=desk.me.id) == [made]
    assert not desk.program.missing()
    with desk.sitting.read() as session:
        assert session_clients(session, other, MONDAY) == {client.id}
    for service in ("individual", "case conference"):
        talk = NewSession(datetime(2026, 11, 30, 18), 50, service, "", other, [add_client(desk).id])
        with pytest.raises(Overlap):
            desk.sessions.plan_session(talk)
    names = {row.id: row.signature_name for row in desk.staff.all()}
    draft = desk.drafts.start("group_note", session_id=made.id, attendees=[client.id])
    assert draft.answers["shared"]["facilitators"] == names[other]
    clinic.clock.move_to(datetime(2026, 12, 1, 5, 0, tzinfo=UTC))
    assert [one.session_id for one in desk.tasks.notes_owed()] == [made.id]
    leader = desk.me.id
    desk.lock()
    second = clinic.desk("case manager")
    try:
        assert second.tasks.notes_owed() == []
        note = second.drafts.start("group_note", session_id=made.id, attendees=[client.id])
        assert note.answers["shared"]["facilitators"] == names[leader]
        assert second.check().sound
    finally:
        second.lock()


def test_what_cannot_be_is_not_planned(desk: Desk, client: ClientRow) -> None:
    new = NewSession(datetime(2026, 11, 30, 18), 50, "group", "Evening", desk.me.id, [client.id])
    with pytest.raises(UserError, match="leads the session already"):
        desk.sessions.plan_session(replace(new, co_staff_id=desk.me.id))
    both = replace(new, mode="In person and video")
    with pytest.raises(UserError, match="met in one way"):
        desk.sessions.plan_session(replace(both, service="individual"))
    assert desk.sessions.plan_session(both).mode == "In person and video"
