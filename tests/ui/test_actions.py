import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from ehr_desk.ui.actions import Actions, ActionSpec, keys_text
from ehr_desk.ui.dialogs.keys import KeysDialog
from ehr_desk.ui.theme import Theme
from tests.ui.support import accessible_name, show_active


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    show_active(made, qtbot)
    return made


def test_keys_start_their_act_and_the_registry_tells_it(window: QMainWindow, theme: Theme, qtbot: QtBot) -> None:
    actions, ran = Actions(window, theme), []
    actions.add(ActionSpec("lock", "Lock now", ("Ctrl+L",), icon="lock"), lambda: ran.append("lock"))
    with qtbot.waitSignal(actions.ran):
        QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert ran == ["lock"]


def test_a_single_letter_does_not_fire_while_a_text_field_has_the_focus(window: QMainWindow, theme: Theme) -> None:
    actions, ran = Actions(window, theme), []
    actions.add(ActionSpec("next", "Next row", ("J",)), lambda: ran.append("next"))
    line = QLineEdit()
    window.setCentralWidget(line)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_J)
    assert (line.text(), ran) == ("j", [])
    window.setFocus()
    line.clearFocus()
    QTest.keyClick(window, Qt.Key.Key_J)
    assert ran == ["next"]


def test_what_a_person_may_not_do_is_neither_offered_nor_started(window: QMainWindow, theme: Theme) -> None:
    actions, ran = Actions(window, theme, lambda permission: permission != "prescribe"), []
    actions.add(ActionSpec("dose", "Record dose change", ("Ctrl+D",), permission="prescribe"), lambda: ran.append(1))
    assert actions.visible() == []
    assert not actions.trigger("dose")
    assert actions.by_group() == {}
    assert ran == []


def test_two_acts_never_share_an_id_or_a_key(window: QMainWindow, theme: Theme) -> None:
    actions = Actions(window, theme)
    actions.add(ActionSpec("one", "One", ("Ctrl+K",)), lambda: None)
    with pytest.raises(ValueError, match="registered"):
        actions.add(ActionSpec("one", "Again"), lambda: None)
    with pytest.raises(ValueError, match=r"Ctrl\+K"):
        actions.add(ActionSpec("two", "Two", ("Ctrl+K",)), lambda: None)


def test_an_act_that_makes_no_sense_now_is_off(window: QMainWindow, theme: Theme) -> None:
    actions = Actions(window, theme)
    actions.add(ActionSpec("sign", "Sign note"), lambda: None, enabled=False)
    assert actions.visible() == []
    actions.remove("sign")
    assert not actions.trigger("sign")


def test_the_help_sheet_shows_every_key_of_the_registry(window: QMainWindow, theme: Theme, qtbot: QtBot) -> None:
    actions = Actions(window, theme)
    spec = ActionSpec("find", "Find a client", ("Ctrl+K",), "General")
    actions.add(spec, lambda: None)
    dialog = KeysDialog(theme, actions, window)
    qtbot.addWidget(dialog)
    texts = [accessible_name(child) for child in dialog.findChildren(type(dialog.heading))]
    assert f"Find a client: {keys_text(spec)}" in texts


def test_a_menu_holds_the_same_acts(window: QMainWindow, theme: Theme) -> None:
    actions = Actions(window, theme)
    actions.add(ActionSpec("one", "One"), lambda: None)
    actions.add(ActionSpec("two", "Two"), lambda: None)
    menu = actions.menu(("one", "", "two"), window)
    assert [action.text() for action in menu.actions()] == ["One", "", "Two"]
