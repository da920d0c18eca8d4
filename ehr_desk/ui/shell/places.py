"""Where one is at the desk, and the way back. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A page of the rail, and what is open on it. Only ids, held in memory while the program runs."""

    page: str
    client_id: str = ""
    tab: str = ""
    draft_id: str = ""
    entry_id: str = ""


class History:
    """The places visited, as a browser keeps them."""

    def __init__(self, longest: int = 50) -> None:
        self._longest = longest
        self._back: list[Place] = []
        self._forward: list[Place] = []
        self._now: Place | None = None

    @property
    def now(self) -> Place | None:
        """Where one is."""
        return self._now

    def visit(self, place: Place) -> None:
        """Go somewhere new; the same place twice counts once."""
        if place == self._now:
            return
        if self._now is not None:
            self._back = [*self._back, self._now][-self._longest :]
        self._forward = []
        self._now = place

    def replace(self, place: Place) -> None:
        """The present place changed by itself, for example to another tab."""
        self._now = place

    def back(self) -> Place | None:
        """One step back, or None where there is none."""
        return self._step(self._back, self._forward)

    def forward(self) -> Place | None:
        """One step forward again, or None."""
        return self._step(self._forward, self._back)

    def _step(self, source: list[Place], target: list[Place]) -> Place | None:
        if not source:
            return None
        if self._now is not None:
            target.append(self._now)
        self._now = source.pop()
        return self._now
