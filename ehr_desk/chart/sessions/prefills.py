"""What session notes start with: the facts of the planned session they document; and planned hours at admission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from ehr_desk.chart.entries.rooms import Prefill, PrefillContext
from ehr_desk.chart.sessions.hours import is_intensive, least_minutes
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.times import minutes_between
from ehr_desk.common.canonical import Json

_FACTS = ("start", "end", "mode", "location", "name", "service", "curriculum")


def prefills() -> dict[str, Prefill]:
    """Every prefill of this room by name."""
    facts: dict[str, Prefill] = {f"session.{name}": _fact(name) for name in _FACTS}
    hours: dict[str, Prefill] = {"clinic.planned_hours": planned_hours}
    return {"session.date": session_date, "session.minutes": session_minutes, **facts, **hours}


def session_date(context: PrefillContext) -> Json:
    """Today, unless the note documents a planned session of another day."""
    return context.session.get("date") or context.today.isoformat()


def session_minutes(context: PrefillContext) -> Json:
    """The length of the planned session, or what start and end come to once they are there."""
    start, end = context.value("start"), context.value("end")
    try:
        return minutes_between(start, end) if start and end else context.session.get("minutes")
    except ValueError:
        return None


def planned_hours(context: PrefillContext) -> Json:
    """The hours a week that the program gives at least, by the client's age on the day of admission; decimal text.

    None where the clinic has no minimum, or where the level of care is already said to be another one.
    """
    clinic, level = context.clinic, context.value("level_of_care")
    if context.client is None or (level and not is_intensive(str(level))):
        return None
    try:
        admitted = date.fromisoformat(str(context.value("admitted_on")))
    except ValueError:
        admitted = context.today
    age = context.client.age_on(admitted)
    minutes = least_minutes(age, clinic.weekly_minutes_minimum, clinic.weekly_minutes_adolescents)
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".") if minutes else None


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
