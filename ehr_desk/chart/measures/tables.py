"""Tables of the measure room, written by folds only."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base, FoldedRow


class MeasureTable(FoldedRow, Base):
    """Scores of a client, oldest first."""

    __tablename__ = "measures"

    form_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    score_id: Mapped[str]
    on: Mapped[date]
    score: Mapped[int]
    maximum: Mapped[int]
    band: Mapped[str]
    flagged: Mapped[bool]
    entry_id: Mapped[str]
    change: Mapped[int | None]
    first: Mapped[int | None]
    positive: Mapped[bool]


class PartialTable(FoldedRow, Base):
    """Measures without a total, oldest first."""

    __tablename__ = "partial_measures"

    form_id: Mapped[str]
    title: Mapped[str]
    score_id: Mapped[str]
    on: Mapped[date]
    least: Mapped[int]
    maximum: Mapped[int]
    declined: Mapped[int]
    flagged: Mapped[bool]
    positive: Mapped[bool]
    entry_id: Mapped[str]


class SafetyTable(FoldedRow, Base):
    """Actions for safety, oldest first."""

    __tablename__ = "safety"

    on: Mapped[date]
    what: Mapped[str]
    level: Mapped[str]
    assessed_by: Mapped[str]
    entry_id: Mapped[str]
    unscored: Mapped[str]


class UseTable(FoldedRow, Base):
    """Reports of use and cravings, oldest first."""

    __tablename__ = "use_reports"

    on: Mapped[date]
    asked: Mapped[bool]
    used: Mapped[bool]
    events: Mapped[list[Any]]
    craving: Mapped[int | None]
    entry_id: Mapped[str]
