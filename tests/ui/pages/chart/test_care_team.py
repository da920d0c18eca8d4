"""The care team in the chart: who is named, who may change it, and what that opens where charts are limited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from ehr_desk.chart.access.gate import NotOnCaseload
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.ui.pages.chart.care_team_card import AssignDialog, CareTeamCard, PrimaryDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.dates import show_date
from tests.support.clinic import TestClinic
from tests.ui.pages.chart.fixtures import Sit
from tests.ui.pages.chart.making import PageWindow


@pytest.fixture
def alvarez(sit: Sit) -> ClientRow:
    return next(one for one in sit("therapist").clients.all() if one.family_name == "Alvarez")


def card_of(desk: Desk, client: ClientRow, theme: Theme, qtbot: QtBot) -> CareTeamCard:
    window = PageWindow(desk, theme)
    qtbot.addWidget(window)
    window.resize(1280, 860)
    window.show()
    window.page.enter()
    window.open_chart(client.id, "access")
    card = window.page.chart.findChild(CareTeamCard)
    assert card is not None
    return card


def told(card: CareTeamCard) -> list[tuple[str, ...]]:
    return [row.cells for row in card.table.rows()]


def assign(card: CareTeamCard, staff_id: str, relation: str, until: str = "") -> AssignDialog:
    card.ask()
    dialog = card.findChildren(AssignDialog)[-1]
    dialog.who.set_value(staff_id)
    dialog.relation.set_value(relation)
    dialog.until.set_value(until)
    dialog.try_go()
    return dialog


def test_a_supervisor_names_the_team_and_coverage_and_ends_it(
    clinic: TestClinic, sit: Sit, alvarez: ClientRow, theme: Theme, qtbot: QtBot
) -> None:
    desk = sit("supervisor")
    card = card_of(desk, alvarez, theme, qtbot)
    before = told(card)
    assert [row.name for row in card._people] == sorted(
        ["Adaeze Okonkwo", "Cory Lindqvist", "Dana Whitlock", "Samira Haddad", "Toby Marsh"]
    )
    today = desk.clock.today()
    refused = assign(card, clinic.staff_ids["psychiatrist"], "coverage")
    assert "Coverage needs a last day" in refused.messages.accessibleName()
    refused.reject()
    assign(card, clinic.staff_ids["psychiatrist"], "care team")
    assign(card, clinic.staff_ids["case manager"], "coverage", (today + timedelta(days=6)).isoformat())
    added = {cells[0]: cells for cells in told(card)[len(before) :]}
    doctor, manager = added["Adaeze Okonkwo, MD"], added["Cory Lindqvist, CDCA"]
    assert (doctor[1:3], doctor[4]) == (("psychiatrist", "care team"), "until ended")
    assert (manager[1:3], manager[4]) == (("case manager", "coverage"), show_date(today + timedelta(days=6)))
    assert doctor[3] == show_date(today)
    again = assign(card, clinic.staff_ids["psychiatrist"], "care team")
    assert "assigned like this already" in again.messages.accessibleName()
    again.reject()
    assert card.table.table.select(card.table.rows()[-1].id)
    assert card.end.isEnabled()
    card.end_chosen()
    assert len(told(card)) == len(before) + 1


def test_whoever_is_named_opens_the_chart_where_charts_are_limited(
    clinic: TestClinic, sit: Sit, alvarez: ClientRow, theme: Theme, qtbot: QtBot
) -> None:
    desk = sit("supervisor")
    desk.clinic.save(replace(desk.clinic.read(), caseload_only=True))
    with pytest.raises(NotOnCaseload):
        sit("psychiatrist").charts.open(alvarez.id)
    card = card_of(sit("supervisor"), alvarez, theme, qtbot)
    assert card.words.text().startswith("Charts are limited to caseloads")
    for who in ("psychiatrist", "case manager"):
        assign(card, clinic.staff_ids[who], "care team")
    for who in ("psychiatrist", "case manager"):
        assert sit(who).charts.open(alvarez.id).client.id == alvarez.id


def test_others_see_the_team_and_change_nothing(sit: Sit, alvarez: ClientRow, theme: Theme, qtbot: QtBot) -> None:
    card = card_of(sit("therapist"), alvarez, theme, qtbot)
    assert not card.acts.isVisible()
    assert told(card)[0][2] == "primary staff member"


def test_a_supervisor_changes_the_primary_staff_member_and_the_record_keeps_who_it_was(
    clinic: TestClinic, sit: Sit, alvarez: ClientRow, theme: Theme, qtbot: QtBot
) -> None:
    desk = sit("supervisor")
    card = card_of(desk, alvarez, theme, qtbot)
    assert told(card)[0][:3] == ("Dana Whitlock, LPCC-S", "therapist", "primary staff member")
    card.primary.click()
    dialog = card.findChildren(PrimaryDialog)[-1]
    dialog.try_go()
    assert "Choose who it is" in dialog.messages.accessibleName()
    assert dialog.who.findData(clinic.staff_ids["therapist"]) < 0
    dialog.who.set_value(clinic.staff_ids["trainee"])
    dialog.try_go()
    assert told(card)[0][0] == "Toby Marsh, CT"
    event = desk.sitting.audit.events(action="client.changed")[0]
    assert (event.client_id, event.detail["fields"]) == (alvarez.id, ["primary_staff_id"])
    with pytest.raises(UserError, match="reads no charts"):
        desk.clients.set_primary(alvarez.id, clinic.staff_ids["administrator"])
    assert desk.check().sound


def test_whoever_assigns_nobody_sees_the_primary_staff_member_and_cannot_change_it(
    sit: Sit, alvarez: ClientRow, theme: Theme, qtbot: QtBot
) -> None:
    desk = sit("therapist")
    card = card_of(desk, alvarez, theme, qtbot)
    assert not card.primary.isVisible()
    facts = ClientFacts("Alvarez", alvarez.given_name, alvarez.date_of_birth, primary_staff_id="somebody")
    desk.clients.change(alvarez.id, facts)
    assert desk.clients.one(alvarez.id).primary_staff_id == desk.me.id
