"""What family notes start with; of an amendment what was known before the entry."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.chart.families.rows import FamilyGoalRow, FamilyMemberRow
from ehr_desk.common.canonical import Json


def members(context: PrefillContext) -> Json:
    """Everybody who took part before, marked absent until the note says otherwise."""
    rows: list[FamilyMemberRow] = list(context.standing.rows("family_members"))
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


def goals(context: PrefillContext) -> Json:
    """The goals rated before, in their last wording and without a rating: today's is asked."""
    rows: list[FamilyGoalRow] = list(context.standing.rows("family_goals"))
    last = {row.goal_id: row.text for row in rows}
    return [{"_id": goal_id, "family_goal": text} for goal_id, text in last.items()] or None
