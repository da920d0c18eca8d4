"""The table of consents, written by its fold only."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base, FoldedRow


class ConsentTable(FoldedRow, Base):
    """The consents of a client, by the day they were given; ended and revoked ones stay."""

    __tablename__ = "consents"

    consent_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    recipient_kind: Mapped[str]
    purpose: Mapped[str]
    scope: Mapped[list[str]]
    given_on: Mapped[date]
    expires_on: Mapped[date | None]
    expires_event: Mapped[str]
    revoked_on: Mapped[date | None]
    entry_id: Mapped[str]
    limits: Mapped[str]
    discloser: Mapped[str]
