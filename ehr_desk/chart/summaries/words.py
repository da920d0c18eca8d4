"""Plain words for summaries: days, hours, counts, lists. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ENDS = (".", "!", "?", "…")


def day_words(day: date) -> str:
    """A day as it is printed: "21 Nov 2026"."""
    # Not strftime: its month names follow the process locale, which Qt changes, and this text is signed.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def hours_words(minutes: int) -> str:
    """A duration: "41 h 30 min", "2 h", "45 min"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min")
    return " ".join(parts)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 session", "3 sessions"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def listed(parts: Sequence[str]) -> str:
    """An enumeration: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def one_line(text: str) -> str:
    """The text with every run of blanks and line breaks as one blank."""
    return " ".join(text.split())


def ended(text: str) -> str:
    """The text on one line, ended like a sentence."""
    plain = one_line(text)
    return plain if not plain or plain.endswith(_ENDS) else plain + "."


def open_ended(text: str) -> str:
    """The text on one line without the full stop at its end, to stand inside a sentence."""
    return one_line(text).rstrip(".")


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with a small letter at its start, unless it starts with an abbreviation or a proper mixed word."""
    return text if text[1:2].isupper() or any(letter.isupper() for letter in text[1:]) else text[:1].lower() + text[1:]
