"""Enter presses whatever button has the focus, outside of dialogs too."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.rail import Rail, RailItem


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("kind", ["words", "icon"])
def test_a_focused_button_is_pressed_once(theme: Theme, qtbot: QtBot, key: Qt.Key, kind: str) -> None:
    pressed: list[int] = []
    host = QWidget()
    qtbot.addWidget(host)
    one = (
        button(theme, "Write group note", lambda: pressed.append(1), parent=host)
        if kind == "words"
        else icon_button(theme, "x", "Close", lambda: pressed.append(1), parent=host)
    )
    host.show()
    one.setFocus()
    qtbot.keyClick(one, key)
    assert pressed == [1]
    qtbot.keyClick(one, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [1]


def test_a_button_that_is_not_enabled_is_not_pressed(theme: Theme, qtbot: QtBot) -> None:
    pressed: list[int] = []
    one = button(theme, "Sign", lambda: pressed.append(1))
    qtbot.addWidget(one)
    one.setEnabled(False)
    one.show()
    qtbot.keyClick(one, Qt.Key.Key_Return)
    assert pressed == []


def test_enter_goes_to_a_place_of_the_rail(theme: Theme, qtbot: QtBot) -> None:
    rail = Rail(theme, [RailItem("today", "Today", "home"), RailItem("groups", "Groups", "friends")])
    qtbot.addWidget(rail)
    rail.show()
    with qtbot.waitSignal(rail.chosen) as chosen:
        qtbot.keyClick(rail.findChild(QWidget, "rail.groups"), Qt.Key.Key_Return)
    assert chosen.args == ["groups"]
