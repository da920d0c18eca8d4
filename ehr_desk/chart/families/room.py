"""The family room as the heart sees it."""

from __future__ import annotations

from ehr_desk.chart.entries.fold import TableFold
from ehr_desk.chart.entries.rooms import Room, Source
from ehr_desk.chart.families import effects, fold, prefills, rules
from ehr_desk.chart.families.rows import FamilyGoalRow, FamilyMemberRow, FamilySessionRow
from ehr_desk.chart.families.tables import FamilyGoalTable, FamilyMemberTable, FamilySessionTable


def room() -> Room:
    """Folds ``family_members``, ``family_sessions`` and ``family_goals``; source ``family``."""
    return Room(
        name="families",
        folds=(
            TableFold("family_members", fold.MEMBER_KINDS, fold.fold_members, FamilyMemberRow, FamilyMemberTable),
            TableFold("family_sessions", fold.SESSION_KINDS, fold.fold_sessions, FamilySessionRow, FamilySessionTable),
            TableFold("family_goals", fold.GOAL_KINDS, fold.fold_goals, FamilyGoalRow, FamilyGoalTable),
        ),
        sources=(Source("family", effects.family),),
        checks=(rules.check_family,),
        prefills={"family.members": prefills.members, "family.goals": prefills.goals},
    )
