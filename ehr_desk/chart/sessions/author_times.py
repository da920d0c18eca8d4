"""The author was in one session at a time: one hour of a clinician is not two clients' sessions. Pure; asked before
signing.

Source: domain page, attendance (overlap guard). One session of several clients is no overlap: a group, a family session
documented in each one's chart; nor is a group that somebody else led as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.rooms import Author, Check, Filled
from ehr_desk.chart.sessions.effects import length_of, service_of
from ehr_desk.chart.sessions.rows import SHARED
from ehr_desk.chart.sessions.times import overlap
from ehr_desk.forms import Finding

_SHARED = SHARED | {"family"}
_ABSENT = frozenset({"excused", "no-show"})
_NOBODY = frozenset(
    {"none", "no", "not", "n", "a", "na", "nil", "nobody", "one", "else", "other", "others", "applicable"}
)
_NOBODY |= {"self", "myself", "me", "i", "only", "just", "alone", "solo", "author", "the", "and", "by", "was", "with"}
_NOBODY |= {"co", "facilitator", "facilitators", "leader"}
"""Words in the place of whoever else led a session that name nobody."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Led:
    """A session that an author documented as held. ``facilitators``: who led it too, as its note says."""

    entry_id: str
    client_id: str
    group_id: str
    session_id: str
    service: str
    start: str
    end: str
    facilitators: str = ""


LedBy = Callable[[str, date], Sequence[Led]]
"""What a staff member documented as held on a day."""


def author_check(led_by: LedBy) -> Check:
    """The check of a note's hour against the author's other notes of the day, which ``led_by`` reads."""

    def check(filled: Filled) -> list[Finding]:
        if not _held(filled):
            return []
        led = led_by(filled.leader.staff_id, filled.effective_on)
        groups = {one.entry_id: one.group_id for one in led}
        group = groups.get(filled.entry_id, "")

        def clashing(held: Sequence[Led]) -> list[Led]:
            return [one for one in held if _clashes(filled, one) and not (group and one.group_id == group)][:1]

        # What is signed in one act with it nobody could be shown before, so it is not only told.
        beside = [_led(one, groups) for one in filled.beside if _same_day(filled, one) and _held(one)]
        musts = [_finding(filled, one, "must") for one in clashing(beside)]
        return [*musts, *(_finding(filled, one, "should") for one in clashing(led))]

    return check


def led_too(said: str, author: Author) -> bool:
    """Whether what a note says of its facilitators names anybody but its author: "None" does not."""
    own = {*_words(author.name), *_words(author.credential)}
    own |= {word[0] for word in own}
    return any(word not in own and word not in _NOBODY for word in _words(said))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _same_day(filled: Filled, one: Filled) -> bool:
    return one.effective_on == filled.effective_on and one.entry_id != filled.entry_id


def _led(one: Filled, groups: Mapping[str, str]) -> Led:
    group = groups.get(one.entry_id, "")
    return Led(one.entry_id, one.client.id, group, one.session_id, service_of(one), one.text("start"), one.text("end"))


def _held(filled: Filled) -> bool:
    there = filled.text("attended") not in _ABSENT
    others = led_too(filled.text("facilitators"), filled.leader)
    return "attendance" in filled.form.states and there and length_of(filled) > 0 and not others


def _clashes(filled: Filled, one: Led) -> bool:
    """Whether it is another client's session at the same time. The client's own are held against attendance."""
    if one.client_id == filled.client.id or (one.session_id and one.session_id == filled.session_id):
        return False
    if led_too(one.facilitators, filled.leader):
        return False
    start, end = filled.text("start"), filled.text("end")
    if service_of(filled) == one.service and one.service in _SHARED and (start, end) == (one.start, one.end):
        return False
    return overlap(start, end, one.start, one.end)


def _finding(filled: Filled, one: Led, level: str) -> Finding:
    item = next(filled.items("start"), None)
    at = item.id if item else ""
    did = "documented" if level == "should" else "also sign"
    who = "You" if filled.leader == filled.author else "Its author"
    text = (
        f"{who} {did} a session with somebody else from {one.start} to {one.end} on this day. "
        "Correct the times, or say why both are right, without a name."
    )
    # By client and hour: what was confirmed of a draft holds once that draft is signed.
    about = f"{filled.effective_on} {filled.text('start')} {filled.text('end')} {one.client_id} {one.start} {one.end}"
    return Finding(level, at, text, confirm=confirmed.key(confirmed.TWO_AT_ONCE, filled.client.id, at, about))
