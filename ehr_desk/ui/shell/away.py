"""The person went away: the screen was locked, or the computer goes to sleep.

Linux tells through D-Bus: the login manager before sleep and when a session is locked, the desktop when its screen
saver starts. Windows tells a window (``away_windows``), macOS is asked (``away_macos``); both are untested on the real
system. Where nothing is heard the idle time alone locks, and a computer that slept through it locks when it wakes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import SLOT, QCoreApplication, QObject, Signal, Slot

try:
    from PySide6.QtDBus import QDBusConnection
except ImportError:  # a build of Qt without D-Bus
    QDBusConnection = None  # type: ignore[assignment, misc]


if TYPE_CHECKING:
    from ehr_desk.ui.shell.away_macos import MacSession
    from ehr_desk.ui.shell.away_windows import WindowsSession


class Told(NamedTuple):
    """One signal on a bus; with ``flag`` it counts only when its argument is true."""

    system: bool
    service: str
    path: str
    interface: str
    name: str
    flag: bool


SIGNALS = (
    Told(True, "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
         "PrepareForSleep", True),
    Told(True, "org.freedesktop.login1", "", "org.freedesktop.login1.Session", "Lock", False),
    Told(False, "", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True),
    Told(False, "", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True),
    Told(False, "", "/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True),
)  # fmt: skip


def _session_of(platform: str, left: Callable[[], object], parent: QObject) -> WindowsSession | MacSession | None:
    """What hears for us on a system without D-Bus; a system that does not offer it must not keep the desk shut."""
    try:
        if platform == "win32":
            from ehr_desk.ui.shell.away_windows import WindowsSession

            return WindowsSession(left)
        if platform == "darwin":
            from ehr_desk.ui.shell.away_macos import MacSession

            return MacSession(left, parent)
    except (OSError, AttributeError, ValueError):
        return None
    return None


class Away(QObject):
    """``left`` when the person went away. ``listening`` counts the signals the system gives."""

    left = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listening = 0
        if sys.platform.startswith("linux") and QDBusConnection is not None:
            self.listening = sum(self._listen(told) for told in SIGNALS)
        self._session = _session_of(sys.platform, self.left.emit, self)
        if self._session is not None:
            self.listening = self._session.listening
        application = QCoreApplication.instance()
        if self._session is not None and application is not None:
            application.aboutToQuit.connect(self.close)

    def close(self) -> None:
        """Hear no more: the program ends."""
        if self._session is not None:
            self._session.close()

    def _listen(self, told: Told) -> bool:
        bus = QDBusConnection.systemBus() if told.system else QDBusConnection.sessionBus()
        if not bus.isConnected():
            return False
        slot = SLOT("flagged(bool)" if told.flag else "plain()")
        # The stubs ask for bytes, which Qt then does not find; SLOT gives the text it wants.
        return bool(bus.connect(told.service, told.path, told.interface, told.name, self, slot))  # type: ignore[call-overload]

    @Slot(bool)
    def flagged(self, on: bool) -> None:
        """A signal that says whether it begins or ends."""
        if on:
            self.left.emit()

    @Slot()
    def plain(self) -> None:
        """A signal without more to it."""
        self.left.emit()
