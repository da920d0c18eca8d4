"""What medication forms start with; of an amendment what was known before the entry."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.chart.medications.effects import FIELDS
from ehr_desk.chart.medications.rows import STOPPED, MedicationRow
from ehr_desk.common.canonical import Json


def current(context: PrefillContext) -> Json:
    """The list in force as order rows with the event "continue", which states nothing until it is changed."""
    rows: list[MedicationRow] = list(context.standing.rows("medications"))
    return [_link(row) for row in rows if row.status != STOPPED] or None


def _link(row: MedicationRow) -> dict[str, Json]:
    return {
        "_id": row.medication_id,
        "event": "continue",
        **{name: getattr(row, name) for name in FIELDS},
        "as_needed": row.as_needed,
        "reason_code": "",
        "reason": "",
        "starts_on": "",
        **({"pharmacy": row.pharmacy} if row.pharmacy else {}),
        **({"external": True} if row.external else {}),
    }
