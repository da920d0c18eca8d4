"""Tables of the plan room. All three are written by folds only."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base, FoldedRow


class PlanTable(FoldedRow, Base):
    """The plan in force, one row per client at most."""

    __tablename__ = "plan"

    entry_id: Mapped[str]
    adopted_on: Mapped[date]
    version: Mapped[int]
    problems: Mapped[list[Any]]
    client_goals: Mapped[str]
    strengths: Mapped[str]
    barriers: Mapped[str]
    preferences: Mapped[str]
    discharge_criteria: Mapped[str]
    discharge_plan: Mapped[str]
    planned_hours: Mapped[str]
    readiness: Mapped[str]
    deferred: Mapped[str]
    referrals: Mapped[str]
    client_participation: Mapped[str]
    client_signature: Mapped[str]
    client_signature_reason: Mapped[str]
    projected_discharge: Mapped[date | None]
    next_review_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]


class ObjectiveTable(FoldedRow, Base):
    """The objectives of the plan in force."""

    __tablename__ = "objectives"

    objective_id: Mapped[str] = mapped_column(index=True)
    number: Mapped[str]
    problem: Mapped[str]
    goal: Mapped[str]
    text: Mapped[str]
    measure: Mapped[str]
    baseline: Mapped[str]
    target: Mapped[str]
    target_date: Mapped[date | None]
    status: Mapped[str]
    now: Mapped[str]
    last_progress: Mapped[str]
    last_on: Mapped[date | None]
    served: Mapped[int]
    evidence: Mapped[str]
    entry_id: Mapped[str]


class ProgressTable(FoldedRow, Base):
    """Every statement about an objective, oldest first."""

    __tablename__ = "objective_progress"

    objective_id: Mapped[str] = mapped_column(index=True)
    on: Mapped[date]
    progress: Mapped[str]
    evidence: Mapped[str]
    entry_id: Mapped[str]
    author_name: Mapped[str]
