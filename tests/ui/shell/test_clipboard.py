"""What the desk copies does not stay on the clipboard; what others copy is left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehr_desk.ui.shell.clipboard import KEPT_MS, ClipboardGuard


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    board = qapp.clipboard()
    board.clear()
    yield board
    board.clear()


def test_what_the_desk_copied_goes_when_its_time_is_over(clipboard: QClipboard, qtbot: QtBot) -> None:
    parent = QObject()
    guard = ClipboardGuard(clipboard, parent, kept_ms=1, is_active=lambda: True)
    guard.start()
    clipboard.setText("Marker Vega-Ortiz")
    qtbot.waitUntil(lambda: not clipboard.text())
    guard.stop()


def test_half_a_minute_is_what_the_program_gives(clipboard: QClipboard) -> None:
    assert KEPT_MS == 30_000


def test_locking_takes_it_off_at_once(clipboard: QClipboard) -> None:
    parent = QObject()
    guard = ClipboardGuard(clipboard, parent, is_active=lambda: True)
    guard.start()
    clipboard.setText("Marker Vega-Ortiz")
    guard.stop()
    assert clipboard.text() == ""
    assert not guard._timer.isActive()


def test_something_else_that_came_since_is_left_alone(clipboard: QClipboard) -> None:
    parent, in_front = QObject(), [True]
    guard = ClipboardGuard(clipboard, parent, is_active=lambda: in_front[0])
    guard.start()
    clipboard.setText("of the desk")
    in_front[0] = False
    clipboard.setText("of another program")
    guard.stop()
    assert clipboard.text() == "of another program"


def test_nothing_is_watched_while_nobody_sits_at_the_desk(clipboard: QClipboard) -> None:
    parent = QObject()
    guard = ClipboardGuard(clipboard, parent)
    clipboard.setText("before")
    guard.stop()
    assert clipboard.text() == "before"
