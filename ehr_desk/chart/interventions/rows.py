"""What readers get of interventions and logs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DeliveredRow:
    """What one signed note says was done. ``used`` in the words of the form."""

    on: date
    used: list[str]
    entry_id: str


@dataclass(frozen=True)
class LogRow:
    """One entry of a log that a client keeps: what it came to, as a sentence."""

    on: date
    words: str
    entry_id: str
