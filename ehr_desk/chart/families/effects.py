"""What a signed entry can state about the family."""

from __future__ import annotations

from collections.abc import Mapping

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.sessions.effects import client_present, length_of
from ehr_desk.common.canonical import Json

PARTICIPANT = "family.participant"
SESSION = "family.session_held"
GOAL = "family.goal_rated"

ABSENT = "absent"
_HOW = {"in person": "in person", "video": "by video", "phone": "by phone"}


def family(filled: Filled) -> list[Effect]:
    """One effect per person named, one for the session itself, and one per family goal rated."""
    links = filled.links("participant")
    found = [_participant(filled, link) for link in links]
    there = [_called(link) for link in links if is_present(link)]
    purpose = filled.value("purpose")
    credited = filled.value("minutes")
    data: dict[str, Json] = {
        "participants": there,
        "purpose": ", ".join(str(part) for part in purpose) if isinstance(purpose, list) else str(purpose or ""),
        "minutes": length_of(filled) if credited is None else int(credited),
        "client_present": client_present(filled),
    }
    count = f"{len(there)} family member{'' if len(there) == 1 else 's'}"
    without = "" if data["client_present"] else ", without the client"
    purpose_words = f": {data['purpose'].lower()}" if data["purpose"] else ""
    found.append(Effect(SESSION, filled.effective_on, data, f"Family session with {count}{without}{purpose_words}."))
    return found + [_goal(filled, row) for row in filled.rows("family_goals") if row.get("family_rating") is not None]


def is_present(link: Mapping[str, Json]) -> bool:
    """Whether a participant of the form took part, in person or from afar."""
    return str(link.get("presence") or ABSENT) != ABSENT


def _participant(filled: Filled, link: Mapping[str, Json]) -> Effect:
    data: dict[str, Json] = {
        "participant_id": str(link.get("_id") or ""),
        **{
            key: str(link.get(key) or "").strip()
            for key in ("name", "relationship", "age_band", "presence", "consent_id")
        },
        "acknowledged": bool(link.get("acknowledged")),
    }
    how = f"took part {_HOW.get(data['presence'], data['presence'])}" if is_present(link) else "did not take part"
    return Effect(PARTICIPANT, filled.effective_on, data, f"{_called(data)} {how}.")


def _goal(filled: Filled, row: Mapping[str, Json]) -> Effect:
    text, rating = str(row.get("family_goal") or "").strip(), int(row["family_rating"])
    data: dict[str, Json] = {
        "goal_id": str(row.get("_id") or ""),
        "text": text,
        "rating": rating,
        "rated_by": str(row.get("rated_by") or ""),
    }
    return Effect(GOAL, filled.effective_on, data, f"Family goal rated {rating} of 10: {text.rstrip('.')}.")


def _called(link: Mapping[str, Json]) -> str:
    name, relationship = str(link.get("name") or "").strip(), str(link.get("relationship") or "").strip()
    return f"{name} ({relationship.lower()})" if relationship else name
