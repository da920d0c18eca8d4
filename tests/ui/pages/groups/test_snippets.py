"""Snippets and built sentences in a group note, by the keys of the individual notes; and where the cursor begins."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.palette import PaletteDialog
from ehr_desk.ui.dialogs.sentence import SentenceDialog
from ehr_desk.ui.pages.groups.pane import GroupPane
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.widgets.note_edit import NoteEdit
from tests.ui.pages.groups.test_page import note
from tests.ui.shell.fixtures import SitAt

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(sit_at: SitAt, qtbot: QtBot) -> DeskView:
    made = sit_at("therapist")
    made.desk.snippets.save(".came", "{first name} spoke of {what}.")
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def _response(pane: GroupPane, at: int) -> NoteEdit:
    pane.everybody_present()
    edit = pane.grid.rows[at].response_edit()
    assert isinstance(edit, NoteEdit)
    edit.setFocus()
    return edit


def _shared(pane: GroupPane) -> NoteEdit:
    edit = pane.grid.session.field("process").stops()[0]
    assert isinstance(edit, NoteEdit)
    edit.setFocus()
    return edit


def _shown(kind: type[QWidget]) -> QWidget:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def _builder(edit: NoteEdit, qtbot: QtBot) -> SentenceDialog:
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Space, CTRL)
    palette = _shown(PaletteDialog)
    assert isinstance(palette, PaletteDialog)
    qtbot.keyClicks(palette.line, "presentation")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    dialog = _shown(SentenceDialog)
    assert isinstance(dialog, SentenceDialog)
    return dialog


def test_a_snippet_takes_the_name_of_the_row_and_none_in_the_text_that_all_share(view: DeskView, qtbot: QtBot) -> None:
    pane = note(view)
    for at in (0, 1):
        edit = _response(pane, at)
        qtbot.keyClicks(edit, ".came")
        qtbot.keyClick(edit, Qt.Key.Key_Tab)
        client = view.desk.clients.one(pane.grid.rows[at].attendee.client_id)
        assert edit.text() == f"{client.preferred_name or client.given_name} spoke of {{what}}."
        assert edit.textCursor().selectedText() == "{what}"
    shared = _shared(pane)
    qtbot.keyClicks(shared, ".came")
    qtbot.keyClick(shared, Qt.Key.Key_Tab)
    assert shared.text() == "{first name} spoke of {what}."


def test_a_sentence_half_built_for_one_attendee_is_not_offered_for_another(view: DeskView, qtbot: QtBot) -> None:
    pane = note(view)
    first = _builder(_response(pane, 0), qtbot)
    first.parts["Manner"].box("calm").click()
    chosen = first.text.text()
    first.reject()
    place = f"sentence.{pane.draft_id}.{pane.grid.rows[0].attendee.client_id}.presentation"
    qtbot.waitUntil(lambda: bool(view.desk.typing.at(place)), timeout=20_000)
    other = _builder(_response(pane, 1), qtbot)
    other.parts["Manner"].box("open").click()
    assert chosen not in other.text.text()
    other.try_go()
    assert "open" in _response(pane, 1).text()
    again = _builder(_response(pane, 0), qtbot)
    qtbot.waitUntil(lambda: again.text.text() == chosen, timeout=20_000)
    again.try_go()
    assert _response(pane, 0).text() == chosen


def test_a_group_note_opens_with_the_cursor_in_the_first_empty_field_and_in_sight(view: DeskView, qtbot: QtBot) -> None:
    view.resize(1280, 720)
    pane = note(view)
    missing = [item.id for item in pane.opened.form.items if item.per != "client" and item.required]
    first = next(item for item in missing if item not in pane.grid.shared_answers())
    at = QApplication.focusWidget()
    assert at is not None
    assert pane.grid.session.item_of(at) == first
    place = QRect(at.mapTo(view, QPoint(0, 0)), at.size())
    assert view.rect().contains(place)
    assert not at.visibleRegion().isEmpty()
