"""What a signed note states about what was delivered, and a log about what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words

DELIVERED = "service.delivered"
LOGGED = "log.kept"

_ABSENT = frozenset({"excused", "no-show"})


def delivered(filled: Filled) -> list[Effect]:
    """Which interventions were used; who was not there got none of those that a group shared."""
    used = filled.value("interventions")
    names = [str(one) for one in used] if isinstance(used, list) else []
    if not names or filled.text("attended") in _ABSENT:
        return []
    data: dict[str, Json] = {"used": names}
    return [Effect(DELIVERED, filled.effective_on, data, f"Interventions: {', '.join(names)}.")]


def logged(filled: Filled) -> list[Effect]:
    """What a log of skills, meetings or cravings came to, in one sentence."""
    words = _skills(filled) or _meetings(filled) or _cravings(filled)
    return [Effect(LOGGED, filled.effective_on, {"words": words}, words)] if words else []


def _skills(filled: Filled) -> str:
    rows = filled.rows("skills")
    if not rows:
        return ""
    rated = [f"{row.get('skill')} {row['rating']} of 10" for row in rows if row.get("rating") is not None]
    told = f": {', '.join(rated)}" if rated else ""
    return f"Skills tracker of {in_words(filled.effective_on)}, {_counted(rows, 'skill')}{told}."


def _meetings(filled: Filled) -> str:
    if not any(True for _ in filled.items("meetings")):
        return ""
    return f"Mutual-help log{_period(filled)}: {_counted(filled.rows('meetings'), 'meeting')}."


def _cravings(filled: Filled) -> str:
    rows = filled.rows("cravings")
    if not rows:
        return ""
    passed = sum(str(row.get("result")) == "Passed without use" for row in rows)
    return f"Craving log{_period(filled)}: {_counted(rows, 'craving')}, {passed} passed without use."


def _period(filled: Filled) -> str:
    first, last = filled.day("period_from"), filled.day("period_to")
    return f" of {_span(first, last)}" if first and last else ""


def _span(first: date, last: date) -> str:
    return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"


def _counted(rows: Sequence[object], noun: str) -> str:
    return f"{len(rows)} {noun}" if len(rows) == 1 else f"{len(rows) or 'no'} {noun}s"
