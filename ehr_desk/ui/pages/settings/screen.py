"""What Settings may change of this computer's screen; the window carries it out and remembers it."""

from __future__ import annotations

from typing import Protocol

from ehr_desk.ui.theme import Choice


class Screen(Protocol):
    """Look, text size and the time until an unattended desk locks."""

    @property
    def look(self) -> Choice: ...

    @property
    def text_size(self) -> int: ...

    @property
    def idle_minutes(self) -> int: ...

    def set_look(self, look: Choice) -> None: ...

    def set_text_size(self, per_cent: int) -> None: ...

    def set_idle_minutes(self, minutes: int) -> None: ...
