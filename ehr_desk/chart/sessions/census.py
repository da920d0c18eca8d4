"""How many attended a group for each person who led it. Pure; asked before signing.

Source: domain page, 3.3 (census limit and staff ratio, set by the clinic: states and payers differ).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ehr_desk.chart.entries.rooms import Check, Filled
from ehr_desk.chart.sessions.author_times import led_too
from ehr_desk.chart.sessions.effects import service_of
from ehr_desk.chart.sessions.rows import SHARED
from ehr_desk.forms import Finding

MostInGroup = Callable[[], int]
"""The most clients of a group for each person who leads it; 0 where the clinic has no limit."""

_ABSENT = frozenset({"", "excused", "no-show"})
_NEXT_NAME = re.compile(r"[;\n&]|\band\b")


def census_check(most: MostInGroup) -> Check:
    """The check of a group note against the clinic's largest group, which ``most`` reads. It is told of the whole
    group, in the words that every one of its notes has."""

    def check(filled: Filled) -> list[Finding]:
        if "attendance" not in filled.form.states or service_of(filled) not in SHARED or len(filled.marked) < 2:
            return []
        limit = most()
        leading = leaders(filled)
        there = sum(mark not in _ABSENT for mark in filled.marked)
        if not limit or there <= limit * leading:
            return []
        item = next(filled.items("facilitators"), None)
        each = "" if leading == 1 else f" for each of the {leading} who led it"
        text = (
            f"More than {limit} clients attended{each}, which is the clinic's largest group. "
            "Name who led it too, or say in the note how it was led."
        )
        return [Finding("should", item.id if item else "", text)]

    return check


def leaders(filled: Filled) -> int:
    """How many led the group: the author, and whoever is named besides."""
    said = filled.text("facilitators")
    return 1 + sum(led_too(part, filled.leader) for part in _NEXT_NAME.split(said))
