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

WHATS = ("plan", "review", "note", "discharge summary")
UNITS = ("calendar", "working", "months")
_MOST = 366
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DueRule:
    """``days`` of a ``unit`` after what it counts from. ``program`` is a level of care; empty: every one.
    ``source``: the law, contract or policy it comes from."""

    what: str
    days: int
    unit: str = "calendar"
    source: str = ""
    program: str = ""


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
)


@dataclass(frozen=True)
class DueTable:
    """The rules of a clinic. ``starter`` is what they began from; ``closed`` are days on which the clinic rests."""

    rules: tuple[DueRule, ...] = GENERAL
    starter: str = "general"
    closed: Collection[date] = ()

    def rule(self, what: str, program: str = "") -> DueRule:
        """The rule of a program, else the one for every program, else ours."""
        for wanted in (program, ""):
            for one in self.rules:
                if (one.what, one.program) == (what, wanted):
                    return one
        return next(one for one in GENERAL if one.what == what)

    def due(self, what: str, start: date, program: str = "") -> date:
        """The last day on which it is in time."""
        one = self.rule(what, program)
        if one.unit == "months":
            return months_after(start, one.days)
        if one.unit == "working":
            return working_days_after(start, one.days, self.closed)
        return start + timedelta(days=one.days)


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
    if not 0 <= rule.days <= _MOST:
        raise UserError("This is no number of days.", f"Enter 0 to {_MOST}.")


def to_text(table: DueTable) -> str:
    """The table as the clinic's settings keep it: canonical JSON. Raises ``UserError`` for rules that cannot be."""
    seen = set()
    for one in table.rules:
        check_rule(one)
        if (one.what, one.program) in seen:
            raise UserError("There are two rules for the same thing.", "Change the one that is there.")
        seen.add((one.what, one.program))
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
    return tuple(sorted(rules, key=lambda one: (WHATS.index(one.what), one.program)))
