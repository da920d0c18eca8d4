"""Days in the words of a list. Pure."""

from __future__ import annotations

from datetime import date


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
    known = {
        "": "session",
        "group": "group",
        "psychoeducation": "psychoeducation",
        "medication": "medication visit",
        "holistic activity": "holistic activity",
        "peer support": "peer support group",
        "case conference": "case conference",
    }
    return known.get(service, f"{service} session")
