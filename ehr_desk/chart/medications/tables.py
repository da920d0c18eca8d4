"""Tables of the medication room. Both are written by folds only."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base, FoldedRow


class MedicationTable(FoldedRow, Base):
    """Every medication of a client as it stands."""

    __tablename__ = "medications"

    medication_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    form: Mapped[str]
    dose: Mapped[str]
    unit: Mapped[str]
    route: Mapped[str]
    frequency: Mapped[str]
    as_needed: Mapped[bool]
    indication: Mapped[str]
    prescriber: Mapped[str]
    status: Mapped[str]
    started_on: Mapped[date]
    changed_on: Mapped[date | None]
    stopped_on: Mapped[date | None]
    last_reason: Mapped[str]
    entry_id: Mapped[str]
    pharmacy: Mapped[str]
    quantity: Mapped[str]
    days_supply: Mapped[str]
    refills: Mapped[str]
    supply_until: Mapped[date | None]
    external: Mapped[bool]


class MedicationChangeTable(FoldedRow, Base):
    """Every order event, oldest first."""

    __tablename__ = "medication_changes"

    medication_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    event: Mapped[str]
    on: Mapped[date]
    before: Mapped[str]
    after: Mapped[str]
    reason_code: Mapped[str]
    reason: Mapped[str]
    author_name: Mapped[str]
    entry_id: Mapped[str]
