"""What entries are called and how they look in lists. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.common.clock import Clock, from_stamp
from ehr_desk.ui.theme.tokens import Tone
from ehr_desk.ui.widgets.dates import show_date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Kind(NamedTuple):
    """An icon and a word for a category of entries."""

    icon: str
    word: str


_KINDS = {
    "intake": Kind("door-enter", "Intake"),
    "note": Kind("note", "Note"),
    "measure": Kind("chart-line", "Measure"),
    "plan": Kind("target", "Plan"),
    "medication": Kind("pill", "Medication"),
    "group": Kind("users-group", "Group"),
    "family": Kind("heart-handshake", "Family"),
    "safety": Kind("lifebuoy", "Safety"),
    "level_of_care": Kind("scale", "Level of care"),
    "discharge": Kind("door-exit", "Discharge"),
    "aftercare": Kind("calendar-event", "Aftercare"),
    "consent": Kind("shield-check", "Consent"),
    "admin": Kind("clipboard-text", "Administrative"),
}
CATEGORIES = tuple(_KINDS)

_AMENDMENTS = {
    "original": "Original",
    "addendum": "Addendum",
    "late_entry": "Late entry",
    "correction": "Correction",
    "amendment_at_client_request": "Amendment at the client's request",
    "entered_in_error": "Marked as entered in error",
}


def kind_of(category: str) -> Kind:
    """Icon and word of a category."""
    return _KINDS.get(category) or Kind("file-text", category.replace("_", " ").capitalize())


def amendment_word(kind: str) -> str:
    """What a version is, in words."""
    return _AMENDMENTS.get(kind, kind.replace("_", " ").capitalize())


def state_chip(entry: EntryRow) -> tuple[str, Tone]:
    """The state of an entry as a chip."""
    if entry.state == "entered in error":
        return "Entered in error", "danger"
    if entry.returned:
        return "Returned", "warning"
    if entry.state == "co-sign pending":
        return "Co-sign pending", "review"
    if entry.amended:
        return "Amended", "info"
    return "Signed", "success"


def month_of(day: date) -> str:
    """A heading of the timeline: "November 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def short_day(day: date, today: date) -> str:
    """A date without the year while it is this year: "21 Nov"."""
    text = show_date(day)
    return text.rsplit(" ", 1)[0] if day.year == today.year else text


def relative_day(day: date, today: date) -> str:
    """A date with today, yesterday and tomorrow in words; the full date belongs into the tooltip."""
    words = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return words.get((day - today).days) or short_day(day, today)


def local_of(stamp_text: str, clock: Clock) -> datetime:
    """A stored UTC stamp in the desk's own zone."""
    return from_stamp(stamp_text).astimezone(clock.local().tzinfo)


def moment(at: datetime) -> str:
    """A time with its zone: "21 Nov 2026 10:58 EST"."""
    zone = at.tzname() or ""
    return f"{show_date(at.date())} {at:%H:%M} {zone}".strip()


def count(number: int, one: str, many: str = "") -> str:
    """ "1 entry", "3 entries"."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"
