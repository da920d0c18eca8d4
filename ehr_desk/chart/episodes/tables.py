"""Tables of the episode room, written by folds only."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base, FoldedRow


class EpisodeTable(FoldedRow, Base):
    """The episodes of a client, oldest first."""

    __tablename__ = "episodes"

    episode_id: Mapped[str] = mapped_column(index=True)
    admitted_on: Mapped[date]
    program: Mapped[str]
    level_of_care: Mapped[str]
    track: Mapped[str]
    referral: Mapped[str]
    presenting_problem: Mapped[str]
    planned_hours: Mapped[str]
    primary_counselor: Mapped[str]
    projected_discharge: Mapped[date | None]
    discharged_on: Mapped[date | None] = mapped_column(index=True)
    discharge_reason: Mapped[str]
    discharge_detail: Mapped[str]
    disposition: Mapped[str]
    opened_by_entry: Mapped[str]
    closed_by_entry: Mapped[str]
    levels: Mapped[list[Any]]
    areas: Mapped[list[Any]]
    level_reviewed_on: Mapped[date | None]
    level_review_due: Mapped[date | None]
    step_decision: Mapped[str]
    step_decided_on: Mapped[date | None]
    step_decided_by: Mapped[str]


class FollowupTable(FoldedRow, Base):
    """Appointments after discharge, by time."""

    __tablename__ = "followup"

    when: Mapped[str]
    service: Mapped[str]
    provider: Mapped[str]
    place: Mapped[str]
    contact: Mapped[str]
    entry_id: Mapped[str]


class CallAgreementTable(FoldedRow, Base):
    """What the client said of calls after discharge, oldest first."""

    __tablename__ = "call_agreements"

    on: Mapped[date]
    agreed: Mapped[bool]
    days: Mapped[dict[str, Any]]
    entry_id: Mapped[str]


class FollowUpCallTable(FoldedRow, Base):
    """Calls after discharge and tries, oldest first."""

    __tablename__ = "follow_up_calls"

    on: Mapped[date]
    milestone: Mapped[int]
    reached: Mapped[str]
    next_on: Mapped[date | None]
    entry_id: Mapped[str]
