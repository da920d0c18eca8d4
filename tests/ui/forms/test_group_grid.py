from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import load_form
from ehr_desk.ui.forms.group_grid import GroupGrid
from ehr_desk.ui.forms.group_row import Attendee
from ehr_desk.ui.forms.thread_panel import ObjectiveRow
from ehr_desk.ui.theme import Theme
from tests.ui.support import accessible_name, plain_links, show_active, shown_stops

OBJECTIVES = (ObjectiveRow("o1", "Goal 1 · Objective 1.1", "Use the delay plan"),)
PRESENT = {"attended": "present", "minutes": 90, "participation": "Active"}


@pytest.fixture
def grid(theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot) -> GroupGrid:
    attendees = [
        Attendee("c1", "Alvarez, Maria T.", PRESENT, OBJECTIVES),
        Attendee("c2", "Brennan, Sean", {"attended": "no-show"}, OBJECTIVES),
        Attendee("c3", "Choi, Daniel", PRESENT, OBJECTIVES),
    ]
    form = load_form(forms_dir() / "group_note.toml")
    shared = {"session_date": "2026-11-21", "process": "The group practised refusal skills."}
    made = GroupGrid(form, shared, attendees, plain_links(), theme, clock=clock, ids=ids)
    qtbot.addWidget(made)
    made.resize(1200, 2400)
    show_active(made, qtbot)
    return made


def response(grid: GroupGrid, client_id: str) -> QWidget:
    edit = grid.row(client_id).response_edit()
    assert edit is not None
    return edit


def test_the_session_is_written_once_and_each_attendee_keeps_their_own_answers(grid: GroupGrid) -> None:
    assert grid.shared_answers()["process"] == "The group practised refusal skills."
    assert grid.row_answers("c1") == PRESENT
    assert grid.row_answers("c2") == {"attended": "no-show"}
    assert "process" not in grid.row_answers("c1")


def test_tab_goes_down_the_responses_and_leaves_out_who_was_not_there(grid: GroupGrid) -> None:
    grid.focus_row("c1")
    QTest.keyClick(response(grid, "c1"), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is response(grid, "c3")
    QTest.keyClick(response(grid, "c3"), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is response(grid, "c1")


def test_tab_leaves_the_column_after_the_last_response(grid: GroupGrid) -> None:
    grid.focus_row("c3")
    QTest.keyClick(response(grid, "c3"), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not response(grid, "c3")


def test_ctrl_enter_in_a_response_asks_to_sign_and_writes_nothing(grid: GroupGrid, qtbot: QtBot) -> None:
    grid.focus_row("c1")
    with qtbot.waitSignal(grid.sign_requested):
        QTest.keyClick(response(grid, "c1"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "response" not in grid.row_answers("c1")


def test_a_row_is_complete_once_nothing_needed_is_missing(grid: GroupGrid, qtbot: QtBot) -> None:
    assert "c1" not in grid.complete()
    with qtbot.waitSignal(grid.row_changed):
        QTest.keyClicks(response(grid, "c1"), "Named two triggers and a plan for Friday.")
    grid.row("c1").served().card("o1").box.click()
    grid.row("c1").served().card("o1").progress.set_value("some progress")
    grid.row("c1").served().changed.emit()
    assert "c1" in grid.complete()
    assert grid.row_answers("c1")["objectives_served"] == [{"objective_id": "o1", "progress": "some", "evidence": ""}]
    assert grid.row("c1").state.text() == "Complete"


def test_someone_who_was_not_there_needs_no_response(grid: GroupGrid) -> None:
    assert grid.row("c2").response_edit() is None
    assert "c2" in grid.complete()


def test_a_risk_opens_the_fields_that_it_needs(grid: GroupGrid) -> None:
    row = grid.row("c1")
    assert not row.more.isVisible()
    row.set_answers({**PRESENT, "risk_flag": True})
    assert row.more.isVisible()
    assert row.field("safety_action").isVisible()
    assert row.answers()["risk_flag"] is True


def test_a_response_like_another_is_marked_in_words(grid: GroupGrid) -> None:
    grid.set_mark("c3", "Like last week")
    assert grid.row("c3").mark.isVisible()
    grid.set_mark("c3", "")
    assert not grid.row("c3").mark.isVisible()


def test_every_control_of_the_grid_says_whose_it_is(grid: GroupGrid) -> None:
    names = Counter(accessible_name(stop) for stop in shown_stops(grid))
    assert "" not in names
    assert [name for name, count in names.items() if count > 1] == []
    assert accessible_name(response(grid, "c3")) == "Choi, Daniel: This client's response"


def test_somebody_who_came_unexpectedly_gets_a_row(grid: GroupGrid) -> None:
    grid.add_attendee(Attendee("c4", "Dubois, Amélie", {}, OBJECTIVES))
    assert list(grid.all_answers()) == ["c1", "c2", "c3", "c4"]
