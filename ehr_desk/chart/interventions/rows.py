"""What readers get of interventions, incentives and logs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class DeliveredRow:
    """What one signed note says was done. ``used`` in the words of the form; ``earned``: US dollars as decimal text,
    empty where none were; ``target``: for what; ``cap``: the program's cap for a year, where the note names it."""

    on: date
    used: list[str]
    earned: str
    target: str
    cap: str
    entry_id: str

    @property
    def dollars(self) -> Decimal:
        """What was earned."""
        return Decimal(self.earned or "0")


@dataclass(frozen=True)
class LogRow:
    """One entry of a log that a client keeps: what it came to, as a sentence."""

    on: date
    words: str
    entry_id: str
