"""Tables of the allergy room, written by folds only."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from ehr_desk.chart.base import Base, FoldedRow


class AllergyTable(FoldedRow, Base):
    """The allergies of a client."""

    __tablename__ = "allergies"

    substance: Mapped[str]
    reaction: Mapped[str]
    severity: Mapped[str]
    recorded_on: Mapped[date]
    entry_id: Mapped[str]


class AllergyStatusTable(FoldedRow, Base):
    """Whether allergies were asked for; at most one row per client."""

    __tablename__ = "allergy_status"

    none_known: Mapped[bool]
    asked_on: Mapped[date | None]
    entry_id: Mapped[str]
