"""Stored facts of clients."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base


class Client(Base):
    """A client's identity and contact facts as they stand now."""

    __tablename__ = "client"

    id: Mapped[str] = mapped_column(primary_key=True)
    record_number: Mapped[str] = mapped_column(unique=True)
    family_name: Mapped[str]
    given_name: Mapped[str]
    preferred_name: Mapped[str]
    pronouns: Mapped[str]
    date_of_birth: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    address: Mapped[str]
    emergency_contact: Mapped[str]
    primary_staff_id: Mapped[str]
    created_at: Mapped[str]
    changed_at: Mapped[str]


class ClientFactHistory(Base):
    """What a changed fact was before: nothing is overwritten without a trace."""

    __tablename__ = "client_fact_history"

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), index=True)
    field: Mapped[str]
    before: Mapped[str]
    changed_at: Mapped[str]
    changed_by: Mapped[str]
