"""Signing for somebody with a very long name: nothing is cut, and what is typed into stays in reach."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.sign import SignDialog, Signer, SignItem
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.wrapping import breakable

SIGNER = Signer("Dana Reyes", "LCADC", "21 Nov 2026 10:58 EST", "I am the author of this entry.")
WORDS = " ".join(["Wilhelmina"] * 28)
ONE_WORD = "Ab" * 150


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


@pytest.mark.parametrize("name", [WORDS, ONE_WORD])
@pytest.mark.parametrize("many", [1, 6])
def test_a_name_of_three_hundred_letters_cuts_nothing_off(
    window: QMainWindow, theme: Theme, qtbot: QtBot, name: str, many: int
) -> None:
    effects = tuple(f"Attended 50 minutes: {name}." for _ in range(3))
    dialog = SignDialog(theme, [SignItem("DAP note", name, effects, about=name)] * many, SIGNER, window)
    dialog.show()
    qtbot.waitExposed(dialog)
    content = dialog.area.widget()
    assert content is not None
    assert content.width() <= dialog.area.viewport().width()
    for one in dialog.findChildren(QLabel):
        if one.isVisible() and one.wordWrap():
            assert one.height() >= one.heightForWidth(one.width()), one.text()[:40]
    for inside in (dialog.passphrase.line, dialog.passphrase.show_button, dialog.go):
        assert dialog.rect().contains(QRect(inside.mapTo(dialog, QPoint(0, 0)), inside.size()))
    assert dialog.area.verticalScrollBar().value() == 0, "it opens at what is signed"
    dialog.reject()


def test_who_signs_stands_beside_the_passphrase_and_nothing_scrolls_where_there_is_room(
    window: QMainWindow, theme: Theme, qtbot: QtBot
) -> None:
    window.resize(1280, 800)
    effects = tuple(f"Diagnosis added: F10.2{at} Alcohol dependence, uncomplicated." for at in range(6))
    dialog = SignDialog(theme, [SignItem("Admission", "28 Sep 2026", effects)], SIGNER, window)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert dialog.area.verticalScrollBar().maximum() == 0
    seal = next(one for one in dialog.findChildren(QLabel) if one.text() == SIGNER.meaning)
    assert not dialog.area.isAncestorOf(seal)
    assert dialog.rect().contains(QRect(seal.mapTo(dialog, QPoint(0, 0)), seal.size()))
    assert dialog.height() <= 800
    dialog.reject()


def test_only_a_very_long_word_gets_places_to_break() -> None:
    assert breakable("Dana Reyes, LCADC") == "Dana Reyes, LCADC"
    assert breakable(ONE_WORD).replace("\N{ZERO WIDTH SPACE}", "") == ONE_WORD
