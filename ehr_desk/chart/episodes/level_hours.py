"""Planned hours against the level of care. Pure; asked before signing.

Source: domain page 3.10 (ASAM Criteria, 3rd edition: intensive outpatient 9 to 19 hours a week, 6 to 19 for
adolescents; partial hospitalization 20 and more; outpatient under 9 or 6). Whoever plans other hours says why.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.episodes import levels
from ehr_desk.forms import Finding

_ADULT = 18
_PARTIAL = Decimal(20)
_LEVELS = ("outpatient", "intensive outpatient", "partial hospitalization")


def check_hours(filled: Filled) -> list[Finding]:
    """The hours are those of the level. Hours of a level two away are a slip; of the next one, a reason is kept."""
    if not {"episode.open", "episode.level"} & set(filled.form.states):
        return []
    item = next(filled.items("planned_hours"), None)
    hours, level = _number(filled.text("planned_hours")), _level(filled)
    rung = levels.rung(level)
    if item is None or hours is None or rung is None or rung >= len(_LEVELS):
        return []
    least = Decimal(9) if filled.client.age_on(_day(filled)) >= _ADULT else Decimal(6)
    of_hours = 2 if hours >= _PARTIAL else 1 if hours >= least else 0
    if of_hours == rung:
        return []
    usual = (f"less than {least}", f"{least} to 19", "20 or more")[rung]
    text = f"{hours.normalize():f} hours a week are those of {_LEVELS[of_hours]}; {level.lower()} has {usual}."
    if abs(of_hours - rung) > 1:
        return [Finding("must", item.id, f"{text} Correct the hours or the level.")]
    key = confirmed.key(confirmed.OTHER_HOURS, filled.client.id, item.id, f"{level}/{hours}")
    return [Finding("should", item.id, f"{text} Correct one of the two, or say why.", confirm=key)]


def _day(filled: Filled) -> date:
    return filled.day("level_from") or filled.day("admitted_on") or filled.effective_on


def _level(filled: Filled) -> str:
    """The level that the hours are for: the one chosen, else the one that goes on."""
    chosen = filled.text("level_of_care")
    stay = levels.stay_on(filled.standing.rows("episodes"), _day(filled))
    return chosen or (stay.level_on(_day(filled)).level_of_care if stay else "")


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
