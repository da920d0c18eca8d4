"""Days in the words of a list. Pure."""

from __future__ import annotations

from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """A day as it is shown: "21 Nov 2026"."""
    # Not strftime: its month names follow the process locale, which Qt changes.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def near_words(day: date, today: date) -> str:
    """A day as seen from today: "today", "yesterday", "tomorrow", "in 3 days", "4 days ago"."""
    days = (day - today).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}
    if days in near:
        return near[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 note", "3 notes"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def session_words(service: str) -> str:
    """What a session of a service is called inside a sentence: "group", "individual session", "medication visit"."""
    known = {"group": "group", "psychoeducation": "psychoeducation", "medication": "medication visit", "": "session"}
    return known.get(service, f"{service} session")
