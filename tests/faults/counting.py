"""What a fault program counts, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Counts:
    """``must_be_zero`` names the counts of which a single one is a failure. ``told``: what a person may read."""

    title: str
    must_be_zero: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def add(self, name: str, by: int = 1) -> None:
        """Count something."""
        self.counts[name] = self.counts.get(name, 0) + by

    @property
    def bad(self) -> dict[str, int]:
        """Counts that ought to be 0 and are not."""
        return {name: self.counts[name] for name in self.must_be_zero if self.counts.get(name)}

    def line(self) -> str:
        """ "kill -9 while signing: kills 300, acknowledged 912, LOST 0"."""
        others = [f"{name} {number}" for name, number in self.counts.items() if name not in self.must_be_zero]
        zeros = [f"{name.upper()} {self.counts.get(name, 0)}" for name in self.must_be_zero]
        return f"{self.title}: {', '.join([*others, *zeros])}"


Program = Callable[[Path, int, int], Counts]
"""``program(folder, times, seed)``: works in an empty folder and counts."""
