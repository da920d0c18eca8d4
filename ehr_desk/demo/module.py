"""What the theme of an individual session is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Module:
    """One theme of an individual session. ``serves`` names the objectives it works on."""

    serves: tuple[str, ...]
    interventions: tuple[str, ...]
    detail: str
    data: tuple[str, ...]
    assessment: tuple[str, ...]
    response: tuple[str, ...]
    practice: tuple[str, ...]
    plan: tuple[str, ...]
