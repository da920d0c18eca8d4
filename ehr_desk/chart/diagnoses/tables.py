"""The table of diagnoses, written by its fold only."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base, FoldedRow


class DiagnosisTable(FoldedRow, Base):
    """Every diagnosis of a client as it stands."""

    __tablename__ = "diagnoses"

    diagnosis_id: Mapped[str] = mapped_column(index=True)
    code: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    kind: Mapped[str]
    rank: Mapped[str]
    status: Mapped[str]
    note: Mapped[str]
    since: Mapped[date]
    entry_id: Mapped[str]
