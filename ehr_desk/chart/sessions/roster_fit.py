"""Whether a client still stands on the weekly program of the level of care before. Pure.

Source: domain page 1.1 (history of levels and tracks; planned against delivered hours). A step down whose rosters
nobody adapts plans, and then misses, the hours of the former level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ehr_desk.chart.entries.rooms import Check, Filled
from ehr_desk.chart.episodes.levels import stay_on
from ehr_desk.chart.episodes.rows import EpisodeRow, LevelRow
from ehr_desk.chart.sessions.hours import hours_text
from ehr_desk.chart.sessions.program import TRACKS, track_of
from ehr_desk.chart.sessions.rows import STAFF_TIME, WeeklyRow
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding

ProgramRows = Callable[[], Sequence[WeeklyRow]]
"""The weekly program with everything it ever held."""
_WEEK = timedelta(days=7)
_TOLD = timedelta(days=28)
"""So long after its day a change is held against the rosters: later ones were left so on purpose."""


@dataclass(frozen=True)
class FormerGroups:
    """A client who stands in groups of the level before. ``minutes`` a week on the program, ``wanted`` those planned at
    the new level (0: nobody said); ``track``: the former one, where those groups are in it and it changed; ``ahead``:
    the change was signed ahead of its day, and until then nothing is wrong."""

    former: LevelRow
    level: LevelRow
    minutes: int
    wanted: int
    track: str = ""
    ahead: bool = False

    def words(self) -> str:
        """What is wrong, as a sentence without its end."""
        of = f"of {self.former.level_of_care.lower()}"
        if self.former.level_of_care == self.level.level_of_care:
            of = f"of the {self.track.lower()} track" if self.track else "of before"
        on, planned = in_words(self.level.since), f"{hours_text(self.wanted)} planned" if self.wanted else ""
        new = " and ".join(
            part for part in (planned, f"{self.level.track.lower()} track" if self.track else "") if part
        )
        stands = "Stays" if self.ahead else "Still"
        return f"{stands} in groups {of}: {hours_text(self.minutes)} a week on the program, {new} from {on}"


def former_groups(
    client_id: str, former: LevelRow, level: LevelRow, rows: Sequence[WeeklyRow], day: date
) -> FormerGroups | None:
    """What the program holds for a client from a day of the new level on, where places of before do not fit it: more
    hours than are planned, fewer with no place changed, or the former track."""
    from_day = max(day, level.since)
    before = {row.slot_id for row in _held(client_id, rows, level.since - _WEEK)}
    now = _held(client_id, rows, from_day)
    kept = [row for row in now if row.slot_id in before]
    if not kept:
        return None
    minutes, wanted = sum(row.minutes for row in now), _minutes(level.planned_hours)
    track = former.track if _other_track(former, level, kept) else ""
    more, fewer = minutes > wanted, minutes < wanted and {row.slot_id for row in now} == before
    if not track and not (wanted and (more or fewer)):
        return None
    return FormerGroups(former, level, minutes, wanted, track, ahead=level.since > day)


def of_stay(client_id: str, stay: EpisodeRow, rows: Sequence[WeeklyRow], today: date) -> FormerGroups | None:
    """The same of the last change of an open stay, from its signing until some weeks after its day."""
    stages = stay.stages()
    if len(stages) == 1 or not stay.is_open or today > stages[-1].since + _TOLD:
        return None
    return former_groups(client_id, stages[-2], stages[-1], rows, today)


def roster_check(program_rows: ProgramRows) -> Check:
    """The check of a change of level against the weekly program: told at signing, since the rosters come after it."""

    def check(filled: Filled) -> list[Finding]:
        on = filled.day("level_from") if "episode.level" in filled.form.states else None
        stay = stay_on(filled.standing.rows("episodes"), on) if on is not None else None
        if on is None or stay is None or on <= stay.admitted_on:
            return []
        former = stay.level_on(on - timedelta(days=1))
        level = filled.text("level_of_care").strip() or former.level_of_care
        terms = filled.text("track").strip(), filled.text("planned_hours").strip()
        new = LevelRow(level, *terms, on, None, "", filled.entry_id)
        found = former_groups(filled.client.id, former, new, program_rows(), filled.today)
        at = next((item.id for item in filled.items("level_from")), "")
        return [Finding("tip", at, f"{found.words()}. Adapt the rosters in the week.")] if found else []

    return check


def _held(client_id: str, rows: Sequence[WeeklyRow], first: date) -> list[WeeklyRow]:
    """The client's sessions of the program in the seven days from one on."""
    days = [first + timedelta(days=at) for at in range(7)]
    mine = [row for row in rows if client_id in row.client_ids and row.service not in STAFF_TIME]
    return [row for row in mine if any(row.holds_on(day) for day in days)]


def _other_track(former: LevelRow, level: LevelRow, kept: Sequence[WeeklyRow]) -> bool:
    if former.track == level.track or former.track not in TRACKS or level.track not in TRACKS:
        return False
    return any(track_of(row.track, row.starts_on(row.first)) == former.track for row in kept)


def _minutes(hours: str) -> int:
    try:
        return round(float(hours) * 60)
    except ValueError:
        return 0
