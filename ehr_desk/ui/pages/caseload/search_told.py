"""A search is one event, told when it is finished: after a pause, or when somebody opens a chart, empties the
field or goes elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

PAUSE_MS = 2_000


class SearchTold(QObject):
    """``tell`` is called with how many clients were found, never with what was typed."""

    def __init__(self, tell: Callable[[int], object], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = tell
        self._found = 0
        self._open = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.finish)

    def typed(self, found: int) -> None:
        """Something was typed; this many clients fit it."""
        self._found = found
        self._open = True
        self._pause.start()

    def finish(self) -> None:
        """The search is over; told once."""
        self._pause.stop()
        if self._open:
            self._open = False
            self._tell(self._found)
