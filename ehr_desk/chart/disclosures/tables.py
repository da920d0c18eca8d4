"""The ledger of disclosures. Only ever added to."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base

APPEND_ONLY = ("disclosure",)


class Disclosure(Base):
    """One document handed out, or one that should have been and was not.

    ``outcome`` is "started", "released", "not completed" or "may have left". The ledger is written before the
    document leaves ("started"); how it ended is a second line, whose ``corrects`` is the id of the first.
    ``emergency_*`` are the facts of 42 CFR 2.51(c); who disclosed and when are ``staff_name`` and ``at`` (UTC stamp).
    """

    __tablename__ = "disclosure"

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(index=True)
    staff_id: Mapped[str] = mapped_column(index=True)
    staff_name: Mapped[str]
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), index=True)
    document_id: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    document_kind: Mapped[str]
    sha256: Mapped[str]
    recipient: Mapped[str]
    recipient_kind: Mapped[str]
    purpose: Mapped[str]
    basis: Mapped[str]
    consent_id: Mapped[str]
    how: Mapped[str]
    emergency_personnel: Mapped[str]
    emergency_affiliation: Mapped[str]
    emergency_nature: Mapped[str]
    court_order: Mapped[str]
    subpoena: Mapped[str]
    reference: Mapped[str]
    note: Mapped[str]
    notice_version: Mapped[str]
    cover_sha256: Mapped[str]
    corrects: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[str]
