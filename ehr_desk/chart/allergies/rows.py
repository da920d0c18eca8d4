"""What readers get of allergies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AllergyRow:
    """One allergy, known by its substance. ``recorded_on`` is the day of the newest statement."""

    substance: str
    reaction: str
    severity: str
    recorded_on: date
    entry_id: str


@dataclass(frozen=True)
class AllergyStatusRow:
    """Whether somebody asked: one row per client once it was.

    ``none_known`` is true only while no allergy is on the record: a later "none known" never hides one.
    """

    none_known: bool
    asked_on: date | None
    entry_id: str
