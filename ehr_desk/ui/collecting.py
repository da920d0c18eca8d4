"""Garbage is collected on the UI thread only.

Python collects reference cycles on whatever thread happens to allocate. Widgets are often part of a cycle (a signal
connected to a lambda that holds its page), and a widget that dies on a worker thread brings the program down.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000


class Collector(QObject):
    """Turns automatic collection off, and collects from a timer of the thread it lives on, oldest generation first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)

    def look(self) -> None:
        """Collect the oldest generation whose threshold is passed."""
        for generation, (count, threshold) in reversed(
            list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if count > threshold:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Give collecting back to Python."""
        self._timer.stop()
        gc.enable()
