"""What the audit log keeps of the clinic's settings at each change."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.clinic.tables import ClinicSetting
from ehr_desk.common.canonical import canonical, sha256_hex

CHANGED = "clinic.changed"


def settings_hash(session: Session) -> str:
    """The SHA-256 of all settings as stored."""
    return sha256_hex(canonical({row.name: row.value for row in session.scalars(select(ClinicSetting))}))
