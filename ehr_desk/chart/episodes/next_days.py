"""Days of what comes next, which an entry names beside its own day: a next call, a step, an appointment, a review.
Pure; asked before signing.

What is next lies after the day that the entry is about, and not years ahead: a slip in the year keeps a client from
being called. Next reviews lie after their entry by rules of their own rooms; here they are only not years away.
"""

from __future__ import annotations

from datetime import date, timedelta

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.episodes.days_told import days_told
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding, Item

_AFTER = frozenset({"next_call_on", "next_conference_on"})
"""Roles of what is never on the entry's own day."""
_FROM_THEN_ON = frozenset({"next_step_on", "next_visit_on", "next_screen_on", "decision_by", "next_appointment"})
_ASKED = frozenset({"when", "referral_next"})
"""What may have been left as it stood: told, and may be signed."""
_REVIEWS = frozenset({"next_review_on", "next_level_review_on"})
_CALLS = ("call_7", "call_30", "call_90")
_SUPPLY = "supply_until"
_LEAVING = frozenset({"aftercare", "discharge"})
"""Categories of forms that say what a client leaves with."""
_AHEAD = timedelta(days=366)


def check_next_days(filled: Filled) -> list[Finding]:
    """What is next lies after the entry, and within a year of it."""
    found = [
        one
        for item, value in days_told(filled, _known)
        if (one := _judged(filled, item, date.fromisoformat(value[:10])))
    ]
    return list(dict.fromkeys([*found, *_calls(filled)]))


def _judged(filled: Filled, item: Item, day: date) -> Finding | None:
    said, on = f"“{item.text}”, {in_words(day)}", filled.effective_on
    left = filled.day("discharged_on")
    of_entry = min(on, left) if left is not None and item.role == "when" else on
    if item.role == _SUPPLY:
        if day >= on or filled.form.category not in _LEAVING:
            return None
        text = f"{said}: the supply had ended before this entry of {in_words(on)}. That is a gap: say what closes it."
        return Finding("should", item.id, text)
    if day > on + _AHEAD:
        return Finding("must", item.id, f"{said}: this day lies more than a year after this entry. Check the year.")
    # Who was not reached is tried again later that day.
    again = item.role == "next_call_on" and filled.text("call_reached") != "Reached"
    if item.role in _REVIEWS or day > of_entry or (day == of_entry and (again or item.role not in _AFTER)):
        return None
    where = "is the day of this entry" if day == on else f"lies before this entry of {in_words(of_entry)}"
    level = "should" if item.role in _ASKED else "must"
    return Finding(level, item.id, f"{said}: this day {where}. What comes next lies after it.")


def _calls(filled: Filled) -> list[Finding]:
    """Calls after discharge come one after the other, and after the discharge; none is promised for a day gone by."""
    stays: list[EpisodeRow] = list(filled.chart.rows("episodes"))
    left = next((row.discharged_on for row in reversed(stays) if row.admitted_on <= filled.effective_on), None)
    start, what = filled.effective_on, "this entry"
    if left is not None and left <= start:
        start, what = left, "the discharge"
    found = []
    for role in _CALLS:
        item, day = next(filled.items(role), None), filled.day(role)
        if item is None or day is None:
            continue
        if day <= start:
            text = f"“{item.text}”, {in_words(day)}: this call does not lie after {what} of {in_words(start)}."
            found.append(Finding("must", item.id, text))
        elif day < filled.effective_on:
            text = f"“{item.text}”, {in_words(day)}: this day has gone by when this is signed."
            found.append(Finding("should", item.id, text))
        start, what = max((start, what), (day, "the call"), key=lambda one: one[0])
    return found


def _known(item: Item, _table: bool) -> bool:
    return item.type != "time" and item.role in _AFTER | _FROM_THEN_ON | _ASKED | _REVIEWS | {_SUPPLY}
