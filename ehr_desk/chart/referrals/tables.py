"""The table of referrals, written by its fold only."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from ehr_desk.chart.base import Base, FoldedRow


class ReferralTable(FoldedRow, Base):
    """Referrals of a client, in the order in which they were named first."""

    __tablename__ = "referrals"

    referral_id: Mapped[str]
    what: Mapped[str]
    to: Mapped[str]
    contact: Mapped[str]
    status: Mapped[str]
    said: Mapped[str]
    since: Mapped[date]
    when: Mapped[str]
    next_on: Mapped[date | None]
    source: Mapped[str]
    first_on: Mapped[date]
    entry_id: Mapped[str]
