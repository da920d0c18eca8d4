"""Charts limited to caseloads: to whom they are open, and what opens none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ehr_desk.chart.access.gate import NotOnCaseload
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.chart.staff.gate import REFUSED
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from tests.desk.limiting import limit
from tests.desk.test_permissions import NOT_FOR_ADMINISTRATORS, Act, plan
from tests.support.clinic import TestClinic


def test_without_the_limit_everybody_sees_every_chart(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, other = limited
    limit(clinic, on=False)
    desk = clinic.desk("therapist")
    assert desk.charts.open(other).client.id == other
    assert len(desk.clients.all()) == 2
    desk.lock()


OUTSIDE: dict[str, Act] = {
    name: act
    for name, act in NOT_FOR_ADMINISTRATORS.items()
    if name
    in {
        "open a chart",
        "reload a chart",
        "read the timeline",
        "read the last entry of a form",
        "read the state",
        "read a past state",
        "read a client",
        "change a client",
        "start a draft",
        "read a client's sessions",
        "read the quiet list",
        "read the ledger",
        "read the accounting",
        "read assignments",
        "read the mark",
    }
}


def test_charts_outside_of_the_caseload_are_neither_listed_nor_opened(limited: tuple[TestClinic, str, str]) -> None:
    clinic, mine, other = limited
    desk = clinic.desk("therapist")
    assert [row.id for row in desk.clients.all()] == [mine]
    assert [each.client.id for each in desk.tasks.caseload()] == [mine]
    assert desk.charts.open(mine).client.id == mine
    for name, act in OUTSIDE.items():
        with pytest.raises(NotOnCaseload) as refused:
            act(desk, other)
        assert refused.value.client_id == other, name
        assert "supervisors" in refused.value.remedy
        event = desk.sitting.audit.events(limit=1)[0]
        assert (event.action, event.client_id) == (REFUSED, other), name
    assert desk.drafts.mine() == []
    desk.lock()


def test_supervisors_answer_for_every_client(limited: tuple[TestClinic, str, str]) -> None:
    clinic, mine, other = limited
    desk = clinic.desk("supervisor")
    assert {row.id for row in desk.clients.all()} == {mine, other}
    assert desk.charts.open(other).client.id == other
    desk.lock()


def test_coverage_opens_a_chart_until_its_last_day(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, other = limited
    staff = clinic.staff_ids["therapist"]
    desk = clinic.desk("supervisor")
    today = desk.clock.today()
    with pytest.raises(UserError):
        desk.access.assign(other, staff, "coverage")
    with pytest.raises(UserError):
        desk.access.assign(other, staff, "coverage", until_on=today - timedelta(days=1))
    with pytest.raises(UserError):
        desk.access.assign(other, staff, "friend")
    row = desk.access.assign(other, staff, "coverage", until_on=today + timedelta(days=2))
    assert desk.access.assignments(other) == [row]
    desk.lock()
    for days, is_open in ((0, True), (2, True), (3, False)):
        copy = clinic.copy_to(clinic.folder.parent / f"after {days}.vault")
        copy.clock.advance(timedelta(days=days))
        desk = copy.desk("therapist")
        assert (other in {client.id for client in desk.clients.all()}) is is_open
        desk.lock()


def test_an_ended_assignment_closes_the_chart_again(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, other = limited
    desk = clinic.desk("supervisor")
    row = desk.access.assign(other, clinic.staff_ids["therapist"], "care team")
    desk.access.end_assignment(row.id)
    desk.access.end_assignment(row.id)
    assert len(desk.sitting.audit.events(action="access.ended")) == 1
    desk.lock()
    desk = clinic.desk("therapist")
    with pytest.raises(NotOnCaseload):
        desk.charts.open(other)
    desk.lock()


def test_whoever_leads_a_session_sees_the_charts_of_its_roster_about_that_time(
    limited: tuple[TestClinic, str, str],
) -> None:
    clinic, _, other = limited
    desk = clinic.desk("supervisor")
    at = desk.clock.local().replace(tzinfo=None, hour=10, minute=0, second=0, microsecond=0) + timedelta(days=7)
    desk.sessions.plan_session(NewSession(at, 90, "group", "Group", clinic.staff_ids["therapist"], [other]))
    desk.lock()
    desk = clinic.desk("therapist")
    assert desk.charts.open(other).client.id == other
    desk.lock()
    clinic.clock.advance(timedelta(days=38))
    desk = clinic.desk("therapist")
    with pytest.raises(NotOnCaseload):
        desk.charts.open(other)
    desk.lock()


def _weekly_with(desk: Desk, staff_id: str, clients: list[str]) -> NewWeekly:
    return NewWeekly(desk.clock.today().weekday(), "17:00", 60, "group", "Group", staff_id, clients)


def test_planning_a_session_opens_no_chart_that_is_closed(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, theirs = limited
    desk = clinic.desk("therapist")
    today = desk.clock.today()
    with pytest.raises(NotOnCaseload):
        plan(desk, theirs)
    with pytest.raises(NotOnCaseload):
        desk.program.add(_weekly_with(desk, desk.me.id, [theirs]), today)
    with pytest.raises(NotOnCaseload):
        desk.charts.open(theirs)
    assert desk.sessions.day(today) == []
    desk.lock()


def test_a_roster_that_a_supervisor_made_can_be_moved_by_its_leader_and_taken_over_by_nobody(
    limited: tuple[TestClinic, str, str],
) -> None:
    clinic, _, theirs = limited
    desk = clinic.desk("supervisor")
    today, therapist = desk.clock.today(), clinic.staff_ids["therapist"]
    later = today + timedelta(days=21)
    slot = desk.program.add(_weekly_with(desk, therapist, [theirs]), later).slot_id
    early = replace(_weekly_with(desk, clinic.staff_ids["psychiatrist"], [theirs]), start="08:00")
    other = desk.program.add(early, later).slot_id
    desk.lock()
    desk = clinic.desk("therapist")
    moved = replace(_weekly_with(desk, therapist, [theirs]), start="19:00")
    assert desk.program.change(slot, moved, later).start == "19:00"
    with pytest.raises(NotOnCaseload):
        desk.program.change(other, replace(early, staff_id=therapist), later)
    desk.lock()


# Emergency access -----------------------------------------------------------------------------------------------------
