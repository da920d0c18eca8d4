from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.unlock import Person, UnlockPanel
from ehr_desk.ui.theme import Theme
from tests.ui.support import show_active, shown_stops, walk

PEOPLE = [Person("s1", "Dana Reyes, LCADC", "dana"), Person("s2", "Ines Okafor, MD", "ines")]


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> UnlockPanel:
    made = UnlockPanel(theme, "Riverbend Demo Clinic", PEOPLE, last="s2")
    qtbot.addWidget(made)
    made.resize(900, 700)
    show_active(made, qtbot)
    return made


def test_enter_asks_to_unlock_as_the_chosen_person(panel: UnlockPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.passphrase.line, "mist canal ember")
    with qtbot.waitSignal(panel.unlock_requested) as asked:
        QTest.keyClick(panel.passphrase.line, Qt.Key.Key_Return)
    assert asked.args == ["s2", "mist canal ember"]


def test_an_empty_passphrase_is_asked_for_in_words(panel: UnlockPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.unlock_requested):
        QTest.mouseClick(panel.go, Qt.MouseButton.LeftButton)
    assert panel.messages.isVisible()


def test_a_failure_says_why_and_empties_the_passphrase(panel: UnlockPanel) -> None:
    QTest.keyClicks(panel.passphrase.line, "wrong")
    panel.busy()
    assert not panel.go.isEnabled()
    panel.fail("The passphrase does not open the record.", "Type it again.")
    assert panel.passphrase.text() == ""
    assert panel.messages.accessibleName() == "The passphrase does not open the record. Type it again."
    assert panel.go.isEnabled()


def test_after_failures_the_button_counts_the_wait_down(panel: UnlockPanel, qtbot: QtBot) -> None:
    panel.fail("Too many tries.", wait_seconds=2, passes=True)
    assert panel.go.text() == "Wait 2 s"
    with qtbot.assertNotEmitted(panel.unlock_requested):
        panel._submit()
    panel._tick()
    assert panel.seconds_left() == 1
    panel._tick()
    assert panel.go.text() == "Unlock"
    assert panel.go.isEnabled()
    assert not panel.messages.isVisible()


def test_the_wait_of_one_person_does_not_keep_another_out(panel: UnlockPanel) -> None:
    panel.fail("Too many tries.", wait_seconds=60)
    assert panel.who.isEnabled()
    assert not panel.go.isEnabled()
    panel.who.setCurrentIndex(0)
    assert (panel.go.text(), panel.go.isEnabled()) == ("Unlock", True)
    assert not panel.messages.isVisible()


def test_a_long_wait_is_shown_in_minutes(panel: UnlockPanel) -> None:
    panel.fail("Too many tries.", wait_seconds=125)
    assert panel.go.text() == "Wait 2:05"
    panel.reset()
    assert panel.go.text() == "Unlock"


def test_a_panel_that_is_hidden_leaves_no_timer_running(panel: UnlockPanel) -> None:
    panel.fail("Too many tries.", wait_seconds=60)
    panel.hide()
    assert not panel._timer.isActive()
    panel.show()
    assert panel._timer.isActive()


def test_capitals_without_shift_are_noticed(panel: UnlockPanel) -> None:
    QTest.keyClicks(panel.passphrase.line, "A")
    assert panel.passphrase.caps.isVisible()
    QTest.keyClicks(panel.passphrase.line, "a")
    assert not panel.passphrase.caps.isVisible()


def test_show_shows_the_passphrase_and_hides_it_again(panel: UnlockPanel) -> None:
    assert panel.passphrase.line.echoMode() == QLineEdit.EchoMode.Password
    panel.passphrase.show_button.click()
    assert panel.passphrase.line.echoMode() == QLineEdit.EchoMode.Normal
    panel.passphrase.show_button.click()
    assert panel.passphrase.line.echoMode() == QLineEdit.EchoMode.Password


def test_tab_goes_from_the_person_down_to_the_button(panel: UnlockPanel) -> None:
    names = ["unlock.who", "unlock.passphrase", "unlock.passphrase.show", "unlock.go", "unlock.other"]
    assert walk(panel, panel.who, 5) == names


def test_every_control_has_a_name(panel: UnlockPanel) -> None:
    names = Counter(stop.accessibleName() or stop.property("text") for stop in shown_stops(panel))
    assert "" not in names
    assert max(names.values()) == 1
