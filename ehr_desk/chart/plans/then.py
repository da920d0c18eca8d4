"""The plan that an entry is about: the one that stood on its day. Pure.

A late or corrected entry serves the plan of its own day, whatever was adopted since: an accepted request for amendment
must be possible (45 CFR 164.526), and nobody made progress on an objective that was not there yet.
"""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.entries.rooms import ChartState, Filled


def plan_of_note(filled: Filled) -> ChartState:
    """What a note is held against: the end of its day, since plans are often adopted in the session itself."""
    return on_day(filled.chart, filled.effective_on, filled.today)


def plan_of_review(filled: Filled) -> ChartState:
    """What a review is held against: the plan before it, also where a new one was adopted later on the same day."""
    on = filled.day("reviewed_on") or filled.effective_on
    if filled.kind != "original" and on >= filled.effective_on:
        return filled.before
    return on_day(filled.chart, on, filled.today)


def on_day(chart: ChartState, day: date, today: date) -> ChartState:
    """The chart at the end of a day; as it stands now from today on."""
    return chart if day >= today else chart.as_of(day)
