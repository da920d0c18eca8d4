"""What forms with diagnoses start with; of an amendment what was known before the entry."""

from __future__ import annotations

from ehr_desk.chart.diagnoses.effects import FIELDS
from ehr_desk.chart.diagnoses.rows import DiagnosisRow
from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.common.canonical import Json


def active(context: PrefillContext) -> Json:
    """The diagnoses that are not resolved, as rows of the record link."""
    return [
        {"_id": row.diagnosis_id, **{name: getattr(row, name) for name in FIELDS}} for row in _current(context)
    ] or None


def statement(context: PrefillContext) -> Json:
    """The diagnoses that are not resolved, one line each."""
    lines = []
    for row in _current(context):
        extra = ", ".join(part for part in (row.rank, "" if row.status == "active" else row.status) if part)
        lines.append(f"{row.code} {row.text}".strip() + (f" ({extra})" if extra else ""))
    return "\n".join(lines) or None


def _current(context: PrefillContext) -> list[DiagnosisRow]:
    rows: list[DiagnosisRow] = list(context.standing.rows("diagnoses"))
    return [row for row in rows if row.is_current]
