"""What a lesson of a group is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """One lesson. ``said`` are first sentences of individual responses; there are enough for a full room."""

    title: str
    service: str
    interventions: tuple[str, ...]
    process: tuple[str, ...]
    following: tuple[str, ...]
    said: tuple[str, ...]
