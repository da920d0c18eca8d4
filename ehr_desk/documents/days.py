"""Days and times as paper shows them. What is not one stays as it is: a foreign body prints as it came."""

from __future__ import annotations

import re
from datetime import date, datetime

from ehr_desk.common.days import in_words

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")


def day(iso: str) -> str:
    """An ISO date in words: "2026-11-21" is "21 Nov 2026"."""
    try:
        return in_words(date.fromisoformat(iso))
    except ValueError:
        return iso


def moment(iso: str) -> str:
    """A local time in words: "2026-11-21T09:00" is "21 Nov 2026, 09:00"."""
    found = _MOMENT.fullmatch(iso)
    return f"{day(found[1])}, {found[2]}" if found else day(iso)


def printed(at: datetime, *, seconds: bool = False) -> str:
    """An aware time with its offset: "21 Nov 2026, 14:34 -05:00"."""
    offset = at.strftime("%z")
    time = f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"
    return f"{in_words(at.date())}, {time} {offset[:3]}:{offset[3:5]}"
