"""What must hold for a review of the level of care. Pure; asked before signing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.episodes import levels
from ehr_desk.chart.episodes.rows import EpisodeRow, LevelRow
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding

AHEAD = timedelta(days=14)
"""How far ahead a change may be signed: it is decided today and holds from Monday on. What lies further is a plan."""


def check_level(filled: Filled) -> list[Finding]:
    """A review lies in a stay; a change is one, goes the way it says, and comes after what has changed before."""
    if "episode.level" not in filled.form.states:
        return []
    on = filled.day("level_from")
    at = _item(filled, "level_from" if on else "effective_on")
    day = on or filled.effective_on
    stay = levels.stay_on(filled.standing.rows("episodes"), day)
    if stay is None:
        return [Finding("must", at, _outside(filled, day))]
    found = list(_next_review(filled))
    if on is None:
        return found
    if on > filled.today + AHEAD:
        text = (
            "The change lies more than two weeks ahead. Write down what was decided, and sign this nearer to its day."
        )
        return [*found, Finding("must", at, text)]
    if on == stay.admitted_on:
        text = f"{in_words(on)} is the day of admission, and its level is that of the admission. Correct that entry."
        return [*found, Finding("must", at, text)]
    later = _later(filled, stay, on)
    if later is not None:
        text = (
            f"A change of level from {in_words(later.since)} is signed already. Give a later day, or mark that change "
            "as entered in error first."
        )
        return [*found, Finding("must", at, text)]
    return [*found, *_backdated(filled, on), *_another(filled, stay.level_on(on))]


def _backdated(filled: Filled, on: date) -> Iterator[Finding]:
    """A change takes effect about when it is decided; one written down long after it says why."""
    days = (filled.effective_on - on).days
    if days > AHEAD.days:
        at = _item(filled, "level_from")
        text = (
            f"The change would hold from {in_words(on)}, {days} days before this review, and change the level of all "
            "that was done since. Correct the day, or say why it is written down only now."
        )
        key = confirmed.key(confirmed.BACKDATED, filled.client.id, at, f"{on}")
        yield Finding("must", at, text, confirm=key)


def _outside(filled: Filled, day: date) -> str:
    rows: list[EpisodeRow] = list(filled.standing.rows("episodes"))
    if not rows:
        return "The client has not been admitted, so there is no level of care to review."
    ahead = [row.admitted_on for row in rows if row.admitted_on > day]
    if ahead:
        return f"{in_words(day)} lies before the admission on {in_words(min(ahead))}. Give a day of the stay."
    ended = max(row.discharged_on for row in rows if row.discharged_on is not None)
    return f"{in_words(day)} lies after the discharge on {in_words(ended)}. Give a day of the stay."


def _later(filled: Filled, stay: EpisodeRow, on: date) -> LevelRow | None:
    """The change that stands on this day or after it. A correction keeps its place among the others."""
    if filled.kind != "original":
        return None
    return next((one for one in stay.stages()[1:] if one.since >= on), None)


def _another(filled: Filled, before: LevelRow) -> Iterator[Finding]:
    level, decision = filled.text("level_of_care"), filled.text("decision")
    at = _item(filled, "level_of_care")
    if filled.text("level_before") not in ("", before.level_of_care) and filled.kind == "original":
        if before.since > filled.today:
            text = (
                f"{before.level_of_care} is signed from {in_words(before.since)} on. Write this review once that has "
                "begun, or mark that change as entered in error first."
            )
            yield Finding("must", _item(filled, "level_from"), text)
            return
        text = f"By now the level of care is {before.level_of_care.lower()}. Begin this review again from there."
        yield Finding("must", _item(filled, "level_before"), text)
    elif decision in levels.STEPS:
        if level and level == before.level_of_care:
            text = f"The client is at this level already, since {in_words(before.since)}. Choose the level stepped to."
            yield Finding("must", at, text)
        elif level:
            yield from _direction(at, decision, before.level_of_care, level)
    elif (filled.text("track"), filled.text("planned_hours")) == (before.track, before.planned_hours):
        yield Finding("must", _item(filled, "track"), "Neither track nor hours change. Give what is new.")


def _direction(at: str, decision: str, before: str, after: str) -> Iterator[Finding]:
    first, then = levels.rung(before), levels.rung(after)
    if first is None or then is None:
        return
    if (then > first) is (decision == levels.STEP_DOWN):
        way = "more" if then > first else "less"
        text = f"{after} is {way} intensive than {before.lower()}. Correct the level, or the decision."
        yield Finding("must", at, text)


def _next_review(filled: Filled) -> Iterator[Finding]:
    due = filled.day("next_level_review_on")
    if due is not None and due <= max(filled.effective_on, filled.day("level_from") or filled.effective_on):
        yield Finding("must", _item(filled, "next_level_review_on"), "The next review must lie after this one.")


def _item(filled: Filled, role: str) -> str:
    return next((item.id for item in filled.items(role)), "")
