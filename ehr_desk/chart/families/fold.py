"""Pure: participants and sessions to the family's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.families import effects
from ehr_desk.chart.families.rows import FamilyGoalRow, FamilyMemberRow, FamilySessionRow

MEMBER_KINDS = frozenset({effects.PARTICIPANT})
SESSION_KINDS = frozenset({effects.SESSION})
GOAL_KINDS = frozenset({effects.GOAL})


def fold_members(ordered: Sequence[SignedEffect]) -> list[FamilyMemberRow]:
    """One row per person, in the order they were first named.

    Somebody entered again under a new id is the same person when name and relationship are the same.
    """
    rows: dict[str, FamilyMemberRow] = {}
    id_of: dict[str, str] = {}
    for effect in ordered:
        given_id = _text(effect, "participant_id")
        person = "\n".join(" ".join(_text(effect, key).casefold().split()) for key in ("name", "relationship"))
        known_id = id_of.get(given_id) or id_of.get(person) or given_id
        id_of[given_id] = id_of[person] = known_id
        rows[known_id] = _after(rows.get(known_id), effect, known_id)
    return list(rows.values())


def fold_sessions(ordered: Sequence[SignedEffect]) -> list[FamilySessionRow]:
    """Every session, oldest first."""
    return [
        FamilySessionRow(
            on=effect.effective_on,
            participants=[str(name) for name in effect.data.get("participants") or []],
            purpose=_text(effect, "purpose"),
            minutes=int(effect.data.get("minutes") or 0),
            client_present=bool(effect.data.get("client_present")),
            entry_id=effect.entry_id,
        )
        for effect in ordered
    ]


def fold_goals(ordered: Sequence[SignedEffect]) -> list[FamilyGoalRow]:
    """Every rating, oldest first. A goal written again in the same words keeps its first id."""
    id_of: dict[str, str] = {}
    rows: list[FamilyGoalRow] = []
    for effect in ordered:
        given_id, words = _text(effect, "goal_id"), " ".join(_text(effect, "text").casefold().split())
        goal_id = id_of.get(given_id) or id_of.get(words) or given_id
        id_of[given_id] = id_of[words] = goal_id
        rows.append(
            FamilyGoalRow(
                goal_id=goal_id,
                text=_text(effect, "text"),
                on=effect.effective_on,
                rating=int(effect.data.get("rating") or 0),
                rated_by=_text(effect, "rated_by"),
                entry_id=effect.entry_id,
            )
        )
    return rows


def _after(row: FamilyMemberRow | None, effect: SignedEffect, participant_id: str) -> FamilyMemberRow:
    known = row or FamilyMemberRow(participant_id, "", "", "", "", "", None, 0, False)
    presence = _text(effect, "presence")
    there = presence not in {"", effects.ABSENT}
    return replace(
        known,
        name=_text(effect, "name"),
        relationship=_text(effect, "relationship"),
        age_band=_text(effect, "age_band") or known.age_band,
        consent_id=_text(effect, "consent_id") or known.consent_id,
        last_presence=presence,
        last_on=effect.effective_on,
        sessions=known.sessions + int(there),
        acknowledged=known.acknowledged or bool(effect.data.get("acknowledged")),
    )


def _text(effect: SignedEffect, key: str) -> str:
    value = effect.data.get(key)
    return "" if value is None else str(value)
