"""Reading and writing dates and times the way people type them. Pure."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EIGHT = re.compile(r"[0-9]{8}")
_CENTURIES = ("19", "20", "21")
_TIME = re.compile(r"^(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?\.?m?\.?$")


def show_date(day: date) -> str:
    """A date as it is shown: ``21 Nov 2026``."""
    return f"{day.day} {_NAMES[day.month - 1]} {day.year}"


def show_time(at: time) -> str:
    """A time as it is shown: ``09:05``."""
    return f"{at:%H:%M}"


def read_date(text: str, today: date) -> date | None:
    """The date somebody typed, or None.

    Understands ``2026-11-21``, ``21 Nov 2026``, ``Nov 21, 2026``, ``11/21/2026`` (month first, as in the
    United States), ``21.11.2026``, eight digits (``20261121``, ``11212026``), a missing year (the current one),
    ``today``, ``yesterday``, ``tomorrow``, ``+7`` and ``-1`` (days from today).
    """
    typed = text.strip().lower().replace(",", " ")
    if not typed:
        return None
    offset = _relative(typed)
    if offset is not None:
        return _shift(today, offset)
    if _EIGHT.fullmatch(typed):
        return _in_digits(typed, today)
    parts = [part for part in re.split(r"[\s/.\-]+", typed) if part]
    order = _order(typed, parts)
    if order is None:
        return None
    return _made(*order, today)


def read_time(text: str) -> time | None:
    """The time somebody typed (``9``, ``0905``, ``9:05``, ``2:30 pm``), or None."""
    found = _TIME.match(text.strip().lower())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _in_digits(digits: str, today: date) -> date | None:
    """Eight digits: year first where they begin with a century that can be meant, else month, day, year.

    No month begins with 19 or 20, so the two ways never compete.
    """
    if digits[:2] in _CENTURIES:
        return _made(digits[6:], int(digits[4:6]), digits[:4], today)
    return _made(digits[2:4], int(digits[:2]), digits[4:], today)


def _relative(typed: str) -> int | None:
    words = {"today": 0, "t": 0, "yesterday": -1, "y": -1, "tomorrow": 1}
    if typed in words:
        return words[typed]
    return int(typed) if re.fullmatch(r"[+-]\d{1,4}", typed) else None


def _shift(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def _month(word: str) -> int | None:
    return _MONTHS.index(word[:3]) + 1 if len(word) >= 3 and word[:3] in _MONTHS else None


def _order(typed: str, parts: list[str]) -> tuple[str, int, str] | None:
    """Day, month and year as typed, by the shape of the text."""
    if not 2 <= len(parts) <= 3:
        return None
    year = parts[2] if len(parts) == 3 else ""
    for at, other in ((1, 0), (0, 1)):
        if (month := _month(parts[at])) is not None:
            return parts[other], month, year
    if not all(part.isdecimal() for part in parts):
        return None
    if len(parts[0]) == 4 and len(parts) == 3:
        return parts[2], int(parts[1]), parts[0]
    day, month_text = (parts[0], parts[1]) if "." in typed else (parts[1], parts[0])
    return day, int(month_text), year


def _made(day: str, month: int, year: str, today: date) -> date | None:
    if not day.isdecimal() or (year and not year.isdecimal()):
        return None
    number = int(year) if year else today.year
    if year and len(year) == 2:
        # Two digits mean the past hundred years, ten years ahead at most.
        number += today.year // 100 * 100
        if number > today.year + 10:
            number -= 100
    elif year and len(year) != 4:
        return None
    try:
        return date(number, month, int(day))
    except ValueError:
        return None
