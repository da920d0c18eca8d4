"""A group note that is left and opened again while the writer is busy: the same text, and nothing written over."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from ehr_desk.ui.pages.groups.page import GroupsPage
from ehr_desk.ui.pages.groups.pane import GroupPane
from ehr_desk.ui.runner import TaskRunner
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.shell.screen import KeptScreen
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.note_edit import NoteEdit
from tests.ui.pages.chart.fixtures import Sit


def response(pane: GroupPane, row: int) -> NoteEdit:
    found = pane.grid.rows[row].response_edit()
    assert isinstance(found, NoteEdit)
    return found


def test_a_group_note_opened_again_before_it_was_saved_shows_and_keeps_what_was_typed(
    sit: Sit, theme: Theme, preferences: PreferencesFile, qtbot: QtBot
) -> None:
    desk = sit("therapist")
    draft = desk.drafts.start("group_note", attendees=[one.id for one in desk.clients.all()])
    runner = TaskRunner()
    screen = KeptScreen(theme, preferences)
    view = DeskView(desk, runner, theme, screen)
    screen.setParent(view)
    qtbot.addWidget(view)
    view.show()
    view.open_draft(draft.id)
    page = view.page("groups")
    assert isinstance(page, GroupsPage)
    qtbot.waitUntil(lambda: page.pane is not None, timeout=8000)
    pane = page.pane
    assert pane is not None
    pane.everybody_present()
    pane.flush()
    qtbot.waitUntil(lambda: not pane.saver.unsaved, timeout=8000)
    free = threading.Event()
    runner.submit_write(free.wait, context=view)
    response(pane, 0).insertPlainText("FIRST. ")
    pane.edited()
    page._close_pane()
    view.open_draft(draft.id)
    free.set()
    qtbot.waitUntil(lambda: page.pane is not None, timeout=8000)
    again = page.pane
    assert again is not None
    assert "FIRST." in response(again, 0).toPlainText()
    response(again, 1).insertPlainText("SECOND. ")
    again.edited()
    again.flush()
    qtbot.waitUntil(lambda: not again.saver.unsaved, timeout=8000)
    kept = str(desk.drafts.one(draft.id).answers)
    assert "FIRST." in kept
    assert "SECOND." in kept
    runner.shutdown()
