from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
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
def attendees() -> list[Attendee]:
    return [
        Attendee("c1", "Alvarez, Maria T.", PRESENT, OBJECTIVES),
        Attendee("c2", "Brennan, Sean", {"attended": "no-show"}, OBJECTIVES),
        Attendee("c3", "Choi, Daniel", PRESENT, OBJECTIVES),
    ]


@pytest.fixture
def grid(attendees: list[Attendee], theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot) -> GroupGrid:
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


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_tab_reaches_every_cell_of_an_attendee_in_order_and_then_the_next_one(grid: GroupGrid) -> None:
    row = grid.row("c1")
    row.focus_first()
    visited = [focus()]
    for _ in range(5):
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
        visited.append(focus())
    cells = [row.cell(one) for one in ("attended", "minutes", "participation", "objectives_served")]
    assert visited == [*cells, response(grid, "c1"), row.more_button]
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    assert focus() is grid.row("c2").cell("attended")
    QTest.keyClick(focus(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert focus() is row.more_button


def test_one_key_chooses_by_number_or_by_first_letter(grid: GroupGrid) -> None:
    row = grid.row("c1")
    for cell, key, wanted in (
        ("participation", "4", "Withdrawn"),
        ("participation", "l", "Listening"),
        ("attended", "l", "late"),
        ("attended", "l", "left early"),
        ("attended", "1", "present"),
        ("attended", "9", "present"),
    ):
        stop = row.cell(cell)
        assert stop is not None
        QTest.keyClicks(stop, key)
        assert row.answers()[cell] == wanted
    combo = row.cell("participation")
    assert isinstance(combo, QComboBox)
    assert combo.itemText(0) == "Participation 1–5"
    assert combo.currentText() == "3  Listening"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_enter_and_down_go_to_the_same_cell_of_the_next_attendee_who_has_it(grid: GroupGrid, key: Qt.Key) -> None:
    for item in ("minutes", "participation", "objectives_served"):
        stop = grid.row("c1").cell(item)
        assert stop is not None
        stop.setFocus()
        QTest.keyClick(stop, key)
        assert focus() is grid.row("c3").cell(item)
        QTest.keyClick(focus(), Qt.Key.Key_Up)
        assert focus() is stop
    assert grid.row_answers("c1") == PRESENT


def test_the_number_of_the_participation_goes_on_to_a_response_that_is_still_to_be_written(grid: GroupGrid) -> None:
    grid.row("c3").set_answers({"attended": "present", "minutes": 90})
    combo = grid.row("c1").cell("participation")
    assert combo is not None
    combo.setFocus()
    QTest.keyClicks(combo, "2")
    assert focus() is response(grid, "c1")
    QTest.keyClick(focus(), Qt.Key.Key_Down)  # who goes down the participations goes on doing so
    assert focus() is grid.row("c3").cell("participation")
    combo.setFocus()
    QTest.keyClicks(combo, "a")  # a letter may be pressed again for the next answer
    assert focus() is combo
    QTest.keyClicks(response(grid, "c1"), "Refused a drink in the role play.")
    combo.setFocus()
    QTest.keyClicks(combo, "1")
    assert focus() is combo  # what is put right later leads nowhere
    QTest.keyClick(response(grid, "c1"), Qt.Key.Key_Return)
    assert str(grid.row_answers("c1")["response"]).startswith("Refused a drink in the role play.")


def test_ctrl_down_goes_to_what_the_next_attendee_needs(grid: GroupGrid) -> None:
    grid.row("c3").set_answers({"attended": "present", "minutes": 90})
    grid.focus_row("c1")
    QTest.keyClick(focus(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert focus() is grid.row("c3").cell("participation")
    QTest.keyClick(focus(), Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert focus() is response(grid, "c1")


def test_a_number_on_an_objective_ticks_it_and_says_how_far(grid: GroupGrid) -> None:
    assert grid.row("c1").objectives.toolTip().startswith("Ctrl+G"), "ten attendees are no thirty clicks"
    card = grid.row("c1").served().card("o1")
    QTest.keyClicks(card.box, "3")
    assert grid.row_answers("c1")["objectives_served"] == [{"objective_id": "o1", "progress": "some", "evidence": ""}]


@pytest.mark.parametrize("attendees", [[Attendee("c1", "Dubois, Amélie", PRESENT)]])
def test_without_an_open_objective_there_is_nothing_to_choose(grid: GroupGrid) -> None:
    row = grid.row("c1")
    assert row.objectives.text() == "No objectives"
    assert row.cell("objectives_served") is None


def test_ctrl_enter_in_a_response_asks_to_sign_and_writes_nothing(grid: GroupGrid, qtbot: QtBot) -> None:
    grid.focus_row("c1")
    with qtbot.waitSignal(grid.sign_requested):
        QTest.keyClick(response(grid, "c1"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "response" not in grid.row_answers("c1")


def test_a_row_is_complete_once_nothing_needed_is_missing(grid: GroupGrid, qtbot: QtBot) -> None:
    assert "c1" not in grid.complete()
    with qtbot.waitSignal(grid.row_changed):
        QTest.keyClicks(response(grid, "c1"), "Named two triggers and a plan for Friday.")
    assert grid.row("c1").state.text() == "1 to do", "a note names the objective that it served"
    assert grid.row("c1").next_stop() is grid.row("c1").objectives
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
    grid.row("c2").set_mark("Same as Choi, Daniel", same=True)
    assert grid.row("c2").state.text() == "To confirm"


def test_every_control_of_the_grid_says_whose_it_is(grid: GroupGrid) -> None:
    names = Counter(accessible_name(stop) for stop in shown_stops(grid))
    assert "" not in names
    assert [name for name, count in names.items() if count > 1] == []
    assert accessible_name(response(grid, "c3")) == "Choi, Daniel: This client's response"


def test_in_a_group_in_person_and_by_video_each_row_asks_which_and_who_was_there_is_counted(grid: GroupGrid) -> None:
    assert grid.census.text() == "2 present, 1 absent"
    assert grid.row("c1").cell("own_mode") is None
    grid.session.set_item("mode", "In person and video")
    grid.session.edited.emit("mode")
    there, absent = grid.row("c1"), grid.row("c2")
    assert there.cell("own_mode") is not None
    assert absent.cell("own_mode") is None
    assert not there.complete
    there.field("own_mode").set_value("Video")
    assert there.answers()["own_mode"] == "Video"
