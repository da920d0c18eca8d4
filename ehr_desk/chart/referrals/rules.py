"""Which referral is meant, where it stands, and when somebody should look after it. Pure.

Sources: domain page, row 32 (referrals with status), 3.1 (referrals for services the program does not give: South
Dakota 67:61:07:06, Texas 564.804) and 3.13 (referral contact with name and phone: CARF 2.D.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from ehr_desk.chart.referrals.rows import ACCEPTED, CLOSED, KEPT, MADE, NOT_KEPT, PLANNED, ReferralRow
from ehr_desk.common.canonical import canonical, sha256_hex

STATUS: Final[Mapping[str, str]] = {
    "Being looked for": PLANNED,
    "Sent, no answer yet": MADE,
    "Waiting list": MADE,
    "Accepted, not attended yet": ACCEPTED,
    "Attended": KEPT,
    "Not attended": NOT_KEPT,
    "Declined by the agency": CLOSED,
    "Declined by the client": CLOSED,
    "No longer needed": CLOSED,
}
"""What each answer of the forms means."""
QUIET_DAYS = 14
"""After so many days without a word somebody should ask how a referral stands that names no day of its own."""
_NOTHING = frozenset({"none", "no", "nothing", "n/a", "na", "not"})
_BESIDE = frozenset(
    {
        *(
            "referral",
            "referrals",
            "services",
            "service",
            "is",
            "are",
            "was",
            "were",
            "needed",
            "necessary",
            "required",
        ),
        *("need", "wanted", "planned", "made", "applicable", "indicated", "known", "now", "yet", "today", "so", "far"),
        *("at", "this", "the", "time", "present", "moment", "currently", "other", "else", "further", "more", "new"),
        *("additional", "outside", "necessary", "for"),
    }
)
"""Words that stand beside such a word where a line says nothing else."""
_NONE_FOR = re.compile(r"(none|nothing) for \w+( \w+){0,2}")
_WORD = re.compile(r"[^\s.,;:()]+")


def referral_id(what: str, to: str) -> str:
    """The same need with the same agency is the same referral, however it is written."""
    return sha256_hex(canonical([_plain(what), _plain(to)]))[:32]


def lines_of(text: str) -> list[str]:
    """The referrals that a text names, one to a line; a line that says nothing but that there is none is none."""
    lines = [line.strip(" \t-\u2022*").rstrip(".; ") for line in text.splitlines()]
    return [line for line in lines if line and not _denies(line.casefold())]


def open_referrals(rows: Sequence[ReferralRow]) -> list[ReferralRow]:
    """Those that are neither kept nor closed."""
    return [row for row in rows if row.is_open]


def due_on(row: ReferralRow) -> date:
    """The day from which an open referral needs a look: its next step, the day after its appointment, else some days
    after the last word of it."""
    days = [row.next_on] if row.next_on else []
    days += [date.fromisoformat(row.when[:10]) + timedelta(days=1)] if row.when and row.status == ACCEPTED else []
    return min(days, default=row.since + timedelta(days=QUIET_DAYS))


def due(rows: Sequence[ReferralRow], today: date) -> list[ReferralRow]:
    """The open referrals that need a look, the longest waiting first."""
    return sorted((row for row in open_referrals(rows) if due_on(row) <= today), key=due_on)


def _denies(line: str) -> bool:
    """An agency may begin with such a word too: every word of the line has to be one that names nobody."""
    words = _WORD.findall(line)
    denies = bool(words) and words[0] in _NOTHING and set(words) <= _NOTHING | _BESIDE
    return denies or _NONE_FOR.fullmatch(line) is not None


def _plain(text: str) -> str:
    return " ".join(text.casefold().strip(" .").split())
