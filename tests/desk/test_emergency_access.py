"""Emergency access: for hours, marked on the chart, reviewed by somebody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehr_desk.chart.access.gate import NotOnCaseload
from ehr_desk.chart.access.rules import EMERGENCY_HOURS
from ehr_desk.chart.staff.gate import REFUSED
from ehr_desk.common.errors import Refused, UserError
from tests.support.clinic import TestClinic
from tests.support.writing import write


def test_emergency_access_opens_for_hours_marks_the_chart_and_waits_for_review(
    limited: tuple[TestClinic, str, str],
) -> None:
    clinic, _, other = limited
    desk = clinic.desk("therapist")
    with pytest.raises(UserError):
        desk.access.open_in_emergency(other, " why ")
    (found,) = desk.clients.for_emergency(" brandt ", date(1991, 3, 14))
    assert found.id == other
    assert desk.clients.for_emergency("Brand", date(1991, 3, 14)) == []
    row = desk.access.open_in_emergency(other, "Crisis line: the client called from the river.")
    assert desk.charts.open(other).client.id == other
    (mark,) = desk.access.emergencies(other)
    assert mark == row
    write(desk, "absence", desk.clients.one(other))
    clinic.clock.advance(timedelta(hours=EMERGENCY_HOURS))
    with pytest.raises(NotOnCaseload):
        desk.charts.open(other)
    desk.lock()

    desk = clinic.desk("supervisor")
    assert [each.id for each in desk.access.to_review()] == [row.id]
    assert [each.id for each in desk.access.emergencies(other)] == [row.id], "marked until somebody looked at it"
    with pytest.raises(UserError):
        desk.access.review(row.id, "")
    desk.access.review(row.id, "Called for.")
    with pytest.raises(UserError):
        desk.access.review(row.id, "Again.")
    assert desk.access.to_review() == []
    assert desk.access.emergencies(other) == []
    events = desk.sitting.audit.events(action="emergency", client=other)
    assert [event.action for event in events] == ["emergency.reviewed", "emergency.opened"]
    assert all("river" not in str(event.detail) for event in events)
    assert desk.check().sound
    desk.lock()


def test_nobody_reviews_their_own_emergency_access(limited: tuple[TestClinic, str, str]) -> None:
    clinic, _, other = limited
    desk = clinic.desk("supervisor")
    row = desk.access.open_in_emergency(other, "To see what happens then.")
    with pytest.raises(Refused, match="own"):
        desk.access.review(row.id, "Called for.")
    assert desk.sitting.audit.events(limit=1)[0].action == REFUSED
    assert [each.id for each in desk.access.to_review()] == [row.id]
    desk.lock()
