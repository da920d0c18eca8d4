"""Stored facts about access to charts. Administrative, audited rows: none of this is part of the signed record."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base


class CareAssignment(Base):
    """A staff member who works with a client besides the primary one: on the care team, or covering for a time.

    ``until_on`` (ISO day, inclusive) is empty where it is open; ``ended_at`` is when somebody took it back.
    """

    __tablename__ = "care_assignment"

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"), index=True)
    relation: Mapped[str]
    until_on: Mapped[str]
    made_at: Mapped[str]
    made_by: Mapped[str]
    ended_at: Mapped[str] = mapped_column(default="")


class EmergencyAccess(Base):
    """A chart opened outside of the caseload, with a reason, for some hours; a supervisor looks at it afterwards."""

    __tablename__ = "emergency_access"

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"), index=True)
    reason: Mapped[str]
    opened_at: Mapped[str]
    ends_at: Mapped[str]
    reviewed_at: Mapped[str] = mapped_column(default="")
    reviewed_by: Mapped[str] = mapped_column(default="")
    finding: Mapped[str] = mapped_column(default="")
