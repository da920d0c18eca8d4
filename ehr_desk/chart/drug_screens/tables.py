"""The table of drug screens, written by its fold only."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from ehr_desk.chart.base import Base, FoldedRow


class DrugScreenTable(FoldedRow, Base):
    """Drug screens of a client, oldest first."""

    __tablename__ = "drug_screens"

    on: Mapped[date]
    given: Mapped[str]
    specimen: Mapped[str]
    reason: Mapped[str]
    validity: Mapped[str]
    results: Mapped[list[Any]]
    entry_id: Mapped[str]
