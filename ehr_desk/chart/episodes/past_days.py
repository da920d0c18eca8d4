"""Days of what has happened already, which an entry tells beside its own day: a client's date, a hand-over, a last use.
Pure; asked before signing.

An entry is about what happened, so none of them lies ahead; and what belongs to a period lies in it. Days of what is
planned (a next call, an appointment) are judged by ``next_days.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.episodes.days_told import days_told
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding, Item

_OF_STAY = frozenset({"client_signed_on", "copy_given_on", "copies_on", "naloxone_given_on", "taught_on"})
"""Roles of days that belong to the entry's period and stay."""
_ANY_TIME = frozenset(
    {
        *("allergies_asked_on", "notice_given_on", "handoff_on", "handed_over_on", "pdmp_checked_at"),
        *("last_used_on", "first_dose_on", "last_dose_on", "discussed_on", "collected_on"),
        *("referral_on", "referral_since"),
    }
)
_DAYS = _OF_STAY | _ANY_TIME
_IN_STAY = frozenset({"handoff_on", "handed_over_on"})
"""Of a change of level or a discharge: nobody hands over who is not in treatment yet."""
_NOT_BEFORE = frozenset({"discussed_on", "collected_on"})
"""What follows upon the entry's day: a sample is given, and its result talked over, after it was asked for."""
_TIMES = frozenset({"collected_at", "happened_at", "pdmp_checked_at"})
"""Roles of times of day of what has happened."""
_IN_LOG = "on"
"""A day in a table that a person fills in."""
_PERIOD_FROM, _PERIOD_TO = ("period_from", "covers_from"), "period_to"


def check_past_days(filled: Filled) -> list[Finding]:
    """No day of what has happened lies in the future, or before the period and the stay that it belongs to; no time of
    today lies ahead."""
    days = ((item, date.fromisoformat(value[:10])) for item, value in days_told(filled, _known))
    found = [one for item, day in days if (one := _judged(filled, item, item.role, day))]
    times = [one for item, value in days_told(filled, _timed) if (one := _judged_time(filled, item, value))]
    return list(dict.fromkeys([*found, *times]))


def _judged(filled: Filled, item: Item, role: str, day: date) -> Finding | None:
    said = f"“{item.text}”, {in_words(day)}"
    begins = filled.day("level_from") if role in _IN_STAY else None
    if begins is not None and filled.today < day <= begins:
        return None  # a change that is signed ahead of its day has its hand-off ahead of it too
    if day > filled.today:
        return Finding("must", item.id, f"{said}: this day lies in the future. An entry tells what has happened.")
    if day < filled.client.date_of_birth:
        return Finding("must", item.id, f"{said}: this day lies before the client's birth.")
    if role in _NOT_BEFORE and day < filled.effective_on:
        own = next((f"“{one.text}”" for one in filled.items("effective_on")), "this entry")
        text = f"{said}: this day lies before {own}, {in_words(filled.effective_on)}. Correct the one that is wrong."
        return Finding("must", item.id, text)
    stays: Sequence[EpisodeRow] = [row for row in filled.chart.rows("episodes") if row.covers(filled.effective_on)]
    too_early = bool(stays) and all(day < row.admitted_on for row in stays)
    admitted = in_words(min(row.admitted_on for row in stays)) if stays else ""
    if role in _IN_STAY and too_early:
        return Finding("must", item.id, f"{said}: this day lies before the admission on {admitted}.")
    if role in _ANY_TIME:
        return None
    start = next((found for each in _PERIOD_FROM if (found := filled.day(each))), None)
    if start is not None and day < start:
        return Finding("must", item.id, f"{said}: this day lies before the period, which begins on {in_words(start)}.")
    if role == _IN_LOG:
        end = filled.day(_PERIOD_TO)
        after = end is not None and day > end
        return Finding("must", item.id, f"{said}: this day lies after the end of the period.") if after else None
    if too_early:
        return Finding("should", item.id, f"{said}: this day lies before the admission on {admitted}.")
    return None


def _judged_time(filled: Filled, item: Item, value: str) -> Finding | None:
    """A time of today that has not come yet."""
    now = f"{filled.today.isoformat()}T{filled.now}"
    # A sample may be given on another day than it was asked for.
    day = filled.day("collected_on") or filled.effective_on
    at = value if item.type == "datetime" else f"{day.isoformat()}T{value}"
    if not filled.now or at[:10] != now[:10] or at[:16] <= now:
        return None
    text = (
        f"“{item.text}”, {at[11:16]}: this time lies ahead, it is {filled.now} now. An entry tells what has happened: "
        "change the time, or the day if it was an earlier one."
    )
    return Finding("must", item.id, text)


def _known(item: Item, table: bool) -> bool:
    return item.type != "time" and (item.role in _DAYS or (table and item.role == _IN_LOG))


def _timed(item: Item, table: bool) -> bool:
    return item.type != "date" and not table and item.role in _TIMES
