"""The ledger's table, written by its fold only."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from ehr_desk.chart.base import Base, FoldedRow


class IncentiveTable(FoldedRow, Base):
    """Incentives of a client, oldest first."""

    __tablename__ = "incentives"

    on: Mapped[date]
    what: Mapped[str]
    amount: Mapped[str]
    target: Mapped[str]
    rule: Mapped[str]
    evidence: Mapped[str]
    evidence_entry: Mapped[str]
    how: Mapped[str]
    reference: Mapped[str]
    paid_by: Mapped[str]
    witness: Mapped[str]
    initials: Mapped[str]
    reason: Mapped[str]
    earned_total: Mapped[str]
    paid_total: Mapped[str]
    year_to_date: Mapped[str]
    in_a_row: Mapped[int]
    entry_id: Mapped[str]
