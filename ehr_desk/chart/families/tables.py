"""Tables of the family room, written by folds only."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from ehr_desk.chart.base import Base, FoldedRow


class FamilyMemberTable(FoldedRow, Base):
    """The people around a client who took part in care."""

    __tablename__ = "family_members"

    participant_id: Mapped[str]
    name: Mapped[str]
    relationship: Mapped[str]
    age_band: Mapped[str]
    consent_id: Mapped[str]
    last_presence: Mapped[str]
    last_on: Mapped[date | None]
    sessions: Mapped[int]
    acknowledged: Mapped[bool]


class FamilyGoalTable(FoldedRow, Base):
    """Ratings of family goals over time, oldest first."""

    __tablename__ = "family_goals"

    goal_id: Mapped[str]
    text: Mapped[str]
    on: Mapped[date]
    rating: Mapped[int]
    rated_by: Mapped[str]
    entry_id: Mapped[str]


class FamilySessionTable(FoldedRow, Base):
    """Family sessions of a client, oldest first."""

    __tablename__ = "family_sessions"

    on: Mapped[date]
    participants: Mapped[list[str]]
    purpose: Mapped[str]
    minutes: Mapped[int]
    client_present: Mapped[bool]
    entry_id: Mapped[str]
