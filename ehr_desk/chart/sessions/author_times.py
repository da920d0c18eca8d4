"""The author was in one session at a time: one hour of a clinician is not two clients' sessions. Pure; asked before
signing.

Source: domain page, attendance (overlap guard). One session of several clients is no overlap: a group, a family session
documented in each one's chart; nor is a group that somebody else led as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.rooms import Check, Filled
from ehr_desk.chart.sessions.effects import length_of, service_of
from ehr_desk.chart.sessions.times import overlap
from ehr_desk.forms import Finding

_SHARED = frozenset({"family", "group", "psychoeducation", "skills", "holistic activity", "peer support"})
_ABSENT = frozenset({"excused", "no-show"})


@dataclass(frozen=True)
class Led:
    """A session that an author documented as held. ``co_led``: its note names others who led it."""

    entry_id: str
    client_id: str
    group_id: str
    session_id: str
    service: str
    start: str
    end: str
    co_led: bool = False


LedBy = Callable[[str, date], Sequence[Led]]
"""What a staff member documented as held on a day."""


def author_check(led_by: LedBy) -> Check:
    """The check of a note's hour against the author's other notes of the day, which ``led_by`` reads."""

    def check(filled: Filled) -> list[Finding]:
        if not _held(filled):
            return []
        led = led_by(filled.author.staff_id, filled.effective_on)
        group = next((one.group_id for one in led if one.entry_id == filled.entry_id), "")
        clashes = [one for one in led if _clashes(filled, one) and not (group and one.group_id == group)]
        return [_finding(filled, clashes[0])] if clashes else []

    return check


def _held(filled: Filled) -> bool:
    there = filled.text("attended") not in _ABSENT
    return "attendance" in filled.form.states and there and length_of(filled) > 0 and not filled.text("facilitators")


def _clashes(filled: Filled, one: Led) -> bool:
    """Whether it is another client's session at the same time. The client's own are held against attendance."""
    if one.client_id == filled.client.id or one.co_led or (one.session_id and one.session_id == filled.session_id):
        return False
    start, end = filled.text("start"), filled.text("end")
    if service_of(filled) == one.service and one.service in _SHARED and (start, end) == (one.start, one.end):
        return False
    return overlap(start, end, one.start, one.end)


def _finding(filled: Filled, one: Led) -> Finding:
    item = next(filled.items("start"), None)
    at = item.id if item else ""
    text = (
        f"You documented a session with somebody else from {one.start} to {one.end} on this day. "
        "Correct the times, or say why both are right, without a name."
    )
    about = f"{filled.effective_on} {filled.text('start')} {filled.text('end')} {one.entry_id}"
    return Finding("should", at, text, confirm=confirmed.key(confirmed.TWO_AT_ONCE, filled.client.id, at, about))
