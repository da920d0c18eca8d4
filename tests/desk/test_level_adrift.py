"""A change of level whose admission was written anew for a later day is told: it counts nowhere."""

from __future__ import annotations

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from tests.desk.stays import admit, void
from tests.desk.test_amended_after_readmission import changed_level


def told(desk: Desk, client: ClientRow) -> list[str]:
    return [one.text for one in desk.tasks.attention(client.id) if "counts in no stay" in one.text]


def test_a_change_of_level_that_no_stay_has_any_more_is_told_until_it_is_in_error(
    desk: Desk, client: ClientRow
) -> None:
    admitted = admit(desk, client, "2026-09-28")
    change = changed_level(desk, client, "2026-10-20")
    assert told(desk, client) == []
    assert void(desk, admitted) == []
    again = admit(desk, client, "2026-11-01")
    (text,) = told(desk, client)
    assert "20 Oct 2026 counts in no stay: its admission is gone." in text
    assert void(desk, again) == []
    admit(desk, client, "2026-10-01")
    assert told(desk, client) == []
    assert desk.charts.state(client.id)["episodes"][0].level_of_care == "Outpatient"
    assert void(desk, change) == []
    assert told(desk, client) == []
