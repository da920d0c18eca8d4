"""The day page on a real record."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.desk import Desk
from ehr_desk.ui.pages.today.page import TodayPage
from ehr_desk.ui.pages.today.planning import PlanSessionDialog, WhoDialog
from ehr_desk.ui.shell.desk_view import DeskView
from tests.ui.shell.fixtures import SitAt


def today(view: DeskView) -> TodayPage:
    view.go_to("today")
    page = view.page("today")
    assert isinstance(page, TodayPage)
    return page


def plan(desk: Desk, service: str, *names: str, hour: int = 9) -> str:
    ids = [one.id for one in desk.clients.all() if one.family_name in names]
    at = datetime(2026, 12, 8, hour)
    return desk.sessions.plan_session(NewSession(at, 50, service, "Evening group", desk.me.id, ids)).id


def test_an_empty_day_offers_to_plan_a_session(sit_at: SitAt) -> None:
    view = sit_at("supervisor")
    page = today(view)
    assert page.header.facts.text() == "Tuesday 8 December"
    assert page.empty.isVisible() or page.reviews.isVisible()


def test_one_key_on_a_session_opens_its_note_filled_in_and_only_once(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    session_id = plan(view.desk, "individual", "Alvarez")
    page = today(view)
    row = page.sessions.rows[0]
    assert row.line.text == "Alvarez, Maria T."
    QTest.keyClick(row.go, Qt.Key.Key_Space)
    assert view.rail.current() == "caseload"
    drafts = view.desk.drafts.mine()
    assert [(one.form_id, one.session_id) for one in drafts] == [("dap_note", session_id)]
    assert drafts[0].answers["start_time"] == "09:00"
    view.start("dap_note", drafts[0].client_id, session_id)
    assert len(view.desk.drafts.mine()) == 1
    page = today(view)
    assert page.drafts.rows[0].line.key == drafts[0].id
    assert page.sessions.rows[0].line.chip == "Draft"


def test_arrows_move_along_the_duties(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    plan(view.desk, "individual", "Alvarez", hour=9)
    plan(view.desk, "individual", "Brennan", hour=10)
    page = today(view)
    first, second = page.sessions.rows
    first.go.setFocus()
    QTest.keyClick(first.go, Qt.Key.Key_Down)
    assert page.sessions.rows[1].go is second.go
    assert second.go.hasFocus() or not view.isActiveWindow()


def test_a_session_is_planned_from_the_page(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    page = today(view)
    page.plan_session()
    dialog = view.findChild(PlanSessionDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Choose the service" in dialog.messages.accessibleName()
    dialog.service.set_value("Group")
    dialog._service_chosen()
    assert dialog.minutes.value() == 90
    dialog.title_line.setText("Evening group")
    dialog.start.set_value("17:30")
    dialog.clients.choose([one.id for one in view.desk.clients.all()])
    dialog.try_go()
    assert view.toast_text() == "Session planned"
    planned = view.desk.sessions.day(view.desk.clock.today())
    assert [(one.title, one.minutes, len(one.client_ids)) for one in planned] == [("Evening group", 90, 2)]
    assert page.sessions.rows[0].line.text == "Evening group"


def test_an_absence_is_recorded_for_a_client_found_by_typing(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    page = today(view)
    page.record_absence()
    dialog = view.findChild(WhoDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.clients.typed, "brennan")
    shown = [at for at in range(dialog.clients.list.count()) if not dialog.clients.list.item(at).isHidden()]
    assert len(shown) == 1
    dialog.clients.list.item(shown[0]).setSelected(True)
    dialog.try_go()
    assert [one.form_id for one in view.desk.drafts.mine()] == ["absence"]


def test_the_psychiatrist_sees_medication_visits_and_the_case_manager_what_comes_after(sit_at: SitAt) -> None:
    view = sit_at("psychiatrist")
    plan(view.desk, "medication", "Alvarez")
    page = today(view)
    assert [row.line.act for row in page.visits.rows]
    assert page.visits.isVisible()
    page = today(sit_at("case manager"))
    assert page.discharges.isVisible()
    assert page.aftercare.isVisible()
    assert not page.visits.isVisible()
