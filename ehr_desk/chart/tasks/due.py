"""The table of due dates: how many days, of which kind, for which program. Pure.

Sources of the starters stand in ``resources/rules/due.toml``; holidays are those of 5 U.S.C. 6103 and of Executive
Order 11582 (on a Saturday the Friday before is free, on a Sunday the Monday after).
"""

from __future__ import annotations

import json
import tomllib
from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ehr_desk.common.canonical import canonical
from ehr_desk.common.errors import UserError

WHATS = ("plan", "review", "note", "discharge summary", "cosign")
UNITS = ("calendar", "working", "months", "sessions", "next session")
LEFT_EARLY, SHORT_STAY = "left early", "short stay"
CASES = ("", LEFT_EARLY, SHORT_STAY)
_FITS = {"sessions": ("plan",), "next session": ("note",)}
_CASE_FITS = {LEFT_EARLY: ("discharge summary",), SHORT_STAY: ("plan", "review")}
_MOST = 366
_A_WEEK = 3
"""Days on which an intensive program meets in a week at least: how far off sessions are that nobody has planned yet."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DueRule:
    """``days`` of a ``unit`` after what it counts from. ``program`` is a level of care; empty: every one.
    ``source``: the law, contract or policy it comes from.

    ``sessions``: by the client's session of that number; sessions of one day count once. ``next session``: before the
    client's next session of the same kind, and where none is planned within ``days`` calendar days. ``case`` narrows a
    rule: "left early" (discharge before the planned day), "short stay" (planned for less than ``stay_days``).
    """

    what: str
    days: int
    unit: str = "calendar"
    source: str = ""
    program: str = ""
    case: str = ""
    stay_days: int = 0

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What no two rules of a table share."""
        return self.what, self.program, self.case, self.stay_days


@dataclass(frozen=True)
class About:
    """What a rule may ask about the stay or the session. ``stay_days``: how long the stay is planned to be;
    ``sessions``: days of the client's sessions; ``next_on``: the next session of the same kind."""

    left_early: bool = False
    stay_days: int | None = None
    sessions: Collection[date] = ()
    next_on: date | None = None


NOTHING = About()


@dataclass(frozen=True)
class Starter:
    """What a state or program asks for, to begin with. ``also``: what is no number of days."""

    id: str
    title: str
    rules: tuple[DueRule, ...]
    also: str = ""


GENERAL = (
    DueRule("plan", 10),
    DueRule("review", 30),
    DueRule("note", 3),
    DueRule("discharge summary", 30),
    DueRule("cosign", 14),
)


@dataclass(frozen=True)
class DueTable:
    """The rules of a clinic. ``starter`` is what they began from; ``closed`` are days on which the clinic rests."""

    rules: tuple[DueRule, ...] = GENERAL
    starter: str = "general"
    closed: Collection[date] = ()

    def rule(self, what: str, program: str = "", about: About = NOTHING) -> DueRule:
        """The rule of a program, else the one for every program, else ours; of several the one for the narrowest
        case that holds."""
        for wanted in (program, ""):
            found = [one for one in self.rules if (one.what, one.program) == (what, wanted) and _holds(one, about)]
            if found:
                return min(found, key=lambda one: (not one.case, one.stay_days))
        return next(one for one in GENERAL if one.what == what)

    def asks(self, what: str, *, unit: str = "", case: str = "") -> bool:
        """Whether a rule for something counts in a unit, or is for a case: what it needs is read only then."""
        mine = [one for one in self.rules if one.what == what]
        return any((not unit or one.unit == unit) and (not case or one.case == case) for one in mine)

    @property
    def counts_sessions(self) -> bool:
        """Whether a rule counts a client's sessions."""
        return any(one.unit == "sessions" for one in self.rules)

    def due(self, what: str, start: date, program: str = "", about: About = NOTHING) -> date:
        """The last day on which it is in time; the last of the calendar for a slip of the finger that leads beyond."""
        try:
            return self._due(self.rule(what, program, about), start, about)
        except (OverflowError, ValueError):
            return date.max

    def _due(self, one: DueRule, start: date, about: About) -> date:
        if one.unit == "months":
            return months_after(start, one.days)
        if one.unit == "working":
            return working_days_after(start, one.days, self.closed)
        if one.unit == "sessions":
            return _session_day(start, one.days, about.sessions)
        if one.unit == "next session" and about.next_on is not None:
            return max(start, about.next_on - _DAY)
        return start + timedelta(days=one.days)


def _holds(rule: DueRule, about: About) -> bool:
    if rule.case == LEFT_EARLY:
        return about.left_early
    if rule.case == SHORT_STAY:
        return about.stay_days is not None and about.stay_days < rule.stay_days
    return True


def _session_day(start: date, number: int, sessions: Collection[date]) -> date:
    """The day of a client's session of a number; where it is not known yet, as many weeks after the last known session
    as the rest takes."""
    known = sorted({day for day in sessions if day >= start})
    if len(known) >= number:
        return known[number - 1]
    last = known[-1] if known else start
    return last + timedelta(weeks=-(-(number - len(known)) // _A_WEEK))


def working_days_after(start: date, days: int, closed: Collection[date] = ()) -> date:
    """The day that is so many working days after another; the day itself is not counted."""
    day = start
    while days > 0:
        day += _DAY
        if day.weekday() < 5 and day not in closed and not is_holiday(day):
            days -= 1
    return day


def months_after(start: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def is_holiday(day: date) -> bool:
    """Whether a day is a federal holiday in the United States, or the day taken off for one."""
    return day in {_taken(one) for year in (day.year, day.year + 1) for one in _holidays(year)}


def _holidays(year: int) -> tuple[date, ...]:
    return (
        date(year, 1, 1),
        _nth(year, 1, 0, 3),
        _nth(year, 2, 0, 3),
        _nth(year, 6, 0, 1) - 7 * _DAY,  # the last Monday of May
        date(year, 6, 19),
        date(year, 7, 4),
        _nth(year, 9, 0, 1),
        _nth(year, 10, 0, 2),
        date(year, 11, 11),
        _nth(year, 11, 3, 4),
        date(year, 12, 25),
    )


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _taken(day: date) -> date:
    return day + {5: -_DAY, 6: _DAY}.get(day.weekday(), timedelta(0))


def read_starters(file: Path) -> tuple[Starter, ...]:
    """The starters as shipped, in their order."""
    return tuple(
        Starter(one["id"], one["title"], tuple(DueRule(**rule) for rule in one["rules"]), one.get("also", ""))
        for one in tomllib.loads(file.read_text("utf-8"))["starter"]
    )


def check_rule(rule: DueRule) -> None:
    """Refuse a rule that says nothing, with what to do."""
    if rule.what not in WHATS:
        raise UserError("It is not said what is due.", f"Choose one of: {', '.join(WHATS)}.")
    if rule.unit not in UNITS:
        raise UserError("It is not said how days are counted.", f"Choose one of: {', '.join(UNITS)}.")
    if not 0 <= rule.days <= _MOST or (rule.unit == "sessions" and not rule.days):
        raise UserError("This is no number of days.", f"Enter {int(rule.unit == 'sessions')} to {_MOST}.")
    if rule.what not in _FITS.get(rule.unit, WHATS):
        raise UserError("This cannot be counted like that.", "Plans are counted in sessions, notes to the next one.")
    if rule.case not in CASES or rule.what not in _CASE_FITS.get(rule.case, WHATS):
        raise UserError("The rule is not for this.", "Early leaving fits summaries, a short stay plans and reviews.")
    if (rule.case == SHORT_STAY) is not (0 < rule.stay_days <= _MOST):
        raise UserError("It is not said how short the stay is.", f"Enter the days under which it holds, 1 to {_MOST}.")


def to_text(table: DueTable) -> str:
    """The table as the clinic's settings keep it: canonical JSON. Raises ``UserError`` for rules that cannot be."""
    seen = set()
    for one in table.rules:
        check_rule(one)
        if one.key in seen:
            raise UserError("There are two rules for the same thing.", "Change the one that is there.")
        seen.add(one.key)
    rules: list[Any] = [asdict(one) for one in table.rules]
    return canonical({"starter": table.starter, "rules": rules}).decode()


def from_text(text: str, closed: Collection[date] = ()) -> DueTable:
    """The table that the settings keep; ours where they keep none."""
    if not text:
        return DueTable(closed=closed)
    kept = json.loads(text)
    return DueTable(tuple(DueRule(**one) for one in kept["rules"]), kept["starter"], closed)


def ordered(rules: Sequence[DueRule]) -> tuple[DueRule, ...]:
    """Rules in the order of a stay; those for every program first."""
    return tuple(sorted(rules, key=lambda one: (WHATS.index(one.what), *one.key[1:])))
