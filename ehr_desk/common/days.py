"""Days in words, the same on every computer whatever its language settings."""

from __future__ import annotations

from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_words(day: date) -> str:
    """A day as people read it: ``21 Nov 2026``."""
    # Not strftime: its month names follow the process locale, which Qt changes, and such text is signed.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
