"""Days in words, the same on every computer whatever its language settings."""

from __future__ import annotations

from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_words(day: date) -> str:
    """A day as people read it: ``21 Nov 2026``."""
    # Not strftime: its month names follow the process locale, which Qt changes, and such text is signed.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def days_from_to(first: date, last: date) -> int:
    """How many days lie from the first to the last, both counted; not positive where the last comes before the first.

    Every stay, period and "day 12" is counted so. That a day of discharge does not count is a rule of beds at midnight
    (Medicare's inpatient days, POMS HI 00601.070); an outpatient program is authorized from a day through a day and
    paid for each day of service (HCPCS H0015; Medicare's APC 5851 and 5852), also those of admission and discharge.
    """
    return (last - first).days + 1
