"""What the stays of a client come to when an entry is signed, corrected or marked as entered in error. Pure.

One program admits nobody who is in it already, and nobody leaves before they came (TEDS: one record of admission and
one of discharge for each stay, in that order).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from ehr_desk.chart.entries.rooms import Filled, Rows
from ehr_desk.chart.episodes.rows import EpisodeRow, LevelRow
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding


def check_stays(filled: Filled, before: Rows, after: Rows) -> list[Finding]:
    """Stays that cannot be. What was so before the entry does not keep it from being signed: it may mend half of it."""
    known = set(impossible(before.rows("episodes")))
    found = [Finding("must", _at(filled), text) for text in impossible(after.rows("episodes")) if text not in known]
    rows = before.rows("episodes"), after.rows("episodes")
    return [*found, *_cut_off(filled, *rows), *_neighbours(filled, *rows)]


def impossible(rows: Sequence[EpisodeRow]) -> list[str]:
    """What is impossible about stays that are ordered by admission, in sentences that say what to do."""
    return [*_backwards(rows), *_together(rows), *(text for row in rows for text in _levels(row))]


def _backwards(rows: Sequence[EpisodeRow]) -> Iterator[str]:
    for row in rows:
        if row.discharged_on is not None and row.discharged_on < row.admitted_on:
            yield (
                f"The stay that begins on {in_words(row.admitted_on)} would end before it, on "
                f"{in_words(row.discharged_on)}. Correct the day, or the other entry first."
            )


def _together(rows: Sequence[EpisodeRow]) -> Iterator[str]:
    for one, following in pairwise(rows):
        began, again = in_words(one.admitted_on), in_words(following.admitted_on)
        if one.is_open and following.is_open:
            yield (
                f"Two stays would be open at once, since {began} and since {again}. Mark the admission that should not "
                "be as entered in error first, or write the discharge between them."
            )
        elif following.admitted_on < (one.discharged_on or date.max):
            end = f"until {in_words(one.discharged_on)}" if one.discharged_on else "without an end"
            yield f"The stay from {began} {end} would overlap the one that begins on {again}. Correct a day first."


def _levels(row: EpisodeRow) -> Iterator[str]:
    """Levels of care that would hold outside of their stay, or begin without being another one."""
    for one, following in pairwise(row.stages()):
        since = in_words(following.since)
        if following.since <= row.admitted_on:
            yield (
                f"The level of care would change on {since}, and the stay begins on {in_words(row.admitted_on)}. "
                "Correct a day, or mark the change as entered in error first."
            )
        elif following.since == one.since:
            yield (
                f"Two changes of level would count from {since}. "
                "Correct a day, or mark one of them as entered in error first."
            )
        if _terms(one) == _terms(following):
            yield (
                f"The change of level from {since} would change nothing: {following.level_of_care.lower()} holds "
                "before it too. Correct that entry, or mark it as entered in error first."
            )


def _cut_off(filled: Filled, before: Sequence[EpisodeRow], after: Sequence[EpisodeRow]) -> Iterator[Finding]:
    """Changes of level that a discharge comes before: one signed ahead of its day never takes effect; one whose day has
    come did take effect, so one of the days is wrong."""
    was = {row.episode_id: row for row in before}
    for row in after:
        left = row.discharged_on
        for change in was[row.episode_id].stages()[1:] if left is not None and row.episode_id in was else ():
            if left is None or change.since <= left:
                continue
            since, ended = in_words(change.since), in_words(left)
            if change.since > filled.today:
                text = f"The change of level signed for {since} never takes effect: the stay ends on {ended}."
                yield Finding("tip", _at(filled), text)
            else:
                text = (
                    f"The level of care changed on {since}, after the discharge on {ended}. "
                    "Correct a day, or mark the change as entered in error first."
                )
                yield Finding("must", _at(filled), text)


def _neighbours(filled: Filled, before: Sequence[EpisodeRow], after: Sequence[EpisodeRow]) -> Iterator[Finding]:
    """Changes that were signed as steps from one level and would follow another one: their words, up or down, would no
    longer be true; also where the admission before them was written anew. A mark of error is told so only, since what
    is wrong must go whatever was built on it."""
    known = {(change.entry_id, former.level_of_care) for former, change in _changes(before) if _other(former, change)}
    level = "should" if filled.kind == "entered_in_error" else "must"
    for former, change in _changes(after):
        if _other(former, change) and (change.entry_id, former.level_of_care) not in known:
            text = (
                f"The change of level from {in_words(change.since)} was signed as one from "
                f"{change.signed_from.lower()}, and {former.level_of_care.lower()} would hold before it. Mark that "
                "change as entered in error first, and write it anew afterwards."
            )
            yield Finding(level, _at(filled), text)


def _other(former: LevelRow, change: LevelRow) -> bool:
    """Whether a change was signed as one from another level than the one before it."""
    return change.signed_from not in ("", former.level_of_care) and _terms(former) != _terms(change)


def _changes(rows: Sequence[EpisodeRow]) -> list[tuple[LevelRow, LevelRow]]:
    """Every change of level with the level that it follows."""
    return [pair for row in rows for pair in pairwise(row.stages())]


def _terms(stage: LevelRow) -> tuple[str, str, str]:
    return stage.level_of_care, stage.track, stage.planned_hours


def _at(filled: Filled) -> str:
    """The day of admission, discharge or change, where the form has one."""
    for role in ("admitted_on", "discharged_on", "level_from"):
        for item in filled.items(role):
            return item.id
    return ""
