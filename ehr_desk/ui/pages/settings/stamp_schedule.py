"""Late timestamps by themselves while the desk is unlocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ehr_desk.ui.pages.base import DOCUMENTS, Changed, Shell

if TYPE_CHECKING:
    from ehr_desk.chart.entries.stamping import Stamped

EVERY_MS = 10 * 60_000


class StampSchedule(QObject):
    """Asks now and then for the timestamps that papers lack. Says nothing: the settings tell how many wait."""

    def __init__(self, shell: Shell, parent: QObject, *, every_ms: int = EVERY_MS) -> None:
        super().__init__(parent)
        self._shell = shell
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """The sitting ends: nothing is begun any more, although the page is deleted a little later."""
        self._timer.stop()

    def look(self) -> None:
        """Ask for a few; a silent server is left alone for a while by itself."""
        timestamps = self._shell.desk.timestamps
        self._shell.runner.submit_paper(
            lambda: timestamps.run(5), context=self, on_ok=self._looked, on_error=lambda _error: None
        )

    def _looked(self, result: Stamped) -> None:
        if result.done:
            self._shell.changed(Changed.of(DOCUMENTS))
