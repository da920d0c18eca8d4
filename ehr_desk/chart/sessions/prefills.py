"""What session notes start with.

A note opened from the schedule is handed its session's facts (``of_session``); these prefills fill in what follows
from the answers already there.
"""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.times import minutes_between
from ehr_desk.common.canonical import Json


def session_date(context: PrefillContext) -> Json:
    """Today, unless the note was opened from a session of another day."""
    return context.today.isoformat()


def session_minutes(context: PrefillContext) -> Json:
    """The length of the session, once start and end are there."""
    start, end = context.answers.get("start_time"), context.answers.get("end_time")
    try:
        return minutes_between(start, end) if start and end else None
    except ValueError:
        return None


def of_session(session: PlannedSessionRow) -> dict[str, Json]:
    """A planned session's facts by item role, for the note that documents it."""
    start = session.starts_at
    ends = start.hour * 60 + start.minute + session.minutes
    facts: dict[str, Json] = {
        "effective_on": start.date().isoformat(),
        "start": f"{start:%H:%M}",
        "service_type": session.service,
        "group_name": session.title,
        "session_id": session.id,
    }
    if ends < 24 * 60:
        facts["end"] = f"{ends // 60:02d}:{ends % 60:02d}"
    return facts
