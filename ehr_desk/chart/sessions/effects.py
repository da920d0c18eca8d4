"""What a signed entry can state about attendance."""

from __future__ import annotations

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.sessions.times import minutes_between
from ehr_desk.common.canonical import Json

ATTENDED = "session.attended"
MISSED = "session.missed"

_ABSENT = frozenset({"excused", "no-show"})


def attendance(filled: Filled) -> list[Effect]:
    """The session that a note documents: attended, or missed where a group note marks the client so. One that was held
    without the client, with the family alone, is neither (90846 beside 90847)."""
    mark = filled.text("attended")
    if not client_present(filled):
        return []
    if mark in _ABSENT:
        return [_missed(filled, mark, length_of(filled))]
    length = length_of(filled)
    credited = filled.value("minutes")
    minutes = length if credited is None else int(credited)
    data = _session(filled, length)
    data |= {"minutes": minutes, "status": "attended" if mark in {"", "present"} else mark}
    part = f" ({mark})" if mark in {"late", "left early"} else ""
    return [Effect(ATTENDED, filled.effective_on, data, f"{_called(data)}: {minutes} minutes attended{part}.")]


def absence(filled: Filled) -> list[Effect]:
    """A planned session that the client missed. ``minutes`` of such a form are the planned ones."""
    planned = filled.value("minutes")
    status = "excused" if filled.value("excused") is True else "no-show"
    return [_missed(filled, status, length_of(filled) if planned is None else int(planned))]


def client_present(filled: Filled) -> bool:
    """Whether the client took part where the form asks so: yes or no, or one of the ways of being there."""
    value = filled.value("client_present")
    if isinstance(value, bool):
        return value
    return str(value or "").casefold() not in {"not present", "absent", "no"}


def length_of(filled: Filled) -> int:
    """Minutes from start to end of the session; 0 where the times are missing or do not fit."""
    start, end = filled.text("start"), filled.text("end")
    try:
        return minutes_between(start, end) if start and end else 0
    except ValueError:
        return 0


def service_of(filled: Filled) -> str:
    """The kind of session: what the form asks, else what the form documents."""
    return filled.text("service_type") or filled.form.service


def _missed(filled: Filled, status: str, planned: int) -> Effect:
    reason = filled.text("absence_reason").strip()
    data = _session(filled, planned)
    if "absence" in filled.form.states:
        data["title"] = filled.text("group_name").strip()
    data |= {"minutes": 0, "status": status, "reason": reason, "contact": filled.text("absence_contact")}
    words = f": {reason[:1].lower()}{reason[1:]}".rstrip(".") if reason else ""
    how = "excused" if status == "excused" else "not excused"
    return Effect(MISSED, filled.effective_on, data, f"{_called(data)} missed, {how}{words}.")


def _session(filled: Filled, planned: int) -> dict[str, Json]:
    return {
        "service": service_of(filled),
        "title": filled.text("group_name").strip() or filled.form.title,
        "start": filled.text("start"),
        "end": filled.text("end"),
        "planned_minutes": planned,
        # In a group in person and by video each chart says which of the two it was.
        "mode": filled.text("own_mode") or filled.text("mode"),
        "session_id": filled.session_id,
    }


def _called(data: dict[str, Json]) -> str:
    service = str(data["service"])
    # Some services are a session of their own name; "medication session" needs the noun.
    named = service in ("psychoeducation", "holistic activity")
    name = (service if named else f"{service} session".strip()).capitalize()
    return name
