"""Services and hours: what was attended, what was missed. Pure.

Every minute stands in exactly one place: scheduled = attended + missed, and each total is the sum of its services.
What somebody missed by coming late or leaving early counts as missed time, not as a missed session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ehr_desk.chart.episodes.rows import LevelRow
from ehr_desk.chart.plans.rows import PlanRow
from ehr_desk.chart.sessions.claims import counted_once
from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.summaries.rows import Passage, Sentence, passage, sources
from ehr_desk.chart.summaries.scope import Scope
from ehr_desk.chart.summaries.words import counted, day_words, hours_words, listed, small
from ehr_desk.common.days import days_from_to


@dataclass(frozen=True)
class ServiceTotal:
    """Sessions and minutes of one kind of service."""

    service: str
    sessions: int
    minutes: int
    entry_ids: tuple[str, ...]


@dataclass(frozen=True)
class Attendance:
    """What a scope holds of attendance. Time that two sessions claim is in one of them."""

    attended: tuple[AttendanceRow, ...]
    missed: tuple[AttendanceRow, ...]

    @property
    def minutes_attended(self) -> int:
        """Minutes attended."""
        return sum(row.minutes for row in self.attended)

    @property
    def minutes_scheduled(self) -> int:
        """Minutes scheduled, attended or not."""
        return sum(_scheduled(row) for row in (*self.attended, *self.missed))

    @property
    def minutes_missed(self) -> int:
        """Minutes that were scheduled and not attended."""
        return self.minutes_scheduled - self.minutes_attended

    @property
    def scheduled(self) -> int:
        """Sessions attended or missed."""
        return len(self.attended) + len(self.missed)

    def services(self) -> list[ServiceTotal]:
        """What was attended, by kind: most hours first."""
        kinds = dict.fromkeys(row.service for row in self.attended)
        totals = [_total(kind, [row for row in self.attended if row.service == kind]) for kind in kinds]
        return sorted(totals, key=lambda total: (-total.minutes, total.service))


def attendance_of(scope: Scope) -> Attendance:
    """The scope's attendance."""
    rows: list[AttendanceRow] = scope.within(scope.rows("attendance"))
    attended = tuple(row for row in counted_once(rows) if row.was_there)
    return Attendance(attended, tuple(row for row in rows if not row.was_there))


def headline(scope: Scope, subject: str = "The client") -> Sentence:
    """One sentence: "The client attended 23 of 26 scheduled sessions (41 h 30 min)."."""
    found = attendance_of(scope)
    if not found.scheduled:
        return Sentence(f"No session is recorded{scope.in_it}.")
    entries = sources(row.entry_id for row in (*found.attended, *found.missed))
    if not found.attended:
        none = f"{subject} attended none of {counted(found.scheduled, 'scheduled session')}{scope.in_it}."
        return Sentence(none, entries)
    text = (
        f"{subject} attended {len(found.attended)} of {counted(found.scheduled, 'scheduled session')}"
        f"{scope.in_it} ({hours_words(found.minutes_attended)})."
    )
    return Sentence(text, entries)


def missed(scope: Scope) -> list[Sentence]:
    """What was missed and why, sessions first; nothing where nothing was."""
    found = attendance_of(scope)
    return [*_missed_sessions(found.missed), *_missed_parts(found.attended)]


def _missed_parts(attended: Sequence[AttendanceRow]) -> list[Sentence]:
    short = [row for row in attended if row.minutes < _scheduled(row)]
    if not short:
        return []
    lost = hours_words(sum(_scheduled(row) - row.minutes for row in short))
    text = f"Coming late or leaving early cost {lost} of {counted(len(short), 'attended session')}."
    return [Sentence(text, sources(row.entry_id for row in short))]


def _missed_sessions(rows: Sequence[AttendanceRow]) -> list[Sentence]:
    if not rows:
        return []
    excused = [row for row in rows if row.status == "excused"]
    others = [row for row in rows if row.status != "excused"]
    parts = [
        (f"{len(some)} " if len(rows) > 1 else "") + _reasons(some, words)
        for some, words in ((excused, "excused"), (others, "not excused"))
        if some
    ]
    verb = "was" if len(rows) == 1 else "were"
    lost = sum(_scheduled(row) for row in rows)
    text = f"{counted(len(rows), 'session')} {verb} missed ({hours_words(lost)}): {listed(parts)}."
    return [Sentence(text, sources(row.entry_id for row in rows))]


@dataclass(frozen=True)
class Planned:
    """Hours a week as somebody decided them (decimal text) for the ``days`` of a scope from ``since`` on."""

    weekly: str
    since: date
    days: int
    said: str
    entry_id: str


def planned_of(scope: Scope) -> list[Planned]:
    """What the plan, else the admission, asks for, counted for the days of the scope that lie in the stay; from a
    change of level on what that says, until a plan is made after it.

    Sessions that nobody planned or recorded are no part of attendance; this is what tells that they are missing.
    """
    found: list[Planned] = []
    for place, stage in enumerate(scope.episode.stages() if scope.episode else ()):
        first, last = max(scope.start, stage.since), min(scope.end, stage.until or scope.end)
        if first > last:
            continue
        one = _planned_at(scope, stage, first, last, at_admission=place == 0)
        if found and one and found[-1].weekly == one.weekly:
            found[-1] = replace(found[-1], days=found[-1].days + one.days)
        elif one:
            found.append(one)
    return found


def _planned_at(scope: Scope, stage: LevelRow, first: date, last: date, *, at_admission: bool) -> Planned | None:
    """The hours of one level of care; the plan in force at its end may say others."""
    then = scope.chart if stage.until is None else scope.chart.as_of(last)
    plan: PlanRow | None = next(iter(then.rows("plan")), None)
    days = days_from_to(first, last)
    if plan and plan.planned_hours and (at_admission or plan.adopted_on >= stage.since):
        return Planned(plan.planned_hours, first, days, "The treatment plan calls for", plan.entry_id)
    if stage.planned_hours:
        said = "The admission planned" if at_admission else "The review of the level of care planned"
        return Planned(stage.planned_hours, first, days, said, stage.entry_id)
    return None


def planned(scope: Scope) -> list[Sentence]:
    """The hours of the program for the scope, and how many of them were attended."""
    found = planned_of(scope)
    if not found:
        return []
    number = sum(one.days for one in found)
    days = "1 day" if number == 1 else f"{number} days"
    attended = hours_words(attendance_of(scope).minutes_attended)
    weekly = f"{found[0].said} {_hours_a_week(found[0].weekly)}"
    if len(found) > 1:
        later = [f"{_hours_a_week(one.weekly)} from {day_words(one.since)}" for one in found[1:]]
        weekly = f"Planned were {listed([f'{_hours_a_week(found[0].weekly)} at first', *later])}"
    text = f"{weekly}, {_total_words(found)} in these {days}; {attended} were attended."
    return [Sentence(text, sources(one.entry_id for one in found))]


def planned_words(scope: Scope) -> str:
    """The hours of the program beside those attended: "about 31 h at 10 h a week"; empty where none are planned."""
    found = planned_of(scope)
    return f"{_total_words(found)} at {', then '.join(one.weekly for one in found)} h a week" if found else ""


def _total_words(planned: Sequence[Planned]) -> str:
    """Whole hours in words: "27 h", "about 31 h"."""
    hours = sum((Decimal(one.weekly) * one.days for one in planned), Decimal(0)) / 7
    whole = hours.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'' if hours == whole else 'about '}{whole} h"


def last_attended(scope: Scope) -> AttendanceRow | None:
    """The last session attended in the scope."""
    rows = attendance_of(scope).attended
    return max(rows, key=lambda row: (row.on, row.start)) if rows else None


def note(scope: Scope) -> Passage:
    """The passage on attendance; the table beside it tells the kinds of service."""
    last = last_attended(scope)
    ending = [Sentence(f"The last session attended was on {day_words(last.on)}.", (last.entry_id,))] if last else []
    return passage([headline(scope), *missed(scope), *planned(scope), *ending])


def service_rows(scope: Scope) -> list[dict[str, object]]:
    """The table of services given."""
    return [
        {"service": total.service.capitalize() or "Not said", "sessions": total.sessions, "minutes": total.minutes}
        for total in attendance_of(scope).services()
    ]


def hours(scope: Scope) -> tuple[str, str, str]:
    """Time attended, scheduled and missed, in words, each hour counted once; nobody outside is told of two claims."""
    found = attendance_of(scope)
    return (
        hours_words(found.minutes_attended),
        hours_words(found.minutes_scheduled),
        hours_words(found.minutes_missed),
    )


def _total(kind: str, rows: Sequence[AttendanceRow]) -> ServiceTotal:
    return ServiceTotal(kind, len(rows), sum(row.minutes for row in rows), sources(row.entry_id for row in rows))


def _reasons(rows: Sequence[AttendanceRow], words: str) -> str:
    reasons = list(dict.fromkeys(small(row.reason.strip()) for row in rows if row.reason.strip()))
    return words + (f" ({'; '.join(reasons)})" if reasons else "")


def _hours_a_week(hours_text: str) -> str:
    return f"{hours_text} hour a week" if hours_text == "1" else f"{hours_text} hours a week"


def _scheduled(row: AttendanceRow) -> int:
    return max(row.planned_minutes, row.minutes)
