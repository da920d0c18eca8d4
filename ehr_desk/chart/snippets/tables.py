"""Stored snippets. They belong to no chart."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base


class Snippet(Base):
    """One snippet of one staff member, encrypted like everything in the vault. ``shared``: everybody may use it."""

    __tablename__ = "snippet"
    __table_args__ = (UniqueConstraint("owner_id", "word"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(index=True)
    word: Mapped[str]
    text: Mapped[str]
    shared: Mapped[bool]
