"""Opening a chart in an emergency from the desk, and the mark that stays."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from ehr_desk.ui.dialogs.emergency import EmergencyDialog
from ehr_desk.ui.pages.caseload.page import CaseloadPage
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.emergency import ask_in_emergency
from tests.ui.shell.fixtures import SitAt


def _limited(sit_at: SitAt) -> DeskView:
    desk = sit_at("supervisor").desk
    desk.clinic.save(replace(desk.clinic.read(), caseload_only=True))
    return sit_at("case manager")


def _ask(view: DeskView, family_name: str, born: str, reason: str) -> EmergencyDialog:
    dialog = ask_in_emergency(view, view)
    dialog.family_name.setText(family_name)
    dialog.born.set_value(born)
    dialog.reason.set_text(reason)
    dialog.try_go()
    return dialog


def test_the_chart_opens_and_is_marked(sit_at: SitAt) -> None:
    view = _limited(sit_at)
    assert view.desk.clients.all() == []
    dialog = _ask(view, "alvarez", "1987-03-14", "The crisis line called about her.")
    assert not dialog.isVisible()
    page = view.page("caseload")
    assert isinstance(page, CaseloadPage)
    chart = page.chart.chart
    assert chart is not None
    assert chart.client.family_name == "Alvarez"
    first = view.desk.tasks.attention(chart.client.id)[0]
    assert first.text.startswith("Emergency access: Cory Lindqvist, until ")
    assert first.act == "access"


def test_a_search_that_finds_nobody_leads_there_and_the_client_is_on_the_list_for_these_hours(sit_at: SitAt) -> None:
    view = _limited(sit_at)
    view.go_to("caseload")
    page = view.page("caseload")
    assert isinstance(page, CaseloadPage)
    page.search.setText("alvarez")
    assert page.nothing.button.isVisible()
    assert "In an emergency" in page.nothing.text.text()
    page.nothing.button.click()
    [dialog] = page.findChildren(EmergencyDialog)
    dialog.family_name.setText("Alvarez")
    dialog.born.set_value("1987-03-14")
    dialog.reason.set_text("The crisis line called about her.")
    dialog.try_go()
    assert [row.name for row in page.list.rows.rows()] == ["Alvarez, Maria T."]


def test_where_charts_are_open_to_everybody_nobody_found_is_nobody(sit_at: SitAt) -> None:
    view = sit_at("case manager")
    view.go_to("caseload")
    page = view.page("caseload")
    assert isinstance(page, CaseloadPage)
    page.search.setText("nobody of this name")
    assert page.nothing.isVisible()
    assert not page.nothing.button.isVisible()


def test_a_name_that_fits_nobody_is_told_and_what_was_typed_stays(sit_at: SitAt) -> None:
    view = _limited(sit_at)
    dialog = _ask(view, "Alvares", "1987-03-14", "The crisis line called about her.")
    assert dialog.isVisible()
    assert "No client fits" in dialog.messages.accessibleName()
    assert dialog.family_name.text() == "Alvares"
    assert view.desk.sitting.audit.events(action="emergency.opened") == []
    dialog.reject()


def test_everything_has_to_be_said(sit_at: SitAt) -> None:
    view = _limited(sit_at)
    dialog = _ask(view, "Alvarez", "1987-03-14", "")
    assert dialog.isVisible()
    assert dialog.messages.isVisible()
    dialog.reject()
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, EmergencyDialog) and one.isVisible()]
