"""What family notes start with."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.chart.families.rows import FamilyMemberRow
from ehr_desk.common.canonical import Json


def members(context: PrefillContext) -> Json:
    """Everybody who took part before, marked absent until the note says otherwise."""
    rows: list[FamilyMemberRow] = list(context.chart.rows("family_members"))
    return [
        {
            "_id": row.participant_id,
            "name": row.name,
            "relationship": row.relationship,
            "age_band": row.age_band,
            "presence": "absent",
            "consent_id": row.consent_id,
            "acknowledged": row.acknowledged,
        }
        for row in rows
    ] or None
