"""Windows tells a window of the session that the screen was locked or that the computer goes to sleep.

Untested on the real system: what decodes a message runs in the tests, what registers for it has run nowhere.
Numbers and meaning: WM_WTSSESSION_CHANGE (wtsapi32.h), WM_POWERBROADCAST (winuser.h).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtGui import QWindow

WM_WTSSESSION_CHANGE, WM_POWERBROADCAST = 0x02B1, 0x0218
PBT_APMSUSPEND = 0x4
WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK = 0x2, 0x4, 0x6, 0x7
_LEFT = frozenset({WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK})
_THIS_SESSION = 0
_MESSAGE = b"windows_generic_MSG"


def says_left(message: int, wparam: int) -> bool:
    """Whether a window message says that the person went away. Pure."""
    if message == WM_WTSSESSION_CHANGE:
        return wparam in _LEFT
    return message == WM_POWERBROADCAST and wparam == PBT_APMSUSPEND


class MessageFilter(QAbstractNativeEventFilter):
    """Looks at every message of the program's windows, and takes none."""

    def __init__(self, left: Callable[[], object]) -> None:
        super().__init__()
        self._left = left

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        """Asked by Qt for every message; ``message`` points to a MSG."""
        if bytes(kind) == _MESSAGE:  # type: ignore[arg-type]  # QByteArray gives its bytes
            told = wintypes.MSG.from_address(int(message))
            if says_left(int(told.message), int(told.wParam or 0)):
                self._left()
        return False, 0


class WindowsSession:
    """Registers a window that is never shown for changes of this session. :meth:`close` before the program ends."""

    def __init__(self, left: Callable[[], object]) -> None:
        self._filter = MessageFilter(left)
        self._window = QWindow()
        self._window.create()
        self._handle = int(self._window.winId())
        self._library: Any = ctypes.WinDLL("wtsapi32") if hasattr(ctypes, "WinDLL") else None
        self.listening = 0
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)
            self.listening = 1 + self._register()

    def _register(self) -> bool:
        if self._library is None:
            return False
        register = self._library.WTSRegisterSessionNotification
        register.argtypes, register.restype = (wintypes.HWND, wintypes.DWORD), wintypes.BOOL
        return bool(register(self._handle, _THIS_SESSION))

    def close(self) -> None:
        """Hear no more."""
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self._filter)
        if self.listening > 1:
            end = self._library.WTSUnRegisterSessionNotification
            end.argtypes, end.restype = (wintypes.HWND,), wintypes.BOOL
            end(self._handle)
        self.listening = 0
        self._window.destroy()
