"""Tables of interventions and logs, written by folds only."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from ehr_desk.chart.base import Base, FoldedRow


class DeliveredTable(FoldedRow, Base):
    """What signed notes say was done, oldest first."""

    __tablename__ = "delivered"

    on: Mapped[date]
    used: Mapped[list[Any]]
    entry_id: Mapped[str]


class LogTable(FoldedRow, Base):
    """Entries of the logs that a client keeps, oldest first."""

    __tablename__ = "client_logs"

    on: Mapped[date]
    words: Mapped[str]
    entry_id: Mapped[str]
