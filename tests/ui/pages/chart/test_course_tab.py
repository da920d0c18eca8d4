"""The lanes on the screen: walked by keyboard, said in words, opened."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from ehr_desk.ui.pages.chart.course_tab import CourseTab
from tests.ui.pages.chart.making import PageWindow


def course_tab(window: PageWindow, client: ClientRow) -> CourseTab:
    window.open_chart(client.id, "course")
    shown = window.page.chart.center.currentWidget()
    assert isinstance(shown, CourseTab)
    return shown


def test_the_lanes_are_walked_by_keyboard_and_say_each_day(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    tab = course_tab(window, client)
    tab.focus_first()
    lanes = tab.chart_view
    assert lanes is not None
    assert lanes.hasFocus()
    last = tab.step.text()
    assert last == lanes.accessibleDescription()
    qtbot.keyClick(lanes, Qt.Key.Key_Left)
    assert tab.step.text() == lanes.accessibleDescription() != last
    qtbot.keyClick(lanes, Qt.Key.Key_Home)
    qtbot.keyClick(lanes, Qt.Key.Key_Left)
    assert lanes.at == 0
    qtbot.keyClick(lanes, Qt.Key.Key_End)
    assert tab.step.text() == last


def test_everything_drawn_is_in_the_table_and_in_the_accessible_name(window: PageWindow, client: ClientRow) -> None:
    tab = course_tab(window, client)
    assert tab.chart_view is not None
    assert "Mental health: " in tab.chart_view.accessibleName()
    assert "Substance use: " in tab.chart_view.accessibleName()
    assert len(tab.table.rows()) == len({row.cells[0] for row in tab.table.rows()})
    assert any("Plan review" in row.cells[3] or "Treatment plan" in row.cells[3] for row in tab.table.rows())


def test_the_levels_of_care_stand_above_with_their_days(window: PageWindow, client: ClientRow) -> None:
    (row,) = course_tab(window, client).levels.rows()
    assert row.cells[:3] == ("Intensive outpatient", "28 Sep 2026", "")


def test_enter_opens_the_entry_of_the_day(window: PageWindow, client: ClientRow, desk: Desk, qtbot: QtBot) -> None:
    tab = course_tab(window, client)
    tab.focus_first()
    assert tab.chart_view is not None
    qtbot.keyClick(tab.chart_view, Qt.Key.Key_Return)
    assert window.page.chart.entry is not None


def test_before_anything_was_said_there_is_no_course(window: PageWindow, client: ClientRow) -> None:
    tab = course_tab(window, client)
    tab.as_of.choose(date(2020, 1, 1))
    assert tab.empty.isVisible()
    assert not tab.card.isVisible()
