"""The client list with its search, and the page that adds a client."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.pages.caseload.facts_pane import FactsPane
from tests.ui.pages.chart.making import PageWindow


def names(window: PageWindow) -> list[str]:
    return [row.name for row in window.page.list.rows.rows()]


def test_the_list_says_who_is_active_and_why_each_is_on_it(window: PageWindow) -> None:
    assert names(window) == ["Alvarez, Maria T.", "Brennan, Seán"]
    assert window.page.active.text() == "1 active"
    assert window.page.list.rows.rows()[1].why == "Not admitted yet"


def test_names_with_accents_and_numbers_are_found(window: PageWindow, qtbot: QtBot) -> None:
    window.page.find()
    assert QApplication.focusWidget() is window.page.search
    qtbot.keyClicks(window.page.search, "sean")
    assert names(window) == ["Brennan, Seán"]
    window.page.search.setText("1182")
    assert names(window) == ["Alvarez, Maria T."]
    window.page.search.setText("nobody of this name")
    assert window.page.nothing.isVisible()


def test_down_and_enter_open_a_chart_from_the_search(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    window.page.find()
    qtbot.keyClicks(window.page.search, "alva")
    qtbot.keyClick(window.page.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.page.list, Qt.Key.Key_Return)
    assert window.page.chart.client_id == client.id
    assert window.page.list.current() == client.id


def searches(window: PageWindow) -> list[tuple[str, object]]:
    events = window.page.shell.desk.sitting.audit.events(action="client.searched")
    assert all("sean" not in str(event) and "alva" not in str(event) for event in events)
    return [(event.entity_id, event.detail) for event in reversed(events)]


def test_a_search_is_one_event_when_it_is_finished_and_never_says_what_was_typed(
    window: PageWindow, qtbot: QtBot
) -> None:
    window.page.find()
    qtbot.keyClicks(window.page.search, "sean")
    assert searches(window) == []
    window.page.searches._pause.timeout.emit()
    assert searches(window) == [("caseload", {"found": 1})]
    qtbot.keyClick(window.page.search, Qt.Key.Key_Return)
    assert len(searches(window)) == 1, "opening what was found belongs to the same search"
    window.page.search.clear()
    assert len(searches(window)) == 1
    qtbot.keyClicks(window.page.search, "a")
    qtbot.keyClick(window.page.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.page.list, Qt.Key.Key_Return)
    assert searches(window)[1:] == [("caseload", {"found": 2})]
    window.page.search.setText("nobody of this name")
    window.page.leave()
    assert searches(window)[2:] == [("caseload", {"found": 0})]


def test_a_chart_of_somebody_who_is_not_in_the_list_leaves_nobody_else_marked(
    window: PageWindow, client: ClientRow
) -> None:
    other = next(row.id for row in window.page.list.rows.rows() if row.id != client.id)
    window.open_chart(client.id, "timeline")
    assert window.page.list.current() == client.id
    window.page.search.setText("alva")
    window.open_chart(other, "timeline")
    assert window.page.chart.client_id == other
    assert window.page.list.current() == ""


def test_j_and_k_move_through_the_list(window: PageWindow, qtbot: QtBot) -> None:
    window.page.list.setFocus()
    first, second = (row.id for row in window.page.list.rows.rows())
    window.page.list.select(first)
    qtbot.keyClick(window.page.list, Qt.Key.Key_J)
    assert window.page.list.current() == second
    qtbot.keyClick(window.page.list, Qt.Key.Key_K)
    assert window.page.list.current() == first


def test_a_client_without_name_and_birth_is_refused_beside_the_fields_and_nothing_is_lost(
    window: PageWindow, qtbot: QtBot
) -> None:
    window.page.new_client()
    pane = window.page._facts
    assert pane is not None
    qtbot.keyClicks(pane.edit("pronouns"), "they/them")
    pane.save()
    assert "no name" in pane.note("family_name")
    assert "missing" in pane.note("date_of_birth")
    assert pane.values()["pronouns"] == "they/them"
    qtbot.keyClicks(pane.edit("family_name"), "Osei")
    assert pane.note("family_name") == ""
    qtbot.keyClicks(pane.edit("date_of_birth"), "14 Mar 2099")
    assert "future" in pane.note("date_of_birth")


def test_what_was_typed_of_a_new_client_survives_a_look_into_a_chart(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    window.page.new_client()
    pane = window.page._facts
    assert pane is not None
    qtbot.keyClicks(pane.edit("family_name"), "Osei")
    window.open_chart(client.id)
    window.page.new_client()
    assert window.page._facts is pane
    assert pane.isVisible()
    assert pane.values()["family_name"] == "Osei"


def test_a_taken_record_number_is_told_beside_its_field(window: PageWindow, qtbot: QtBot) -> None:
    window.page.new_client()
    pane = window.page._facts
    assert pane is not None
    for key, text in (("family_name", "Osei"), ("date_of_birth", "1990-02-03"), ("record_number", "DEMO-1182")):
        qtbot.keyClicks(pane.edit(key), text)
    pane.save()
    assert "belongs to another client" in pane.note("record_number")


def test_an_added_client_is_on_the_list_and_the_chart_is_open(window: PageWindow, qtbot: QtBot) -> None:
    window.page.new_client()
    pane = window.page._facts
    assert pane is not None
    long_name = "ليلى 🌿 " + "ن" * 300
    qtbot.keyClicks(pane.edit("given_name"), "Kofi")
    pane.edit("family_name").setText(long_name)
    qtbot.keyClicks(pane.edit("date_of_birth"), "3 Feb 1990")
    pane.save()
    assert any("ليلى" in name for name in names(window))
    assert window.page.chart.chart is not None
    assert window.page.chart.chart.client.given_name == "Kofi"
    assert window.page.list.current() == window.page.chart.client_id
    assert QApplication.focusWidget() is window.page.chart.new_button, "the next step with a new client"


def test_enter_in_a_field_adds_the_client(window: PageWindow, qtbot: QtBot) -> None:
    window.page.new_client()
    pane = window.page.stack.currentWidget()
    assert isinstance(pane, FactsPane)
    qtbot.keyClicks(pane.edit("given_name"), "Tomas")
    qtbot.keyClicks(pane.edit("family_name"), "Quill")
    qtbot.keyClicks(pane.edit("date_of_birth"), "19870314")
    qtbot.keyClick(pane.edit("date_of_birth"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Quill, Tomas" in names(window))
    added = next(one for one in window.desk.clients.all() if one.family_name == "Quill")
    assert added.date_of_birth == date(1987, 3, 14)


def test_edited_facts_are_shown_in_the_head_of_the_chart(window: PageWindow, client: ClientRow) -> None:
    window.open_chart(client.id)
    window.page.chart.edit_asked.emit(client.id)
    pane = window.page._facts
    assert pane is not None
    pane.edit("pronouns").setText("she/her")
    pane.save()
    assert "she/her" in window.page.chart.header.facts.text()
    assert QApplication.focusWidget() is window.page.chart.new_button


def test_in_a_narrow_window_the_list_folds_and_comes_back_by_key(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    window.open_chart(client.id)
    window.resize(1096, 700)
    assert not window.page.side.isVisible()
    qtbot.keyClick(window.page.chart.header.tabs, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.page.side.isVisible()
