"""Prefills that belong to no concept."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Room


def room() -> Room:
    """The day's date, for forms that start with today."""
    return Room("general", prefills={"today": lambda context: context.today.isoformat()})
