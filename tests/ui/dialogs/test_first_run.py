import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.first_run import FirstRun, FirstRunPanel
from ehr_desk.ui.theme import Theme

WORDS = "mist canal ember robin"


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> FirstRunPanel:
    made = FirstRunPanel(theme, "clinic.vault")
    qtbot.addWidget(made)
    made.resize(900, 1000)
    made.show()
    return made


def fill(panel: FirstRunPanel, again: str = WORDS) -> None:
    for line, text in (
        (panel.clinic, "Riverbend Demo Clinic"),
        (panel.name, "Dana Reyes"),
        (panel.login, "dana"),
        (panel.credential, "LCADC"),
        (panel.passphrase.line, WORDS),
        (panel.again.line, again),
    ):
        QTest.keyClicks(line, text)


def test_the_first_administrator_is_asked_for_and_handed_over(panel: FirstRunPanel, qtbot: QtBot) -> None:
    fill(panel)
    with qtbot.waitSignal(panel.create_requested) as asked:
        QTest.mouseClick(panel.go, Qt.MouseButton.LeftButton)
    assert asked.args == [FirstRun("Riverbend Demo Clinic", "Dana Reyes", "dana", "LCADC", WORDS)]


@pytest.mark.parametrize("step", [0, 1])
def test_nothing_on_the_card_is_clipped(theme: Theme, qtbot: QtBot, step: int) -> None:
    panel = FirstRunPanel(theme, "clinic.vault")
    qtbot.addWidget(panel)
    panel.resize(1440, 900)
    if step:
        panel.show_secrets("AAAA-BBBB", "CCCC-DDDD", "/a/long/way/to/the/clinic.vault/root-key-to-keep-elsewhere.pem")
    panel.show()
    qtbot.waitUntil(lambda: clipped_widgets(panel) == [], timeout=3000)


def clipped_widgets(panel: QWidget) -> list[str]:
    """The labels and fields that are lower than their words need at the width they have."""
    found = []
    for one in panel.findChildren(QWidget):
        if isinstance(one, QLabel | QLineEdit) and one.isVisible():
            needed = one.heightForWidth(one.width()) if one.hasHeightForWidth() else one.minimumSizeHint().height()
            if one.height() < needed or one.geometry().bottom() > _around(one).rect().bottom():
                found.append(one.objectName() or one.accessibleName() or str(one.property("text")))
    return found


def _around(one: QWidget) -> QWidget:
    parent = one.parentWidget()
    assert parent is not None
    return parent


def test_what_is_missing_is_listed_with_jumps(panel: FirstRunPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.create_requested):
        panel.go.click()
    targets = [one.target for one in panel.messages.messages()]
    assert targets == ["first.clinic", "first.name", "first.login", "first.passphrase"]


def test_what_was_missing_leaves_the_list_as_it_is_typed_and_the_first_field_has_the_focus(
    panel: FirstRunPanel, qtbot: QtBot
) -> None:
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.go.click()
    assert panel.clinic.hasFocus()
    QTest.keyClicks(panel.clinic, "Riverbend Demo Clinic")
    QTest.keyClicks(panel.name, "Dana Reyes")
    assert [one.target for one in panel.messages.messages()] == ["first.passphrase"]


def test_the_short_name_is_suggested_and_a_role_with_clients_needs_a_credential(
    panel: FirstRunPanel, qtbot: QtBot
) -> None:
    for line, text in ((panel.clinic, "Riverbend"), (panel.name, "Dana Reyes")):
        QTest.keyClicks(line, text)
    for line in (panel.passphrase.line, panel.again.line):
        QTest.keyClicks(line, WORDS)
    panel.role.set_value("therapist")
    panel.go.click()
    assert [one.target for one in panel.messages.messages()] == ["first.credential"]
    QTest.keyClicks(panel.credential, "LCADC")
    with qtbot.waitSignal(panel.create_requested) as asked:
        panel.go.click()
    assert asked.args == [FirstRun("Riverbend", "Dana Reyes", "dana", "LCADC", WORDS, "therapist")]


def test_two_different_passphrases_are_refused(panel: FirstRunPanel, qtbot: QtBot) -> None:
    fill(panel, again="something else")
    with qtbot.assertNotEmitted(panel.create_requested):
        panel.go.click()
    assert "differ" in panel.messages.messages()[0].text


def test_a_failure_keeps_everything_that_was_typed(panel: FirstRunPanel) -> None:
    fill(panel)
    panel.busy()
    panel.fail("The folder is not empty.", "Choose another folder.")
    assert panel.clinic.text() == "Riverbend Demo Clinic"
    assert panel.passphrase.text() == WORDS
    assert panel.go.isEnabled()


def test_the_sheet_must_be_ticked_as_kept_before_one_goes_on(panel: FirstRunPanel, qtbot: QtBot) -> None:
    panel.show_secrets("7KQF-29XM", "mist-canal")
    assert panel.step() == 1
    assert panel.code.text() == "7KQF-29XM"
    assert not panel.done.isEnabled()
    panel.kept.setChecked(True)
    with qtbot.waitSignal(panel.finished):
        panel.done.click()
    assert panel.code.text() == panel.root.text() == ""
