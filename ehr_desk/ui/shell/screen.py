"""How the screen looks, kept from one run to the next."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ehr_desk.ui.shell.preferences import LONGEST_IDLE, SHORTEST_IDLE, PreferencesFile
from ehr_desk.ui.theme import Choice, Theme

STEP = 10


class KeptScreen(QObject):
    """Changes the theme and writes the choice down. ``idle_changed`` carries the minutes until the desk locks."""

    idle_changed = Signal(int)

    def __init__(self, theme: Theme, file: PreferencesFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._file = file
        self._idle_minutes = file.read().idle_minutes

    @property
    def look(self) -> Choice:
        """Follow the system, light or dark."""
        return self._theme.choice

    @property
    def text_size(self) -> int:
        """Text size in per cent."""
        return self._theme.metrics.scale

    @property
    def idle_minutes(self) -> int:
        """Minutes until an unattended desk locks."""
        return self._idle_minutes

    def set_look(self, look: Choice) -> None:
        """Choose light, dark, or the system's."""
        self._theme.set_choice(look)
        self._file.keep(look=look)

    def set_text_size(self, per_cent: int) -> None:
        """Set the text size; the theme keeps it between 90 and 150."""
        self._theme.set_scale(per_cent)
        self._file.keep(text_size=self.text_size)

    def larger(self) -> None:
        """One step larger."""
        self.set_text_size(self.text_size + STEP)

    def smaller(self) -> None:
        """One step smaller."""
        self.set_text_size(self.text_size - STEP)

    def set_idle_minutes(self, minutes: int) -> None:
        """Allow another time without a touch."""
        self._idle_minutes = min(LONGEST_IDLE, max(SHORTEST_IDLE, minutes))
        self._file.keep(idle_minutes=self._idle_minutes)
        self.idle_changed.emit(self._idle_minutes)
