"""Stored facts of the staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base


class StaffMember(Base):
    """A person who may unlock the desk. The key slots are the vault's; the role is kept here."""

    __tablename__ = "staff_member"

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    created_at: Mapped[str]
    retired_at: Mapped[str] = mapped_column(default="")


class CredentialPeriod(Base):
    """A credential with the days on which it is valid: a signature shows the one held on its day.

    ``valid_from`` and ``valid_until`` are ISO days, both included; empty where nothing is known or nothing ends it.
    A row is never changed: one that is entered anew gets ``replaced_at``.
    """

    __tablename__ = "credential_period"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"), index=True)
    credential: Mapped[str]
    licence: Mapped[str] = mapped_column(default="")
    trainee: Mapped[bool]
    valid_from: Mapped[str] = mapped_column(default="")
    valid_until: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[str]
    replaced_at: Mapped[str] = mapped_column(default="")


class TypedWords(Base):
    """What somebody is typing outside of a draft (see ``typing.py``): no part of the record until it is used."""

    __tablename__ = "typed_words"

    staff_id: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]]
    saved_at: Mapped[str]
