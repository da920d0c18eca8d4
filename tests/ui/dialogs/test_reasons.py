"""The dialog of several questions before signing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.reasons import ReasonsDialog
from ehr_desk.ui.theme import Theme

ASKED = {"a": "An allergy to Penicillin is documented.", "b": "Words in curly brackets are not filled in."}


def _open(theme: Theme, qtbot: QtBot, *, needed: bool) -> ReasonsDialog:
    dialog = ReasonsDialog(theme, ASKED, needed=needed)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.reasons[0].hasFocus())
    return dialog


def test_the_keys_lead_from_one_reason_to_the_next_and_each_is_handed_over_for_its_question(
    theme: Theme, qtbot: QtBot
) -> None:
    dialog = _open(theme, qtbot, needed=True)
    first, second = dialog.reasons
    assert (first.accessibleName(), first.accessibleDescription()) == ("Reason 1 of 2", ASKED["a"])
    qtbot.keyClicks(first, "One")
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    with qtbot.assertNotEmitted(dialog.given):
        qtbot.keyClick(second, Qt.Key.Key_Return)
    qtbot.keyClicks(second, "Two")
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert second.hasFocus()
    with qtbot.waitSignal(dialog.given) as given:
        qtbot.keyClick(second, Qt.Key.Key_Return)
    assert given.args == [{"a": "One", "b": "Two"}]
    dialog.reject()


def test_of_what_only_should_have_a_reason_some_may_be_left_out(theme: Theme, qtbot: QtBot) -> None:
    dialog = _open(theme, qtbot, needed=False)
    with qtbot.assertNotEmitted(dialog.given):
        dialog.go.click()
    dialog.reasons[1].set_text("Two")
    with qtbot.waitSignal(dialog.given) as given:
        dialog.go.click()
    assert given.args == [{"b": "Two"}]
    with qtbot.waitSignal(dialog.without):
        dialog.findChildren(QPushButton, "confirm.without")[0].click()
