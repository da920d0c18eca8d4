"""The weeks of all clients at once: the schedule is read with one query, whatever the number of clients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.families.rows import FamilySessionRow
from ehr_desk.chart.sessions.alone import places_of
from ehr_desk.chart.sessions.hours import FAMILY, WeekHours, is_intensive, least_minutes, week_hours
from ehr_desk.chart.sessions.reader import between, missed_places, told_alone_between
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.times import week_of

_DAY = timedelta(days=1)
_WEEK = 7 * _DAY


@dataclass(frozen=True)
class Weeks:
    """The clinic's choices and the schedule of some weeks by client. ``now``: the time on the clinic's wall;
    ``absences``: the sessions that make-ups of these weeks make up for, by the entries they name; ``places``: those
    that notes stand for which name none, by the entry."""

    clinic: ClinicRow
    planned: Mapping[str, Sequence[PlannedSessionRow]]
    now: datetime
    absences: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    def planned_for(self, client_id: str) -> Sequence[PlannedSessionRow]:
        """What is planned for a client in these weeks, by time."""
        return self.planned.get(client_id, ())

    def of(self, client: ClientRow, state: Rows, day: date) -> WeekHours | None:
        """The week of a day; None where the client was not in treatment in it."""
        first = week_of(day, self.clinic.week_starts_on)
        last = first + _WEEK - timedelta(days=1)
        stay = _stay(state, first, last)
        if stay is None:
            return None
        whole = stay.covers(first) and stay.covers(last)
        minimum = 0
        if whole and all(is_intensive(stay.level_on(first + n * _DAY).level_of_care) for n in range(7)):
            clinic = self.clinic
            minimum = least_minutes(
                client.age_on(first), clinic.weekly_minutes_minimum, clinic.weekly_minutes_adolescents
            )
        attended, planned = state.rows("attendance"), self.planned_for(client.id)
        # Asked for only where a family session was planned: it is one more query.
        sessions: Sequence[FamilySessionRow] = (
            state.rows("family_sessions") if any(one.service == FAMILY for one in planned) else ()
        )
        return week_hours(
            client.id,
            first,
            attended,
            planned,
            minimum=minimum,
            now=self.now,
            absences=self.absences,
            places=self.places,
            family_alone={one.on for one in sessions if not one.client_present},
        )

    def last_and_this(self, client: ClientRow, state: Rows, today: date) -> tuple[WeekHours, ...]:
        """Last week and this one, where the minimum holds in both; else nothing, as on the day of discharge."""
        now = _stay(state, today, today)
        in_care = now is not None and now.discharged_on != today
        both = (self.of(client, state, today - _WEEK), self.of(client, state, today)) if in_care else ()
        found = tuple(one for one in both if one is not None and one.minimum)
        return found if len(found) == len(both) else ()


def read_weeks(session: Session, day: date, now: datetime, *, weeks_back: int = 0, weeks_ahead: int = 0) -> Weeks:
    """The schedule of a day's week and of so many before and after it. Of an aware ``now`` its own hour counts."""
    clinic = read_clinic(session)
    this = week_of(day, clinic.week_starts_on)
    planned: dict[str, list[PlannedSessionRow]] = {}
    first, last = this - weeks_back * _WEEK, this + (1 + weeks_ahead) * _WEEK - _DAY
    sessions = between(session, first, last)
    for one in sessions:
        for client_id in one.client_ids:
            planned.setdefault(client_id, []).append(one)
    named = {entry for each in planned.values() for one in each for entry in one.makes_up.values()}
    absences, alone = missed_places(session, named), told_alone_between(session, first, last)
    return Weeks(clinic, planned, now.replace(tzinfo=None), absences, places_of(session, alone, sessions))


def _stay(state: Rows, first: date, last: date) -> EpisodeRow | None:
    """The stay that reaches into these days, the last of them."""
    episodes: list[EpisodeRow] = list(state.rows("episodes"))
    found = [one for one in episodes if one.admitted_on <= last and (one.discharged_on or last) >= first]
    return found[-1] if found else None
