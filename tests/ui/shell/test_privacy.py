"""Privacy mode on the real desk: nothing readable, nothing typed unseen, everything back as it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.caseload.page import CaseloadPage
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.privacy import Cover
from ehr_desk.ui.theme import Theme
from tests.ui.shell.fixtures import SitAt


@pytest.fixture
def view(sit_at: SitAt, qtbot: QtBot) -> DeskView:
    made = sit_at("therapist")
    made.open_chart(made.desk.clients.all()[0].id)
    with qtbot.waitActive(made):
        made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() == made.windowHandle())
    return made


def test_one_key_paints_over_everything_and_the_same_key_brings_it_back(view: DeskView, theme: Theme) -> None:
    QTest.qWait(1)
    before = view.stack.grab().toImage()
    focus = view.findChild(QLineEdit, "caseload.find")
    assert focus is not None
    focus.setFocus()
    QTest.keyClick(focus, Qt.Key.Key_F12)
    cover = view.findChild(Cover)
    assert cover is not None
    assert cover.geometry() == view.stack.rect()
    QTest.qWait(1)
    covered = view.stack.grab().toImage()
    canvas = theme.colour("canvas").rgb()
    for x in range(0, covered.width(), 7):  # the list at the left and the chart's head are plain ground
        assert covered.pixelColor(min(x, 290), 60).rgb() == canvas
        assert covered.pixelColor(x, 30).rgb() == canvas
    QTest.keyClick(focus, Qt.Key.Key_F12)
    QTest.qWait(1)
    assert not view.privacy.on
    assert view.stack.grab().toImage().size() == before.size()
    assert view.focusWidget() is focus


def test_the_cover_shows_initials_and_no_name(view: DeskView) -> None:
    client = view.desk.clients.all()[0]
    page = view.current()
    assert isinstance(page, CaseloadPage)
    view.privacy.toggle()
    cover = view.findChild(Cover)
    assert cover is not None
    assert f"{client.given_name[0]}. {client.family_name[0]}." in cover.accessibleName()
    assert client.family_name not in cover.accessibleName()
    view.privacy.toggle()


def test_nothing_is_typed_under_the_cover(view: DeskView) -> None:
    field = view.findChild(QLineEdit, "caseload.find")
    assert field is not None
    field.setFocus()
    view.privacy.toggle()
    QTest.keyClicks(field, "alvarez")
    assert field.text() == ""
    view.privacy.toggle()
    QTest.keyClicks(field, "alvarez")
    assert field.text() == "alvarez"


def test_a_dialog_is_covered_too_also_one_that_opens_later(view: DeskView, theme: Theme, qtbot: QtBot) -> None:
    first = ReasonDialog(theme, "Return to the author", "Return", view)
    first.open()
    qtbot.waitUntil(lambda: QApplication.focusWindow() == first.windowHandle())
    QTest.keyClick(first.windowHandle(), Qt.Key.Key_F12)  # as the platform tells it
    assert view.privacy.on
    later = ReasonDialog(theme, "Cancel this session", "Cancel session", view)
    later.open()
    for dialog in (first, later):
        cover = dialog.findChild(Cover)
        assert cover is not None
        assert cover.isVisible()
    view.privacy.toggle()
    for dialog in (first, later):
        assert not [one for one in dialog.findChildren(Cover) if one.isVisible()]
        dialog.reject()


def test_a_toast_waits_until_the_cover_is_lifted(view: DeskView) -> None:
    view.privacy.toggle()
    view.toast("Maria can unlock now")
    assert view.toast_text() == ""
    view.privacy.toggle()
    assert view.toast_text() == "Maria can unlock now"
    view._toasts.hide()
