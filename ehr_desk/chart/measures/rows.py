"""What readers get of measures and of actions for safety."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class MeasureRow:
    """One score on one day.

    ``flagged``: an answer of the form raised an alert (PHQ-9 item 9, for instance). ``change`` is the difference to
    the score before, ``first`` the client's first score of the kind; both ``None`` for the first one.
    ``positive``: the screen is positive by its published cut-off.
    """

    form_id: str
    title: str
    score_id: str
    on: date
    score: int
    maximum: int
    band: str
    flagged: bool
    entry_id: str
    change: int | None
    first: int | None
    positive: bool = False


@dataclass(frozen=True)
class PartialRow:
    """A measure of one day that has no total, because ``declined`` questions were declined. ``least``: what the answers
    given come to, and so the least that the total could be. ``flagged`` and ``positive`` as in :class:`MeasureRow`.
    """

    form_id: str
    title: str
    score_id: str
    on: date
    least: int
    maximum: int
    declined: int
    flagged: bool
    positive: bool
    entry_id: str


@dataclass(frozen=True)
class SafetyRow:
    """What was done about a risk. ``level`` is the clinician's judgment in the form's words. ``unscored``: the name of
    the measure whose answer asked for it and that has no total, because answers were declined; empty otherwise.
    """

    on: date
    what: str
    level: str
    assessed_by: str
    entry_id: str
    unscored: str = ""


@dataclass(frozen=True)
class UseRow:
    """What the client reported in one contact about use and cravings since the last one.

    ``asked``: whether use was asked about at all. ``events``: substance, day (ISO date or empty) and amount.
    ``craving``: the strongest one, 0 to 10.
    """

    on: date
    asked: bool
    used: bool
    events: list[dict[str, str]]
    craving: int | None
    entry_id: str
