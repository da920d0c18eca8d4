"""The day page on a real record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ehr_desk.chart.access.rows import EmergencyRow
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.clock import SettableClock
from ehr_desk.desk import Desk
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.audit.page import AuditPage
from ehr_desk.ui.pages.caseload.facts_pane import FactsPane
from ehr_desk.ui.pages.caseload.page import CaseloadPage
from ehr_desk.ui.pages.today import presenter
from ehr_desk.ui.pages.today.lines import GoTo, Line, LineCard, LineRow, OpenDraft
from ehr_desk.ui.pages.today.make_up import EXISTING, MakeUpDialog
from ehr_desk.ui.pages.today.page import TodayPage
from ehr_desk.ui.pages.today.planning import PlanSessionDialog, WhoDialog
from ehr_desk.ui.pages.today.presenter import Day
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.theme import Theme
from tests.support.clinic import passphrase_of
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


def test_a_clinic_without_clients_begins_with_admitting_the_first_one(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    page = today(view)
    assert (page.plan.isVisible(), page.admit.isVisible()) == (True, False)
    nobody = Day(view.desk.me, datetime(2026, 12, 8, 15), {}, [], [], [], [], [], {}, [])
    page._show(replace(nobody, limited=True))
    assert page.empty.button.text() == "Admit a client"  # there may be others that are not open to them
    page._show(nobody)
    assert (page.plan.isVisible(), page.absence.isVisible(), page.admit.isVisible()) == (False, False, True)
    assert page.empty.button.text() == "Admit the first client"
    page.empty.button.click()
    caseload = view.page("caseload")
    assert isinstance(caseload, CaseloadPage)
    assert isinstance(caseload.stack.currentWidget(), FactsPane)


def test_the_day_opens_at_its_beginning_wherever_one_had_scrolled(sit_at: SitAt, qtbot: QtBot) -> None:
    view = sit_at("therapist")
    for hour in range(8, 18):
        plan(view.desk, "individual", "Alvarez" if hour % 2 else "Brennan", hour=hour)
    view.window().resize(1280, 500)
    page = today(view)
    bar = page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    view.go_to("week")
    today(view)
    qtbot.waitUntil(lambda: bar.value() == 0)


def test_the_focus_comes_to_what_waits_past_what_has_time(theme: Theme, qtbot: QtBot) -> None:
    card = LineCard(theme, "Sessions today")
    qtbot.addWidget(card)
    lines = [Line(key, key, GoTo("week"), quiet=key != "c") for key in "abc"]
    card.show_lines(lines)
    card.show()
    qtbot.waitExposed(card)
    card.activateWindow()
    assert card.focus_first()
    assert card.focusWidget() is card.rows[2].go
    card.show_lines(lines[:2])
    assert not card.focus_waiting()
    assert card.focus_first()
    assert card.focusWidget() is card.rows[0].go


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
    assert (page.sessions.rows[0].line.chip, page.sessions.rows[0].line.act) == ("Draft", OpenDraft(drafts[0].id))
    assert not page.drafts.rows  # once is enough
    loose = view.desk.drafts.start("dap_note", client_id=drafts[0].client_id)
    view.go_to("week")
    assert [row.line.key for row in today(view).drafts.rows] == [loose.id]


def test_a_supervisor_has_what_waits_at_the_left_and_an_empty_side_leaves_its_room(sit_at: SitAt) -> None:
    view = sit_at("supervisor")
    page = today(view)
    at = datetime(2026, 12, 8, 9, tzinfo=UTC)
    client = view.desk.clients.all()[0]
    waiting = EmergencyRow("m1", client.id, view.desk.me.id, "Called from the hospital.", at, at)
    day = replace(presenter.read_day(view.desk), emergencies=[waiting], alerts=(), missed=(), drafts=(), returned=())
    page._show(day)
    QApplication.processEvents()
    assert page.emergencies.width() > page.width() * 0.8
    QTest.keyClick(page.emergencies.rows[0].go, Qt.Key.Key_Return)
    audit = view.page("audit")
    assert isinstance(audit, AuditPage)
    assert audit.where() == ("", "emergency", "")


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


def test_a_session_is_planned_from_the_page_and_says_how_one_meets(sit_at: SitAt) -> None:
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
    choices = dialog.clients.list
    for at in (0, 0, *range(choices.count())):  # the first one is ticked, taken off and ticked again
        choices.scrollToItem(choices.item(at))
        spot = choices.visualItemRect(choices.item(at)).center()
        QTest.mouseClick(choices.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert len(dialog.clients.chosen()) == choices.count()
    colleague = next(row for row in view.desk.staff.all() if row.role == "case manager")
    dialog.co.set_value(colleague.name)
    dialog.try_go()
    assert view.toast_text() == "Session planned"
    planned = view.desk.sessions.day(view.desk.clock.today())
    assert [(one.title, one.minutes, len(one.client_ids), one.mode, one.co_staff_id) for one in planned] == [
        ("Evening group", 90, 2, "In person", colleague.id)
    ]
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


def test_enter_opens_the_filled_form_and_a_letter_does_the_second_thing(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    session_id = plan(view.desk, "individual", "Alvarez")
    page = today(view)
    QTest.keyClick(page.sessions.rows[0].go, Qt.Key.Key_Return)
    assert [(one.form_id, one.session_id) for one in view.desk.drafts.mine()] == [("dap_note", session_id)]
    other = plan(view.desk, "individual", "Brennan", hour=11)
    page = today(view)
    QTest.keyClick(next(row for row in page.sessions.rows if row.line.key == other).go, Qt.Key.Key_A)
    found = next(one for one in view.desk.drafts.mine() if one.form_id == "absence")
    assert (found.session_id, found.answers["service_type"]) == (other, "individual")


def test_digits_go_from_card_to_card(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    plan(view.desk, "individual", "Alvarez")
    page = today(view)
    shown = [one for one in page._order if not one.isHidden()]
    assert len(shown) > 1
    QTest.keyClick(page, Qt.Key.Key_2)
    assert not shown[1].rows or shown[1].rows[0].go.hasFocus() or not view.isActiveWindow()


def test_opening_the_day_puts_the_weekly_program_on_the_schedule(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    ids = [one.id for one in view.desk.clients.all()]
    new = NewWeekly(1, "17:30", 180, "group", "Evening group", view.desk.me.id, ids, "Evening")
    view.desk.program.add(new, view.desk.clock.today())
    clock = view.desk.clock
    assert isinstance(clock, SettableClock)
    clock.advance(timedelta(days=7))
    assert view.desk.program.missing()
    today(view)
    assert not view.desk.program.missing()


def test_only_so_many_lines_are_built_at_a_time(theme: Theme, qtbot: QtBot) -> None:
    card = LineCard(theme, "Many", most=6)
    qtbot.addWidget(card)
    card.show_lines([Line(f"k{at}", f"Line {at}", GoTo("today")) for at in range(300)])
    assert len(card.rows) == 6
    card._show_more()
    assert len(card.rows) == 31


def test_what_is_said_of_a_missed_session_has_the_width_of_its_card(theme: Theme, qtbot: QtBot) -> None:
    words = "Yesterday 17:30 · Relapse prevention, evening · excused: work shift was moved"
    line = Line(
        "m", "Alvarez, Maria", GoTo("groups"), "Record call", words, chip="Not called", more=("Make-up", GoTo(""))
    )
    row = LineRow(theme, line, lead=False, narrow=True)
    qtbot.addWidget(row)
    row.resize(420, row.heightForWidth(420))
    row.show()
    said = next(one for one in row.findChildren(QLabel) if one.text() == words)
    assert said.width() > 380
    assert said.height() < 3 * said.fontMetrics().height()


def test_a_make_up_session_is_planned_from_who_missed_one(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    client = next(one for one in view.desk.clients.all() if one.family_name == "Brennan")
    session_id = plan(view.desk, "individual", "Brennan")
    draft = view.desk.drafts.start("absence", client_id=client.id, session_id=session_id)
    answers = {"absence_reason": "Work", "excused": False, "contact": "Not tried", "concern": False}
    view.desk.drafts.save(draft.id, {**draft.answers, **answers})
    entry_id = view.desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]
    page = today(view)
    row = page.missed.rows[0]
    assert (row.line.text, row.line.chip) == (client.list_name, "Not called")
    QTest.keyClick(row.go, Qt.Key.Key_M)
    dialog = view.findChild(PlanSessionDialog)
    assert dialog is not None
    assert dialog.clients.chosen() == (client.id,)
    dialog.day.set_value("2026-12-08")
    dialog.start.set_value("09:20")
    dialog.try_go()
    assert f"{client.name} is in" in dialog.messages.accessibleName()
    dialog.reason.setText("A short one beside it.")
    dialog.try_go()
    assert view.toast_text() == "Make-up session planned"
    assert set(view.desk.sessions.made_up([entry_id])) == {entry_id}
    QTest.keyClick(page.missed.rows[0].go, Qt.Key.Key_T)
    asked = view.findChild(ReasonDialog)
    assert asked is not None
    asked.reason.set_text("Not free on that day.")
    asked.try_go()
    assert view.toast_text() == "Make-up session taken back"
    assert view.desk.sessions.made_up([entry_id]) == {}
    more = page.missed.rows[0].line.more
    assert more is not None
    assert more[0] == "Make-up"


def test_a_missed_session_is_made_up_for_in_an_existing_group(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    desk = view.desk
    client = next(one for one in desk.clients.all() if one.family_name == "Brennan")
    draft = desk.drafts.start("absence", client_id=client.id, session_id=plan(desk, "individual", "Brennan"))
    answers = {"absence_reason": "Work", "excused": False, "contact": "Not tried", "concern": False}
    desk.drafts.save(draft.id, {**draft.answers, **answers})
    entry_id = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]
    others = [one.id for one in desk.clients.all() if one.id != client.id]
    at = datetime(2026, 12, 8, 17, 30)
    group = desk.sessions.plan_session(NewSession(at, 180, "group", "Evening group", desk.me.id, others))
    page = today(view)
    QTest.keyClick(page.missed.rows[0].go, Qt.Key.Key_M)
    dialog = view.findChild(MakeUpDialog)
    assert dialog is not None
    assert client.name in dialog.heading.text()
    assert dialog.subtitle.text().startswith("For Individual session, missed on 8 Dec 2026")
    dialog.where.button(EXISTING).click()
    assert dialog.anew.isHidden()
    dialog.try_go()
    assert "Choose the session" in dialog.messages.accessibleName()
    dialog.list.setCurrentRow(0)
    assert not dialog.messages.messages(), "what was put right is told no more"
    dialog.try_go()
    assert view.toast_text() == "Make-up session planned"
    assert desk.sessions.one(group.id).makes_up == {client.id: entry_id}
    QTest.keyClick(page.missed.rows[0].go, Qt.Key.Key_T)
    asked = view.findChild(ReasonDialog)
    assert asked is not None
    asked.reason.set_text("Not free on that day.")
    asked.try_go()
    assert set(desk.sessions.one(group.id).client_ids) == set(others)
