"""What Windows and macOS say of a locked screen and of sleep, as far as it can be told without them."""

from __future__ import annotations

import ctypes
from ctypes import wintypes

import pytest
from pytestqt.qtbot import QtBot

from ehr_desk.ui.shell.away_macos import GAP_MS, LOCKED, ON_CONSOLE, Facts, Judge, MacSession
from ehr_desk.ui.shell.away_windows import MessageFilter, WindowsSession, says_left

_SESSION, _POWER, _KEY = 0x02B1, 0x0218, 0x0100


@pytest.mark.parametrize(
    ("message", "wparam", "left"),
    [
        (_SESSION, 0x7, True),  # locked
        (_SESSION, 0x8, False),  # unlocked
        (_SESSION, 0x1, False),  # somebody came to the console
        (_SESSION, 0x2, True),  # another person took the console
        (_SESSION, 0x4, True),  # the remote session was left
        (_SESSION, 0x6, True),  # logged off
        (_POWER, 0x4, True),  # goes to sleep
        (_POWER, 0x7, False),  # woke
        (_POWER, 0xA, False),  # battery or mains
        (_KEY, 0x7, False),
    ],
)
def test_windows_messages_that_say_somebody_went_away(message: int, wparam: int, left: bool) -> None:
    heard: list[int] = []
    told = wintypes.MSG()
    told.message, told.wParam = message, wparam
    judged = MessageFilter(lambda: heard.append(1))
    assert judged.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(told)) == (False, 0)
    assert judged.nativeEventFilter(b"xcb_generic_event_t", 0) == (False, 0)
    assert (says_left(message, wparam), bool(heard)) == (left, left)


def test_the_window_that_hears_for_windows_is_made_and_put_away(qtbot: QtBot) -> None:
    session = WindowsSession(lambda: None)
    assert session.listening == 1, "the filter; there is nobody to register with here"
    session.close()
    assert session.listening == 0


def test_a_mac_that_is_locked_is_told_once_and_again_after_it_was_unlocked() -> None:
    judge, at = Judge(), iter(range(1, 100))
    here, locked = {ON_CONSOLE: True}, {ON_CONSOLE: True, LOCKED: True}
    answers: list[Facts | None] = [here, locked, locked, here, locked, {LOCKED: False}, None, {ON_CONSOLE: False}]
    told = [judge.left(facts, next(at) * 2000) for facts in answers]
    assert told == [False, True, False, False, True, False, False, True]


def test_a_mac_that_slept_is_known_by_the_gap() -> None:
    judge = Judge()
    assert not judge.left({ON_CONSOLE: True}, 5_000)
    assert not judge.left({ON_CONSOLE: True}, 5_000 + GAP_MS)
    assert judge.left({ON_CONSOLE: True}, 5_001 + 2 * GAP_MS)
    assert not judge.left({ON_CONSOLE: True}, 7_001 + 2 * GAP_MS)


def test_a_mac_is_asked_until_the_program_ends(qtbot: QtBot) -> None:
    heard: list[int] = []
    session = MacSession(lambda: heard.append(1), ask=lambda: {LOCKED: True})
    assert session.listening == 1
    session.look()
    session.look()
    assert heard == [1]
    session.close()
    assert not session._timer.isActive()
