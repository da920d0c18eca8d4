"""The parts of the record are loaded behind the unlock screen, while somebody chooses a name and types a passphrase."""

from __future__ import annotations

from threading import Thread

from PySide6.QtCore import QObject, QTimer

PAINTED_MS = 150
"""After the first screen stands there: loading beside it would make it come later."""


class Loading(QObject):
    """One thread for one second (measured: 1.4 s of processor time, half of the first unlock). An unlock that comes
    sooner waits for what it needs of it by itself, as for any import."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = Thread(target=self._load, name="desk-loading")
        self.done = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAINTED_MS)
        self._timer.timeout.connect(self._thread.start)

    def begin(self) -> None:
        """Load once the first screen is painted."""
        self._timer.start()

    def end(self) -> None:
        """Before the program ends: what was begun comes to its end."""
        self._timer.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _load(self) -> None:
        from ehr_desk import desk

        desk.load()
        self.done = True
