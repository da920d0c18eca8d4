"""A group note from the list to the signatures without a mouse: real key events, wherever the focus is."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.forms.group_row import AttendeeRow
from ehr_desk.ui.pages.documents.preview import PreviewPane
from ehr_desk.ui.pages.groups.page import GroupsPage
from ehr_desk.ui.pages.groups.pane import GroupPane
from ehr_desk.ui.shell.desk_view import DeskView
from tests.support.clinic import passphrase_of
from tests.ui.pages.groups.test_page import groups, plan
from tests.ui.shell.fixtures import SitAt

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Keys:
    """Presses keys where the focus is; nothing else."""

    def __init__(self, view: DeskView) -> None:
        self.view = view

    def focus(self) -> QWidget:
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.view
        inside: QWidget | None = over.focusWidget()
        return over if inside is None else inside

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus(), key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus(), text)

    def tab_to(self, wanted: Iterable[QWidget]) -> None:
        targets = list(wanted)
        for _ in range(120):
            if self.focus() in targets:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reached {[one.objectName() for one in targets]}")


@pytest.fixture
def view(sit_at: SitAt, qtbot: QtBot) -> DeskView:
    made = sit_at("therapist")
    plan(made.desk)
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def opened(keys: Keys, page: GroupsPage) -> GroupPane:
    page.setFocus()
    keys.press(Qt.Key.Key_1, CTRL)
    assert page.list.hasFocus()
    keys.press(Qt.Key.Key_Return)
    assert page.roster.write.hasFocus()
    keys.press(Qt.Key.Key_Space)
    assert page.pane is not None
    return page.pane


def session(keys: Keys, pane: GroupPane) -> None:
    """The shared part: type where text is asked for, take the first answer where one is to be chosen."""
    for _ in range(len(pane.opened.form.items) * 3):
        keys.press(Qt.Key.Key_Return, CTRL)
        waiting = [one.target for one in pane.bar.messages() if one.level == "must" and one.target.startswith("/")]
        if not waiting:
            return
        item = pane.opened.form.item(waiting[0].removeprefix("/"))
        pane.jump(waiting[0])  # as Enter on the line of the message does
        if item.type in ("note", "text"):
            keys.type("The group mapped its riskiest hour.")
        elif item.type == "multi":
            keys.press(Qt.Key.Key_Space)
        else:
            keys.press(Qt.Key.Key_Down)
            keys.press(Qt.Key.Key_Return)
    raise AssertionError([one.text for one in pane.bar.messages()])


def came(keys: Keys, row: AttendeeRow, words: str) -> None:
    """Somebody who came: participation, one objective with progress and evidence, response."""
    assert keys.focus() is row.cell("participation")
    keys.type("1")
    keys.press(Qt.Key.Key_G, CTRL)
    keys.type("3")
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Tab)
    keys.type("Used the plan.")
    keys.press(Qt.Key.Key_Return)
    assert row.answers()["objectives_served"][0]["progress"] == "some"
    assert keys.focus() is row.response_edit()
    keys.type(words)


def stayed_away(keys: Keys, row: AttendeeRow) -> None:
    """Somebody who did not come, and why."""
    keys.press(Qt.Key.Key_E, CTRL)
    keys.type("n")
    assert row.answers()["attended"] == "no-show"
    keys.tab_to([row.more_button])
    keys.press(Qt.Key.Key_Space)
    keys.tab_to(row.field("absence_note").stops())
    keys.type("No call.")


def test_a_group_note_is_written_and_signed_by_keyboard_only(view: DeskView) -> None:
    keys, page = Keys(view), groups(view)
    pane = opened(keys, page)
    session(keys, pane)
    keys.press(Qt.Key.Key_A, CTRL | SHIFT)
    assert {row.answers()["attended"] for row in pane.grid.rows} == {"present"}
    keys.press(Qt.Key.Key_2, CTRL)
    for at, row in enumerate(pane.grid.rows):
        if row.attendee.objectives:
            came(keys, row, f"Named warning sign number {at + 3} and what helped against it.")
        else:
            stayed_away(keys, row)
        if at + 1 < len(pane.grid.rows):
            keys.press(Qt.Key.Key_Down, CTRL)
    keys.press(Qt.Key.Key_Return, CTRL)
    dialog = view.findChild(SignDialog)
    assert dialog is not None, [one.text for one in pane.bar.messages()]
    keys.type(passphrase_of("therapist"))
    keys.press(Qt.Key.Key_Return)
    assert page.pane is None
    assert [row.chip for row in page.list.rows.rows()] == ["Signed"]


def test_attendance_is_reached_from_the_response_and_back(view: DeskView) -> None:
    keys, page = Keys(view), groups(view)
    pane = opened(keys, page)
    keys.press(Qt.Key.Key_A, CTRL | SHIFT)
    keys.press(Qt.Key.Key_2, CTRL)
    row = pane.grid.rows[0]
    assert keys.focus() is row.cell("participation")
    keys.press(Qt.Key.Key_E, CTRL)
    assert keys.focus() in row.field("attended").stops()
    keys.press(Qt.Key.Key_R, CTRL)
    assert keys.focus() is row.response_edit()
    pane.flush()


def test_the_paper_of_the_attendee_who_is_written_about_is_looked_at_and_the_next_ones(view: DeskView) -> None:
    keys, page = Keys(view), groups(view)
    pane = opened(keys, page)
    first, last = pane.grid.rows[0].attendee, pane.grid.rows[-1].attendee
    pane.grid.rows[-1].focus_response()
    keys.press(Qt.Key.Key_P, CTRL | SHIFT)
    preview = page.preview
    assert preview is not None
    assert preview.chosen() == last.client_id
    assert last.name in words_of(preview)
    keys.tab_to([preview.whose])
    keys.press(Qt.Key.Key_Up)
    preview.whose.activated.emit(preview.whose.currentIndex())
    assert preview.chosen() == first.client_id
    assert first.name in words_of(preview)
    assert last.name not in words_of(preview)
    keys.press(Qt.Key.Key_Escape)
    assert page.preview is None
    row = pane.grid.row_of(keys.focus())
    assert row is not None
    assert row.attendee == first


def words_of(preview: PreviewPane) -> str:
    return str(preview.viewer.document.getAllText(0).text())
