"""Client facts being typed are kept in the record's file and offered after the next unlock."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from ehr_desk.ui.pages.caseload.facts_pane import FactsPane
from ehr_desk.ui.pages.caseload.page import CaseloadPage
from ehr_desk.ui.pages.today.lines import LineRow
from ehr_desk.ui.shell.desk_view import DeskView
from tests.ui.shell.fixtures import SitAt


def caseload(view: DeskView) -> CaseloadPage:
    view.go_to("caseload")
    page = view.page("caseload")
    assert isinstance(page, CaseloadPage)
    return page


def typing(page: CaseloadPage) -> FactsPane:
    page.new_client()
    pane = page.findChild(FactsPane)
    assert pane is not None
    return pane


def test_a_name_half_typed_is_there_after_the_next_unlock(sit_at: SitAt) -> None:
    view = sit_at("case manager")
    pane = typing(caseload(view))
    QTest.keyClicks(pane.edit("family_name"), "Okafor")
    QTest.keyClicks(pane.edit("phone"), "555-0142")
    assert pane.saver.unsaved
    view.flush()
    assert len(view.desk.clients.all()) == 2
    view.desk.lock()

    again = sit_at("case manager")
    again.go_to("today")
    offered = [row for row in again.findChildren(LineRow) if row.line.text == "Client facts, not saved yet"]
    assert [row.line.sub for row in offered] == ["A new client"]
    page = caseload(again)
    [message] = page.bar.messages()
    line = page.bar.findChild(QPushButton, "jump.facts.")
    assert line is not None
    assert line.accessibleName() == "Go on with a new client"
    page.bar.jump.emit(message.target)
    found = page.findChild(FactsPane)
    assert found is not None
    assert found.values()["family_name"] == "Okafor"
    assert found.values()["phone"] == "555-0142"
    assert "not part of the record yet" in found.bar.accessibleName()


def test_saving_or_leaving_forgets_what_was_typed(sit_at: SitAt) -> None:
    view = sit_at("case manager")
    page = caseload(view)
    pane = typing(page)
    QTest.keyClicks(pane.edit("family_name"), "Okafor")
    pane.flush()
    assert view.desk.typing.at("facts.")["family_name"] == "Okafor"
    QTest.keyClicks(pane.edit("date_of_birth"), "3 Feb 1990")
    pane.save()
    assert pane.bar.isHidden(), pane.bar.messages()
    assert view.desk.typing.under("facts.") == {}
    assert any(one.family_name == "Okafor" for one in view.desk.clients.all())
