"""What must hold for sessions. Pure; asked before signing.

Source: 26 TAC 301.361 (begin and end time of every service), domain page, attendance (overlap guard).
"""

from __future__ import annotations

from collections.abc import Iterator

from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.sessions.effects import client_present, length_of, service_of
from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.sessions.times import minutes_of
from ehr_desk.common.days import in_words
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
    """A next appointment of the same day lies after the session; one of another day is judged like all that comes next
    (``episodes.next_days``)."""
    following, end = filled.text("next_appointment"), filled.text("end") or filled.text("start")
    day, _, time = following.partition("T")
    if not time or day != filled.effective_on.isoformat() or time > end:
        return []
    item = next(filled.items("next_appointment"))
    text = f"“{item.text}”, {time}: the session of this day ends at {end}. What comes next lies after it."
    return [Finding("must", item.id, text)] if end else []


def check_documented(filled: Filled) -> list[Finding]:
    """A session has one note in each chart: a second one is seldom meant. Which of the two counts is said as the record
    will have it (``fold_attendance``)."""
    if "attendance" not in filled.form.states or not filled.session_id:
        return []
    rows: list[AttendanceRow] = list(filled.chart.rows("attendance"))
    known = [row for row in rows if row.session_id == filled.session_id and row.entry_id != filled.entry_id]
    if not known or not client_present(filled):
        return []
    credited, there = filled.value("minutes"), filled.text("attended") not in _ABSENT
    minutes = length_of(filled) if credited is None else int(credited)
    before = max(known, key=lambda row: (row.was_there, row.minutes))
    text = "This session is documented already in this chart. A second note of it counts no hours."
    if there and not before.was_there:
        text = f"An absence from this session is documented in this chart. This note counts instead: {minutes} minutes."
    elif there and minutes > before.minutes:
        text = (
            f"This session is documented already in this chart, with {before.minutes} minutes. The {minutes} minutes "
            "of this note count instead."
        )
    return [Finding("should", _item(filled, "start"), text)]


def check_absence(filled: Filled) -> list[Finding]:
    """Nobody is absent from a session that a signed note says they attended; of another session of that kind on the
    same day the author says that it is another one. A session that makes up for it comes after it."""
    if "absence" not in filled.form.states:
        return []
    day, found = filled.day("makeup_on"), list(_told_already(filled))
    if day is not None and day < filled.effective_on:
        text = f"The make-up session on {in_words(day)} lies before the session that was missed."
        found.append(Finding("must", _item(filled, "makeup_on"), text))
    return found


def _told_already(filled: Filled) -> Iterator[Finding]:
    """What is documented of the day. Where both name the planned session they can be told apart; else day and service
    are all there is. An absence completes one that a group note marked."""
    at, service = _item(filled, "effective_on"), service_of(filled)
    rows: list[AttendanceRow] = list(filled.chart.rows("attendance"))
    for row in rows:
        if row.on != filled.effective_on or row.entry_id == filled.entry_id:
            continue
        apart = bool(filled.session_id and row.session_id)
        if not row.was_there:
            if row.service == service and not apart:
                text = "For this day and service an absence is documented already."
                yield Finding("should", _item(filled, "service_type"), text)
            continue
        when = f" from {row.start} to {row.end}" if row.start and row.end else ""
        note = f"A signed note says that the client attended {row.service}{when} on this day."
        if filled.session_id and row.session_id == filled.session_id:
            yield Finding("must", at, f"{note} Correct that note first if it is wrong.")
        elif row.service == service and not apart:
            key = confirmed.key(confirmed.ABSENT_TOO, filled.client.id, at, f"{row.on} {row.start} {service}")
            yield Finding("must", at, f"{note} Say which other session this absence is from.", confirm=key)


def _item(filled: Filled, role: str) -> str:
    item = next(filled.items(role), None)
    return item.id if item else ""
