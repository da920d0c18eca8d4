"""What the desk copies does not stay on the clipboard; what others copy is left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehr_desk.ui.shell.clipboard import KEPT_MS, ClipboardGuard, Mode


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
    assert not any(timer.isActive() for timer in guard._timers.values())


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


def test_both_clipboards_of_a_system_with_two_are_watched_each_with_its_own_time(qapp: QApplication) -> None:
    board, parent = TwoBoards(), QObject()
    guard = ClipboardGuard(cast(QClipboard, board), parent, is_active=lambda: True)
    guard.start()
    board.put(Mode.Clipboard, "copied", ours=True)
    board.put(Mode.Selection, "selected", ours=True)
    guard._timers[Mode.Clipboard].timeout.emit()
    assert board.texts == {Mode.Clipboard: "", Mode.Selection: "selected"}
    guard.clear()
    assert board.texts == {Mode.Clipboard: "", Mode.Selection: ""}


def test_what_another_program_selected_is_left_alone(qapp: QApplication) -> None:
    board, parent = TwoBoards(), QObject()
    guard = ClipboardGuard(cast(QClipboard, board), parent, is_active=lambda: True)
    guard.start()
    board.put(Mode.Selection, "of the desk", ours=True)
    board.put(Mode.Selection, "of another program", ours=False)
    guard.clear()
    assert board.texts[Mode.Selection] == "of another program"


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="needs Xvfb for a real second clipboard")
def test_a_selected_word_is_gone_from_x11_after_locking() -> None:
    told = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", _SELECT_AND_LOCK],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.stdout.split() == ["Marker", "empty"], told.stderr


_SELECT_AND_LOCK = """
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from ehr_desk.ui.shell.clipboard import ClipboardGuard
app = QApplication([])
board, mode = app.clipboard(), QClipboard.Mode.Selection
guard = ClipboardGuard(board, app)
guard.start()
line = QLineEdit("Marker")
line.show()
QTest.qWaitForWindowExposed(line)
left, right = QPoint(1, line.height() // 2), QPoint(line.width() - 1, line.height() // 2)
QTest.mousePress(line, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, left)
QTest.mouseMove(line, right)
QTest.mouseRelease(line, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, right)
print(board.text(mode) or "nothing")
guard.clear()
print(board.text(mode) or "empty")
"""


class TwoBoards(QObject):
    """A system's clipboard and what was selected last, which the platform of the tests has not."""

    changed = Signal(QClipboard.Mode)

    def __init__(self) -> None:
        super().__init__()
        self.texts = {Mode.Clipboard: "", Mode.Selection: ""}
        self._ours: set[QClipboard.Mode] = set()

    def put(self, mode: QClipboard.Mode, text: str, *, ours: bool) -> None:
        self.texts[mode] = text
        (self._ours.add if ours else self._ours.discard)(mode)
        self.changed.emit(mode)

    def supportsSelection(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def ownsClipboard(self) -> bool:  # noqa: N802 - Qt's name
        return Mode.Clipboard in self._ours

    def ownsSelection(self) -> bool:  # noqa: N802 - Qt's name
        return Mode.Selection in self._ours

    def text(self, mode: QClipboard.Mode) -> str:
        return self.texts[mode]

    def clear(self, mode: QClipboard.Mode) -> None:
        self.put(mode, "", ours=False)
