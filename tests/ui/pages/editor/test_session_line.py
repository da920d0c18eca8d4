"""A note begun in the chart belongs to the planned session of its hour, and says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.ui.pages.editor.page import EditorPane
from tests.support.clinic import passphrase_of
from tests.ui.pages.chart.making import PageWindow, begin
from tests.ui.pages.editor.writing import editor_of


def planned(window: PageWindow, client: ClientRow, hour: int, service: str = "individual") -> PlannedSessionRow:
    at = datetime(2026, 12, 8, hour, 0)
    return window.desk.sessions.plan_session(NewSession(at, 50, service, "", window.desk.me.id, [client.id]))


def start(window: PageWindow, client: ClientRow) -> list[QCheckBox]:
    """New note, and the boxes above it."""
    window.open_chart(client.id)
    window.page.chart.notes.start("dap_note", client.id)
    return boxes(window)


def boxes(window: PageWindow) -> list[QCheckBox]:
    found = editor_of(window).sessions.findChildren(QCheckBox)
    return [one for one in found if one.isVisible()]


def asked(editor: EditorPane) -> set[str]:
    return {one.target for one in editor.bar.messages()}


def test_the_words_of_a_box_go_on_below_where_there_is_no_room(window: PageWindow, client: ClientRow) -> None:
    planned(window, client, 9)
    (box,) = start(window, client)
    words = box.text()
    window.resize(900, 800)
    editor_of(window)._to_thread()
    assert (box.text().replace("\n", " "), box.accessibleName()) == (words, words)
    assert "\n" in box.text()
    area = editor_of(window).frame.area
    assert editor_of(window).frame.body.width() <= area.viewport().width()


def test_the_one_session_without_a_note_is_the_one_it_is_about_until_the_tick_is_taken_away(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    session = planned(window, client, 9)
    planned(window, client, 23)  # not begun yet
    planned(window, client, 8, "family")  # of another kind
    (box,) = start(window, client)
    editor = editor_of(window)
    assert box.isChecked()
    assert window.toasts[-1][0].startswith("This is the note of the session planned for 8 Dec 2026, 09:00")
    assert box.text() == "This is the note of the session planned for 8 Dec 2026, 09:00–09:50"
    assert (editor.draft.session_id, editor.answers()["start_time"]) == (session.id, "09:00")
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert window.desk.drafts.one(editor.draft_id).session_id == ""
    (box,) = boxes(window)
    assert not box.isChecked()
    editor.sign()
    assert [one for one in asked(editor) if one.endswith("_time")]
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert window.desk.drafts.one(editor.draft_id).session_id == session.id
    assert editor.answers()["end_time"] == "09:50"
    assert not [one for one in asked(editor) if one.endswith("_time")], "what the session says is missing no more"


def test_of_several_sessions_none_is_chosen_for_the_author_and_each_is_offered(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    planned(window, client, 8)
    second = planned(window, client, 9)
    found = start(window, client)
    editor = editor_of(window)
    assert [one.isChecked() for one in found] == [False, False]
    assert not editor.draft.session_id
    qtbot.keyClick(found[1], Qt.Key.Key_Space)
    assert window.desk.drafts.one(editor.draft_id).session_id == second.id
    assert (editor.answers()["start_time"], editor.answers()["end_time"]) == ("09:00", "09:50")
    assert [one.isChecked() for one in boxes(window)] == [False, True]


def test_a_session_of_another_day_is_offered_when_the_note_is_given_that_day(
    window: PageWindow, client: ClientRow
) -> None:
    yesterday = NewSession(datetime(2026, 12, 7, 9, 0), 50, "individual", "", window.desk.me.id, [client.id])
    session = window.desk.sessions.plan_session(yesterday)
    assert start(window, client) == []
    day = editor_of(window).form.field("session_date")
    day.set_value("2026-12-07")
    day.changed.emit()
    (box,) = boxes(window)
    assert box.objectName() == f"editor.session.{session.id}"


def test_a_session_that_has_its_note_is_not_offered_again(window: PageWindow, client: ClientRow) -> None:
    planned(window, client, 9)
    hour = {"start_time": "09:05", "end_time": "09:50"}
    times: dict[str, Any] = {"session_date": "2026-12-08", "next_appointment": "", **hour}
    draft = begin(window.desk, "dap_note", client, **times)
    window.desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert start(window, client) == []
