"""Locking an unattended desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.ui.shell.idle import IdleClock, words_left


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def idle(qapp: QApplication, clock: SettableClock, window: QWidget) -> IdleClock:
    made = IdleClock(clock, 10, parent=QObject(qapp))
    made.start()
    return made


def touch(target: QObject) -> None:
    """The mouse moves, as the platform tells it."""
    place = QPointF(1, 1)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        place,
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)


def test_it_tells_how_long_is_left_and_expires_once(idle: IdleClock, clock: SettableClock) -> None:
    left: list[int] = []
    gone: list[int] = []
    idle.left.connect(left.append)
    idle.expired.connect(lambda: gone.append(1))
    clock.advance(timedelta(minutes=4))
    idle.tick()
    clock.advance(timedelta(minutes=6))
    idle.tick()
    idle.tick()
    assert left == [360]
    assert gone == [1]
    assert not idle.running


def test_a_touch_begins_anew(idle: IdleClock, clock: SettableClock, window: QWidget) -> None:
    clock.advance(timedelta(minutes=9))
    touch(window.windowHandle())
    assert idle.seconds_left() == 600
    idle.stop()


def test_a_touch_of_a_window_that_came_later_counts_too(
    idle: IdleClock, clock: SettableClock, window: QWidget, qtbot: QtBot
) -> None:
    clock.advance(timedelta(minutes=4))
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.focusWindow() == dialog.windowHandle())
    touch(dialog.windowHandle())
    assert idle.seconds_left() == 600
    dialog.close()
    dropped = QMenu(window)  # takes no focus: found at the next look at the clock
    dropped.addAction("Choose")
    dropped.popup(window.pos())
    clock.advance(timedelta(minutes=4))
    idle.tick()
    touch(dropped.windowHandle())
    assert idle.seconds_left() == 600
    dropped.close()
    idle.stop()


def test_what_an_input_method_writes_counts_as_a_touch(
    idle: IdleClock, clock: SettableClock, window: QWidget, qtbot: QtBot
) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    clock.advance(timedelta(minutes=4))
    written = QInputMethodEvent()
    written.setCommitString("\N{LATIN SMALL LETTER E WITH ACUTE}")
    QApplication.sendEvent(field, written)
    assert field.text() == "\N{LATIN SMALL LETTER E WITH ACUTE}"
    assert idle.seconds_left() == 600
    idle.stop()
    QApplication.sendEvent(field, written)
    assert not idle.running


def test_a_touch_after_the_time_was_over_does_not_keep_the_desk_open(
    idle: IdleClock, clock: SettableClock, window: QWidget
) -> None:
    clock.advance(timedelta(hours=8))
    touch(window.windowHandle())
    gone: list[int] = []
    idle.expired.connect(lambda: gone.append(1))
    idle.tick()
    assert gone == [1]


def test_a_clock_that_was_set_back_gives_no_extra_time(idle: IdleClock, clock: SettableClock) -> None:
    clock.advance(timedelta(days=-1))
    assert idle.seconds_left() == 600
    idle.stop()


def test_other_minutes_count_from_the_last_touch(idle: IdleClock, clock: SettableClock) -> None:
    clock.advance(timedelta(minutes=4))
    idle.set_minutes(5)
    assert idle.seconds_left() == 60
    idle.stop()


def test_the_words_round_up_and_count_seconds_in_the_last_minute() -> None:
    assert words_left(600) == "auto-lock in 10 min"
    assert words_left(541) == "auto-lock in 10 min"
    assert words_left(60) == "auto-lock in 1 min"
    assert words_left(59) == "auto-lock in 59 s"


def test_a_clock_that_was_set_back_does_not_keep_the_desk_open(idle: IdleClock, clock: SettableClock) -> None:
    clock.advance(-timedelta(hours=2))
    assert idle.seconds_left() == 600
    clock.advance(timedelta(minutes=9))
    assert idle.seconds_left() == 60
    clock.advance(timedelta(minutes=1))
    idle.tick()
    assert not idle.running
