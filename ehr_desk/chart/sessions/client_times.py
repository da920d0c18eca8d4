"""The client was in one session at a time, and in none for half a day. Pure; asked before signing.

Source: domain page 3.9 (overlap guard). Time that two notes claim is counted once (``claims``), so both may be signed:
a reason is asked for before, as where the author was in two sessions at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.rooms import Check, Filled
from ehr_desk.chart.sessions.claims import Span, claim_of_row, claimed, hour_of, shared, stands_for
from ehr_desk.chart.sessions.effects import client_present, length_of, service_of
from ehr_desk.chart.sessions.held import PlannedOf
from ehr_desk.chart.sessions.hours import hours_text
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.forms import Finding

OwedIn = Callable[[str, date, date], Sequence[PlannedSessionRow]]
"""The planned sessions of a client (id) between two days, both included, that no signed entry documents, by time."""

LONGEST = {"individual": 180, "medication": 180, "family": 180}
"""Minutes beyond which a session of its kind is asked about. Psychotherapy is 60 minutes (CPT 90837); an evaluation, a
crisis or a family may take three times that."""
LONGEST_OF_OTHERS = 240
"""For groups and all others: a day of intensive outpatient treatment has two to four hours (domain page 1.1)."""

_ABSENT = frozenset({"excused", "no-show"})
_BOTH = "Correct the times, or say why both are right: the hours count this time once."


def client_check(owed_in: OwedIn, planned_of: PlannedOf) -> Check:
    """The check of a note's hour against the client's other sessions of the day; ``owed_in`` and ``planned_of`` read
    the schedule."""

    def check(filled: Filled) -> list[Finding]:
        claim = _claim(filled)
        return [*_signed(filled, claim, planned_of), *_planned(filled, claim, owed_in)] if claim else []

    return check


def check_length(filled: Filled) -> list[Finding]:
    """A session longer than sessions of its kind are has a reason: "10:00 to 23:00" is mostly a slip."""
    length, longest = length_of(filled), LONGEST.get(service_of(filled), LONGEST_OF_OTHERS)
    if "attendance" not in filled.form.states or length <= longest:
        return []
    at = _item(filled, "end")
    text = (
        f"The session is {hours_text(length)} long; one of its kind has {hours_text(longest)} at most. "
        "Correct the times, or say why it was so long."
    )
    about = f"{filled.effective_on} {filled.text('start')} {filled.text('end')}"
    return [Finding("must", at, text, confirm=confirmed.key(confirmed.LONG_SESSION, filled.client.id, at, about))]


def _claim(filled: Filled) -> Span | None:
    mark, credited = filled.text("attended"), filled.value("minutes")
    if "attendance" not in filled.form.states or not client_present(filled) or mark in _ABSENT:
        return None
    minutes = length_of(filled) if credited is None else int(credited)
    return claimed(filled.text("start"), filled.text("end"), minutes, mark)


def _signed(filled: Filled, claim: Span, planned_of: PlannedOf) -> Iterator[Finding]:
    rows: list[AttendanceRow] = list(filled.chart.rows("attendance"))
    for row in rows:
        if row.on != filled.effective_on or row.entry_id == filled.entry_id:
            continue
        if filled.session_id and row.session_id == filled.session_id:
            continue  # one session, which counts once by itself: ``rules.check_documented`` tells of it
        other = claim_of_row(row)
        if other is None or not shared(claim, other):
            continue
        if not _planned_so(planned_of, filled.session_id, row.session_id):
            yield _finding(filled, f"The client was in another session from {row.start} to {row.end}.", row.start)


def _planned_so(planned_of: PlannedOf, one_id: str, other_id: str) -> bool:
    """Whether the sessions were planned at one time, with a reason: whoever planned them was asked."""
    one = planned_of(one_id) if one_id and other_id else None
    other = planned_of(other_id) if one else None
    return one is not None and other is not None and _together(one, other)


def _together(one: PlannedSessionRow, other: PlannedSessionRow) -> bool:
    """Whether two sessions were planned over one another, with a reason."""
    overlap = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return overlap and bool(one.overlap_reason or other.overlap_reason)


def _planned(filled: Filled, claim: Span, owed_in: OwedIn) -> Iterator[Finding]:
    """What was planned and is over took place, as long as nobody documents that the client missed it."""
    planned = owed_in(filled.client.id, filled.effective_on, filled.effective_on)
    mine = next((one for one in planned if one.id == filled.session_id), None)
    # A note that names no session may be the note of one of these all the same.
    own = None if filled.session_id else stands_for(claim, service_of(filled), filled.leader.staff_id, planned)
    for one in planned:
        start, end = f"{one.starts_at:%H:%M}", f"{one.ends_at:%H:%M}"
        over = filled.effective_on < filled.today or end <= filled.now
        if one is mine or one is own or not over or (mine is not None and _together(mine, one)):
            continue
        other = hour_of(one)
        if other is not None and shared(claim, other):
            text = f"The client was expected in another session from {start} to {end}, which has no note yet."
            yield _finding(filled, text, f"{one.id} {start}")


def _finding(filled: Filled, said: str, other: str) -> Finding:
    at = _item(filled, "start")
    about = f"{filled.effective_on} {filled.text('start')} {filled.text('end')} {other}"
    key = confirmed.key(confirmed.CLIENT_TWICE, filled.client.id, at, about)
    return Finding("should", at, f"{said} {_BOTH}", confirm=key)


def _item(filled: Filled, role: str) -> str:
    item = next(filled.items(role), None)
    return item.id if item else ""
