"""The week on a real record: read, added to, changed, cancelled and closed by keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.rows import WeeklyRow
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.week import presenter
from ehr_desk.ui.pages.week.closing import ClosedDayDialog
from ehr_desk.ui.pages.week.dialogs import WeeklyDialog
from ehr_desk.ui.pages.week.one_day import OneDayDialog, RestoreDialog
from ehr_desk.ui.pages.week.page import WeekPage
from ehr_desk.ui.shell.desk_view import DeskView
from tests.clinical_forms.filled import told
from tests.support.clinic import passphrase_of
from tests.ui.shell.fixtures import SitAt

Dialog = TypeVar("Dialog", bound=DeskDialog)
TODAY = date(2026, 12, 8)
MONDAY = date(2026, 12, 7)


@pytest.fixture
def view(sit_at: SitAt) -> DeskView:
    return sit_at("therapist")


@pytest.fixture
def evening(view: DeskView) -> WeeklyRow:
    """The evening group of every Wednesday, on the program."""
    return view.desk.program.add(group(view), TODAY)


def found(view: DeskView, kind: type[Dialog]) -> Dialog:
    """The dialog that stands open."""
    dialog = view.findChild(kind)
    assert dialog is not None
    return dialog


def week(view: DeskView) -> WeekPage:
    view.go_to("week")
    page = view.page("week")
    assert isinstance(page, WeekPage)
    return page


def group(view: DeskView, **changes: object) -> NewWeekly:
    ids = [one.id for one in view.desk.clients.all()]
    new = NewWeekly(2, "17:30", 180, "group", "Evening group", view.desk.me.id, ids, "Evening")
    return replace(new, **changes)  # type: ignore[arg-type]  # fields by name


def test_an_empty_week_offers_its_first_session_which_is_added(view: DeskView) -> None:
    page = week(view)
    assert page.empty.isVisible()
    page.add_session()
    dialog = found(view, WeeklyDialog)
    dialog.try_go()
    assert "Choose the service" in dialog.messages.accessibleName()
    dialog.service.set_value("Group")
    dialog.leader.set_value(view.desk.me.name)
    dialog.title_line.setText("Evening group")
    dialog.weekday.set_value("Wednesday")
    dialog.start.set_value("17:30")
    dialog.minutes.set_value(180)
    dialog.clients.choose([one.id for one in view.desk.clients.all()])
    dialog.try_go()
    assert view.toast_text() == "Added to the weekly program"
    (cell,) = page.grid.cells
    assert (cell.cell.day, cell.cell.track) == (date(2026, 12, 9), "Evening")
    assert "Wednesday 9 Dec 2026, 17:30 to 20:30" in cell.accessibleName()


def test_only_those_who_write_notes_lead_and_a_mistake_is_told_until_it_is_put_right(view: DeskView) -> None:
    page = week(view)
    page.add_session()
    dialog = found(view, WeeklyDialog)
    roles = {row.name: row.role for row in view.desk.staff.all()}
    assert "administrator" in roles.values()
    assert "administrator" not in {roles[name] for name in dialog._staff}
    dialog.try_go()
    assert "Choose the service" in dialog.messages.accessibleName()
    dialog.service.edited.emit()
    assert not dialog.messages.messages()


@pytest.mark.usefixtures("evening")
def test_enter_changes_a_session_from_its_day_on(view: DeskView) -> None:
    page = week(view)
    page.step(1)
    QTest.keyClick(page.grid.cells[0], Qt.Key.Key_Return)
    dialog = found(view, WeeklyDialog)
    assert (dialog.start.value(), dialog.first.value()) == ("17:30", "2026-12-16")
    dialog.start.set_value("18:00")
    dialog.try_go()
    assert page.grid.cells[0].cell.start == "18:00"
    page.step(0)
    assert page.grid.cells[0].cell.start == "17:30"


@pytest.mark.usefixtures("evening")
def test_who_would_be_in_two_sessions_is_named_and_a_reason_lets_it_pass(view: DeskView) -> None:
    row = view.desk.program.add(group(view, start="12:00", minutes=60, title="Noon group"), TODAY)
    page = week(view)
    QTest.keyClick(page.grid.cells[0], Qt.Key.Key_Return)
    dialog = found(view, WeeklyDialog)
    dialog.start.set_value("17:45")
    dialog.try_go()
    said = dialog.messages.accessibleName()
    assert f"{view.desk.me.name} leads Evening group (17:30–20:30)." in said
    dialog.reason.setText("Two rooms, one door.")
    dialog.try_go()
    changed = [one for one in view.desk.program.in_force(date(2026, 12, 9)) if one.slot_id == row.slot_id]
    assert changed[0].overlap_reason == "Two rooms, one door."


@pytest.mark.usefixtures("evening")
def test_a_session_is_taken_off_the_program(view: DeskView) -> None:
    page = week(view)
    QTest.keyClick(page.grid.cells[0], Qt.Key.Key_Return)
    dialog = found(view, WeeklyDialog)
    dialog._end()
    assert view.desk.program.in_force(date(2026, 12, 10)) == []
    assert page.grid.cells[0].cell.cancelled


@pytest.mark.usefixtures("evening")
def test_delete_cancels_one_day_with_a_reason(view: DeskView) -> None:
    page = week(view)
    QTest.keyClick(page.grid.cells[0], Qt.Key.Key_Delete)
    dialog = found(view, ReasonDialog)
    dialog.reason.set_text("The room is flooded.")
    dialog.try_go()
    assert page.grid.cells[0].cell.cancelled == "The room is flooded."
    page.step(1)
    assert not page.grid.cells[0].cell.cancelled


def test_m_moves_one_day_to_another_time_and_leader_and_the_program_stays(view: DeskView, evening: WeeklyRow) -> None:
    page = week(view)
    QTest.keyClick(page.grid.cells[0], Qt.Key.Key_M)
    dialog = found(view, OneDayDialog)
    assert (dialog.day.value(), dialog.start.value(), dialog.minutes.value()) == ("2026-12-09", "17:30", 180)
    other = next(name for name in dialog._staff if name != view.desk.me.name)
    dialog.day.set_value("2026-12-10")
    dialog.start.set_value("13:00")
    dialog.leader.set_value(other)
    dialog.place.setText("Room 2")
    dialog.try_go()
    (cell,) = page.grid.cells
    assert (cell.cell.day, cell.cell.start) == (date(2026, 12, 10), "13:00")
    assert "Moved from Wednesday 9 · 2 clients" in cell.accessibleName()
    assert cell.accessibleName().count("Room 2") == 1
    assert view.desk.program.in_force(TODAY) == [evening]
    page.step(1)
    assert page.grid.cells[0].cell.start == "17:30"


def test_one_days_roster_is_changed_and_the_weekly_one_stays(view: DeskView, evening: WeeklyRow) -> None:
    page = week(view)
    QTest.keyClick(page.grid.cells[0], Qt.Key.Key_M)
    dialog = found(view, OneDayDialog)
    assert set(dialog.clients.chosen()) == set(evening.client_ids)
    dialog.clients.choose([])
    dialog.try_go()
    assert "Choose who is expected" in dialog.messages.accessibleName()
    dialog.clients.choose(evening.client_ids[:1])
    second = next(name for name in dialog._staff if name != view.desk.me.name)
    dialog.co.set_value(second)
    dialog.try_go()
    assert "1 client" in page.grid.cells[0].accessibleName()
    assert second in page.grid.cells[0].accessibleName()
    assert view.desk.program.in_force(TODAY) == [evening]


@pytest.mark.usefixtures("evening")
def test_one_day_is_reached_from_the_weekly_session_too_cancelled_with_a_reason_and_restored(view: DeskView) -> None:
    page = week(view)
    QTest.keyClick(page.grid.cells[0], Qt.Key.Key_Return)
    weekly = found(view, WeeklyDialog)
    weekly._only_this_day()
    dialog = found(view, OneDayDialog)
    dialog.day.set_value("")
    dialog.try_go()
    assert "Enter the date" in dialog.messages.accessibleName()
    dialog._cancel()
    reason = found(view, ReasonDialog)
    reason.reason.set_text("The leader is ill.")
    reason.try_go()
    assert page.grid.cells[0].cell.cancelled == "The leader is ill."
    QTest.keyClick(page.grid.cells[0], Qt.Key.Key_M)
    back = found(view, RestoreDialog)
    assert "The leader is ill." in back.subtitle.text()
    back.go.click()
    assert not page.grid.cells[0].cell.cancelled


@pytest.mark.usefixtures("evening")
def test_a_session_moved_into_another_one_asks_why_both_take_place(view: DeskView) -> None:
    view.desk.program.add(group(view, start="12:00", minutes=60, title="Noon group"), TODAY)
    page = week(view)
    QTest.keyClick(page.grid.cells[0], Qt.Key.Key_M)
    dialog = found(view, OneDayDialog)
    dialog.start.set_value("17:45")
    dialog.try_go()
    assert f"{view.desk.me.name} leads Evening group (17:30–20:30)." in dialog.messages.accessibleName()
    dialog.reason.setText("Two rooms, one door.")
    dialog.try_go()
    assert [one.cell.start for one in page.grid.cells] == ["17:30", "17:45"]


def test_the_words_typed_into_a_dialog_of_the_week_are_offered_again(view: DeskView) -> None:
    page = week(view)
    page.close_day()
    dialog = found(view, ClosedDayDialog)
    QTest.keyClicks(dialog.reason, "Staff retreat")
    dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    page.close_day()
    again = found(view, ClosedDayDialog)
    assert again.reason.text() == "Staff retreat"
    again.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    page.add_session()
    weekly = found(view, WeeklyDialog)
    QTest.keyClicks(weekly.title_line, "Evening group")
    weekly.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    page.add_session()
    second = found(view, WeeklyDialog)
    assert second.title_line.text() == "Evening group"
    second.reject()


@pytest.mark.usefixtures("evening")
def test_a_day_is_closed_once_it_was_told_what_that_cancels_and_opened_again_in_the_week(view: DeskView) -> None:
    page = week(view)
    page.close_day()
    dialog = found(view, ClosedDayDialog)
    dialog.day.set_value("31 Feb 2026")
    dialog.day.edited.emit()
    dialog.try_go()
    assert "\u201c31 Feb 2026\u201d is no day." in dialog.messages.accessibleName()
    dialog.day.set_value("2026-12-09")
    dialog.day.edited.emit()
    clients = len(view.desk.clients.all())
    assert dialog.words.text() == f"This cancels 1 session with {clients} client{'s' * (clients > 1)}: yours."
    dialog.try_go()
    assert "Say why" in dialog.messages.accessibleName()
    dialog.reason.setText("Staff retreat")
    dialog.try_go()
    assert page.grid.cells[0].cell.cancelled == "Staff retreat"
    dialog.deleteLater()
    page.close_day()
    again = [one for one in view.findChildren(ClosedDayDialog) if one.isVisible()][-1]
    again.day.set_value("2026-12-09")
    again.day.edited.emit()
    assert "closed on this day already: Staff retreat" in again.words.text()
    assert again.again.isVisible()
    assert not again.go.isEnabled()
    again.reject()
    button = page.grid.findChild(QPushButton, "week.open.2026-12-09")
    assert button is not None
    button.click()
    assert not page.grid.cells[0].cell.cancelled


def test_a_day_that_is_closed_is_not_closed_again_with_another_reason(view: DeskView) -> None:
    tomorrow = TODAY + timedelta(days=1)
    view.desk.program.close(tomorrow, "Staff retreat")
    with pytest.raises(UserError, match="closed on this day already: Staff retreat"):
        view.desk.program.close(tomorrow, "Snow")


@pytest.mark.parametrize("day", [date(2020, 1, 1), TODAY])
def test_a_day_that_is_over_is_not_closed_and_the_dialog_says_what_closing_is_for(view: DeskView, day: date) -> None:
    page = week(view)
    page.close_day()
    dialog = found(view, ClosedDayDialog)
    dialog.day.set_value(day.isoformat())
    dialog.day.edited.emit()
    dialog.reason.setText("I go home now")
    assert dialog.words.text().startswith("No session of the program is still to come on this day. Closing is for")
    assert not dialog.go.isEnabled()
    dialog.try_go()
    assert view.desk.program.week(day).closed == {}
    with pytest.raises(UserError, match="No session of the program is still to come"):
        view.desk.program.close(day, "I go home now")


@pytest.mark.usefixtures("evening")
def test_the_page_goes_to_the_week_of_the_day_that_was_closed(view: DeskView) -> None:
    page = week(view)
    page.close_day()
    dialog = found(view, ClosedDayDialog)
    dialog.day.set_value("2026-12-23")
    dialog.day.edited.emit()
    dialog.reason.setText("Winter break")
    dialog.try_go()
    assert page.view is not None
    assert date(2026, 12, 23) in page.view.days
    assert page.view.week.closed == {date(2026, 12, 23): "Winter break"}


def test_arrows_move_through_days_and_hours(view: DeskView, qtbot: QtBot) -> None:
    for weekday, start in ((2, "09:00"), (2, "17:30"), (4, "18:00")):
        view.desk.program.add(group(view, weekday=weekday, start=start, minutes=60), TODAY)
    page = week(view)
    early, late, friday = page.grid.cells
    qtbot.waitUntil(early.isVisible)
    early.setFocus()
    QTest.keyClick(early, Qt.Key.Key_Down)
    assert late.hasFocus() or not view.isActiveWindow()
    QTest.keyClick(late, Qt.Key.Key_Right)
    assert friday.hasFocus() or not view.isActiveWindow()
    QTest.keyClick(friday, Qt.Key.Key_Left)
    assert late.hasFocus() or not view.isActiveWindow()


def test_the_grid_shows_mine_the_groups_or_everybodys(view: DeskView) -> None:
    ids = [one.id for one in view.desk.clients.all()]
    view.desk.program.add(group(view, staff_id="somebody"), TODAY)
    view.desk.sessions.plan_session(
        NewSession(datetime(2026, 12, 9, 9), 50, "individual", "", view.desk.me.id, ids[:1])
    )
    read = presenter.read_week(view.desk, None)
    (talk_cell, group_cell) = presenter.cells(read, presenter.EVERYBODY)
    assert presenter.title_of(talk_cell, read) in {one.name for one in view.desk.clients.all()}
    assert presenter.title_of(group_cell, read) == "Evening group"
    titles = {shown: [one.title for one in presenter.cells(read, shown)] for shown in presenter.SHOWN}
    assert titles == {
        "Mine": ["Individual session"],
        "Groups": ["Evening group"],
        "Everybody": ["Individual session", "Evening group"],
    }


def test_the_week_of_one_client_is_found_by_typing_with_its_hours(view: DeskView, evening: WeeklyRow) -> None:
    page = week(view)
    clients = {one.id: one for one in view.desk.clients.all()}
    inside = clients[evening.client_ids[0]]
    page.whose.setText(inside.family_name)
    assert len(page.grid.cells) == 1
    assert page.client_hours.text().startswith(inside.name)
    outside = next((one for one in clients.values() if one.id not in evening.client_ids), None)
    page.whose.setText(outside.family_name if outside else "Nobody of this name")
    assert page.grid.isHidden()
    assert "theirs" in page.empty.accessibleName() or not page.empty.isHidden()
    page.whose.clear()
    assert not page.grid.isHidden()


def test_a_client_who_changed_level_is_told_while_the_groups_are_those_of_before(view: DeskView) -> None:
    desk = view.desk
    row = desk.program.add(group(view, weekday=4), TODAY)
    client = next(one for one in desk.clients.all() if one.id in row.client_ids)
    review = {"entry_date": TODAY.isoformat(), "level_from": "2026-12-14", "planned_hours": "2"}
    draft = desk.drafts.start("level_of_care_change", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **told("level_of_care_change"), **review})
    (tip,) = (one.text for one in desk.signing.prepare(draft.id)[0].findings if one.level == "tip")
    assert tip.startswith("Stays in groups of intensive outpatient: 3 h a week on the program, 2 h planned")
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    page = week(view)
    assert page.rosters.isHidden(), "nothing is wrong with the weeks before"
    while page.view is not None and page.view.week.first < date(2026, 12, 14):
        page.step(1)
    (line,) = page.rosters.rows
    assert line.line.chip == "Level from 14 Dec"
    assert line.line.sub == tip.removesuffix(". Adapt the rosters in the week.")
    QTest.keyClick(line.go, Qt.Key.Key_Return)
    assert (page.whose.text(), len(page.grid.cells)) == (client.name, 1)
    assert page.view is not None
    assert page.view.week.first == date(2026, 12, 14)
    desk.program.end(row.slot_id, date(2026, 12, 13))
    page.enter()
    assert page.rosters.isHidden()


def test_the_hours_of_a_week_stand_beside_it(view: DeskView) -> None:
    page = week(view)
    page.show_tab("hours")
    rows = page.table.rows.rows()
    assert {row.cells[0] for row in rows} <= {one.list_name for one in view.desk.clients.all()}
    assert page.words.text()
    page.step(-1)
    assert page.view is not None
    assert page.view.week.first == MONDAY - timedelta(days=7)


def test_whoever_is_not_on_my_caseload_stays_on_the_roster(view: DeskView, evening: WeeklyRow) -> None:
    first, second = view.desk.clients.all()
    dialog = WeeklyDialog(view.theme, view.desk.clock, [first], {}, {view.desk.me.id: "Dana"}, TODAY, evening, view)
    asked: list[NewWeekly] = []
    dialog.asked.connect(lambda wanted, _day: asked.append(wanted))
    dialog.try_go()
    assert set(asked[0].client_ids) == {first.id, second.id}
    dialog.reject()
