"""macOS says when it is asked whether the screen of this session is locked: so it is asked every other second.

Asking takes two C functions; being told would take a class of the Objective-C runtime, and a mistake there ends the
program. Sleep shows as a gap between two questions. Untested on the real system: what decides runs in the tests, what
asks the system has run nowhere. Key names: CGSession.h, and CGSSessionScreenIsLocked as loginwindow sets it.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QDateTime, QObject, QTimer

EVERY_MS, GAP_MS = 2_000, 20_000
LOCKED, ON_CONSOLE = "CGSSessionScreenIsLocked", "kCGSSessionOnConsoleKey"
_UTF8 = 0x08000100

Facts = Mapping[str, bool]
"""What the session says of itself, by key; a key that is not there is missing."""


class Judge:
    """Decides from one answer after the other. Pure but for what it remembers of the last one."""

    def __init__(self) -> None:
        self._away = False
        self._asked = 0

    def left(self, facts: Facts | None, now_ms: int) -> bool:
        """Whether the person has gone since the last question, or the computer slept in between. ``facts``: None
        where there is no session on a screen."""
        slept = bool(self._asked) and now_ms - self._asked > GAP_MS
        self._asked = now_ms
        away = facts is not None and (facts.get(LOCKED, False) or not facts.get(ON_CONSOLE, True))
        went, self._away = away and not self._away, away
        return went or slept


class MacSession(QObject):
    """Asks as long as it lives."""

    def __init__(
        self,
        left: Callable[[], object],
        parent: QObject | None = None,
        ask: Callable[[], Facts | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._left = left
        self._judge = Judge()
        self._ask = ask or _asker()
        self.listening = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        if self._ask is not None:
            self.listening = 1
            self._timer.start(EVERY_MS)

    def look(self) -> None:
        """Ask once."""
        if self._ask is not None and self._judge.left(self._ask(), QDateTime.currentMSecsSinceEpoch()):
            self._left()

    def close(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self.listening = 0


def _asker() -> Callable[[], Facts | None] | None:
    """How the system is asked; None where it has no such library."""
    names = [ctypes.util.find_library(name) for name in ("CoreFoundation", "ApplicationServices")]
    if not all(names):
        return None
    foundation, services = (ctypes.CDLL(name) for name in names)
    pointer, number = ctypes.c_void_p, ctypes.c_ulong
    _typed(services.CGSessionCopyCurrentDictionary, pointer)
    _typed(foundation.CFStringCreateWithCString, pointer, pointer, ctypes.c_char_p, ctypes.c_uint32)
    _typed(foundation.CFDictionaryGetValue, pointer, pointer, pointer)
    _typed(foundation.CFGetTypeID, number, pointer)
    _typed(foundation.CFBooleanGetTypeID, number)
    _typed(foundation.CFBooleanGetValue, ctypes.c_ubyte, pointer)
    _typed(foundation.CFRelease, None, pointer)
    keys = {key: foundation.CFStringCreateWithCString(None, key.encode(), _UTF8) for key in (LOCKED, ON_CONSOLE)}

    def ask() -> Facts | None:
        session = services.CGSessionCopyCurrentDictionary()
        if not session:
            return None
        try:
            found = {key: foundation.CFDictionaryGetValue(session, name) for key, name in keys.items()}
            return {
                key: bool(foundation.CFBooleanGetValue(value))
                for key, value in found.items()
                if value and foundation.CFGetTypeID(value) == foundation.CFBooleanGetTypeID()
            }
        finally:
            foundation.CFRelease(session)

    return ask


def _typed(function: Any, result: Any, *arguments: Any) -> None:
    function.restype, function.argtypes = result, arguments
