"""What must hold for sessions. Pure; asked before signing.

Source: 26 TAC 301.361 (begin and end time of every service), domain page, attendance (overlap guard).
"""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.sessions.effects import length_of, service_of
from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.sessions.times import minutes_of, overlap
from ehr_desk.forms import Finding

_ABSENT = frozenset({"excused", "no-show"})
_IN_PART = {"late": "came late", "left early": "left early"}


def check_times(filled: Filled) -> list[Finding]:
    """A session ends after it starts, on the same day, and credits no more than its own length: to who came late or
    left early, less. Minutes credited become hours billed."""
    start, end = filled.text("start"), filled.text("end")
    if "attendance" not in filled.form.states or not start or not end:
        return []
    at = _item(filled, "end")
    if minutes_of(end) <= minutes_of(start):
        text = "The session must end after it starts. Write one that goes past midnight as two sessions."
        return [Finding("must", at, text)]
    text = _credited_too_much(filled)
    return [Finding("must", _item(filled, "minutes"), text)] if text else []


def _credited_too_much(filled: Filled) -> str:
    credited, length, mark = filled.value("minutes"), length_of(filled), filled.text("attended")
    if credited is None or mark in _ABSENT or int(credited) < length:
        return ""
    if int(credited) > length:
        return f"{credited} minutes are more than the session's {length}. Enter the minutes the client was there."
    if mark in _IN_PART:
        return (
            f"The client {_IN_PART[mark]}, yet all {length} minutes of the session are credited. "
            "Enter the minutes the client was there, or change the mark."
        )
    return ""


def check_next_appointment(filled: Filled) -> list[Finding]:
    """The next appointment lies after the session; a slip in the date keeps a client from coming."""
    following, end = filled.text("next_appointment"), filled.text("end") or filled.text("start")
    if not following or following > f"{filled.effective_on.isoformat()}T{end}":
        return []
    return [Finding("should", _item(filled, "next_appointment"), "The next appointment lies before this session.")]


def check_overlap(filled: Filled) -> list[Finding]:
    """The client was in one session at a time."""
    start, end = filled.text("start"), filled.text("end")
    if "attendance" not in filled.form.states or not length_of(filled) or filled.text("attended") in _ABSENT:
        return []
    rows: list[AttendanceRow] = [
        row
        for row in filled.chart.rows("attendance")
        if row.on == filled.effective_on and row.was_there and row.start and row.end and row.entry_id != filled.entry_id
    ]
    return [
        Finding("should", _item(filled, "start"), f"The client was in another session from {row.start} to {row.end}.")
        for row in rows
        if overlap(start, end, row.start, row.end)
    ]


def check_documented(filled: Filled) -> list[Finding]:
    """A session has one note in each chart: a second one is seldom meant, and counts no hours."""
    if "attendance" not in filled.form.states or not filled.session_id:
        return []
    rows: list[AttendanceRow] = list(filled.chart.rows("attendance"))
    if not any(row.session_id == filled.session_id and row.entry_id != filled.entry_id for row in rows):
        return []
    text = "This session is documented already in this chart. A second note of it counts no hours."
    return [Finding("should", _item(filled, "start"), text)]


def check_absence(filled: Filled) -> list[Finding]:
    """An absence is not documented for a session that the client attended; one that a group note marked as missed is
    completed by it."""
    if "absence" not in filled.form.states:
        return []
    rows: list[AttendanceRow] = list(filled.chart.rows("attendance"))
    same = [row for row in rows if row.entry_id != filled.entry_id and _documents_the_same(filled, row)]
    if not same:
        return []
    text = "For this day and service a session is documented already."
    return [Finding("should", _item(filled, "service_type"), text)]


def _documents_the_same(filled: Filled, row: AttendanceRow) -> bool:
    """Whether a row may be about the session that an absence says was missed. Where both name the planned session they
    can be told apart; else day and service are all there is."""
    if filled.session_id and row.session_id:
        return row.was_there and row.session_id == filled.session_id
    return row.on == filled.effective_on and row.service == service_of(filled)


def _item(filled: Filled, role: str) -> str:
    item = next(filled.items(role), None)
    return item.id if item else ""
