"""Days of what has happened already, which an entry tells beside its own day: a client's date, a hand-over, a last use.
Pure; asked before signing.

An entry is about what happened, so none of them lies ahead; and what belongs to a period lies in it. Days of what is
planned (a next review, an appointment) have rules of their own in their rooms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding, Item, visible

_OF_STAY = frozenset({"client_signed_on", "copy_given_on", "copies_on", "naloxone_given_on", "taught_on"})
"""Roles of days that belong to the entry's period and stay."""
_ANY_TIME = frozenset(
    {
        *("allergies_asked_on", "notice_given_on", "handoff_on", "handed_over_on", "pdmp_checked_at"),
        *("last_used_on", "first_dose_on", "last_dose_on"),
    }
)
_IN_LOG = "on"
"""A day in a table that a person fills in."""
_PERIOD_FROM, _PERIOD_TO = ("period_from", "covers_from"), "period_to"


def check_past_days(filled: Filled) -> list[Finding]:
    """No day of what has happened lies in the future, or before the period and the stay that it belongs to."""
    return list(dict.fromkeys(one for item, role, day in _days(filled) if (one := _judged(filled, item, role, day))))


def _judged(filled: Filled, item: Item, role: str, day: date) -> Finding | None:
    said = f"“{item.text}”, {in_words(day)}"
    if day > filled.today:
        return Finding("must", item.id, f"{said}: this day lies in the future. An entry tells what has happened.")
    if day < filled.client.date_of_birth:
        return Finding("must", item.id, f"{said}: this day lies before the client's birth.")
    if role in _ANY_TIME:
        return None
    start = next((found for each in _PERIOD_FROM if (found := filled.day(each))), None)
    if start is not None and day < start:
        return Finding("must", item.id, f"{said}: this day lies before the period, which begins on {in_words(start)}.")
    if role == _IN_LOG:
        end = filled.day(_PERIOD_TO)
        after = end is not None and day > end
        return Finding("must", item.id, f"{said}: this day lies after the end of the period.") if after else None
    stays: Sequence[EpisodeRow] = [row for row in filled.chart.rows("episodes") if row.covers(filled.effective_on)]
    if stays and all(day < row.admitted_on for row in stays):
        text = f"{said}: this day lies before the admission on {in_words(min(row.admitted_on for row in stays))}."
        return Finding("should", item.id, text)
    return None


def _days(filled: Filled) -> Iterator[tuple[Item, str, date]]:
    shown = visible(filled.form, filled.answers)
    for item in filled.form.items:
        if item.id in shown:
            yield from _in(item, filled.answers, table=False)


def _in(item: Item, answers: Mapping[str, Json], *, table: bool) -> Iterator[tuple[Item, str, date]]:
    value = answers.get(item.id)
    if item.is_group:
        rows = (value or []) if item.repeats else [answers]
        for row in rows if not item.readonly else []:
            for child in item.items:
                yield from _in(child, row, table=table or item.repeats)
    elif item.type in ("date", "datetime") and isinstance(value, str) and not item.readonly and _known(item, table):
        yield item, item.role, date.fromisoformat(value[:10])


def _known(item: Item, table: bool) -> bool:
    return item.role in _OF_STAY | _ANY_TIME or (table and item.role == _IN_LOG)
