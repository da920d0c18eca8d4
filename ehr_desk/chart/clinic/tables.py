"""Stored facts of the clinic: one row for each setting."""

from __future__ import annotations

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from ehr_desk.chart.base import Base
from ehr_desk.common.canonical import Json


class ClinicSetting(Base):
    """One setting by name."""

    __tablename__ = "clinic_setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Json] = mapped_column(JSON)
