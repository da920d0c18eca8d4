"""Where keys, moves and touches come into the program: its windows, and the object with the focus.

Nothing listens at the application: a filter written in Python there is asked about every event of every widget, each
paint and each change of style (measured with two of them: half of all time spent on the UI thread). Every key, move,
wheel and touch comes in through a window; what input methods write, and keys of tests, through the focus alone.
"""

from __future__ import annotations

import weakref

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow
from shiboken6 import isValid


class Inputs(QObject):
    """Has ``listener`` (its ``eventFilter``) hear what comes in, from :meth:`start` to :meth:`stop`."""

    def __init__(self, listener: QObject) -> None:
        super().__init__(listener)
        self._listener = listener
        self._focused: weakref.ref[QObject] | None = None
        self._application: QGuiApplication | None = None

    def start(self) -> None:
        """Listen at every window that there is, and at those that come."""
        application = QGuiApplication.instance()
        if self._application is not None or not isinstance(application, QGuiApplication):
            return
        self._application = application
        application.focusWindowChanged.connect(self._window)
        application.focusObjectChanged.connect(self._focus)
        self.look()
        self._focus(application.focusObject())

    def stop(self) -> None:
        """Listen no more."""
        application, self._application = self._application, None
        if application is None:
            return
        application.focusWindowChanged.disconnect(self._window)
        application.focusObjectChanged.disconnect(self._focus)
        for window in application.allWindows():
            window.removeEventFilter(self._listener)
        self._leave_focus()

    def look(self) -> None:
        """Listen at windows too that came without taking the focus, such as lists that drop down."""
        if self._application is not None:
            for window in self._application.allWindows():
                window.installEventFilter(self._listener)

    def _window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self._listener)

    def _focus(self, focus: QObject | None) -> None:
        self._leave_focus()
        if focus is not None and not isinstance(focus, QWindow):
            focus.installEventFilter(self._listener)
            self._focused = weakref.ref(focus)

    def _leave_focus(self) -> None:
        before = self._focused() if self._focused is not None else None
        if before is not None and isValid(before):
            before.removeEventFilter(self._listener)
        self._focused = None
