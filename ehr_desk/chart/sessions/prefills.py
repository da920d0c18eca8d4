"""What session notes start with: the facts of the planned session they document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from ehr_desk.chart.entries.rooms import Prefill, PrefillContext
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.times import minutes_between
from ehr_desk.common.canonical import Json

_FACTS = ("start", "end", "mode", "location", "name", "service", "curriculum")


def prefills() -> dict[str, Prefill]:
    """Every ``session.`` prefill by name."""
    facts: dict[str, Prefill] = {f"session.{name}": _fact(name) for name in _FACTS}
    return {"session.date": session_date, "session.minutes": session_minutes, **facts}


def session_date(context: PrefillContext) -> Json:
    """Today, unless the note documents a planned session of another day."""
    return context.session.get("date") or context.today.isoformat()


def session_minutes(context: PrefillContext) -> Json:
    """The length of the planned session, or what start and end come to once they are there."""
    start, end = context.answers.get("start_time"), context.answers.get("end_time")
    try:
        return minutes_between(start, end) if start and end else context.session.get("minutes")
    except ValueError:
        return None


def facts_of(session: PlannedSessionRow) -> Mapping[str, Json]:
    """A planned session's facts as prefills name them; no end where it lies past midnight."""
    ends = session.starts_at + timedelta(minutes=session.minutes)
    return {
        "date": session.starts_at.date().isoformat(),
        "start": f"{session.starts_at:%H:%M}",
        "end": f"{ends:%H:%M}" if ends.date() == session.starts_at.date() else "",
        "minutes": session.minutes,
        "name": session.title,
        "service": session.service,
        **({"mode": session.mode} if session.mode else {}),
        **({"location": session.location} if session.location else {}),
        **({"curriculum": session.curriculum} if session.curriculum else {}),
    }


def _fact(name: str) -> Callable[[PrefillContext], Json]:
    return lambda context: context.session.get(name)
