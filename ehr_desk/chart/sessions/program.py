"""The weekly program: what it asks of the schedule, and who would be in two places at once. Pure.

Source: domain page, 3.9 (overlap guard: the same client or staff member in two sessions at once).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ehr_desk.chart.sessions.leaving import NOBODY_LEFT
from ehr_desk.chart.sessions.rows import STAFF_TIME, PlannedSessionRow, WeeklyRow
from ehr_desk.chart.sessions.times import minutes_of
from ehr_desk.chart.sessions.topics import topic_of
from ehr_desk.common.errors import UserError

OFF_PROGRAM = "The weekly program changed."
TRACKS = ("Morning", "Afternoon", "Evening")
MODES = ("In person", "Video", "Phone", "In person and video")
FACTS = ("minutes", "service", "title", "staff_id", "co_staff_id", "mode", "location", "track", "curriculum")
"""What a session has of the weekly one, besides its time and its roster."""
_NOON, _EVENING = 12, 17


@dataclass(frozen=True)
class Due:
    """A weekly session on one of its days, with whoever is still in the program then."""

    day: date
    row: WeeklyRow


@dataclass(frozen=True)
class Changes:
    """What would bring the schedule in line with the program. All empty: it is in line. ``renew``: the topic of a
    session that was moved, where its curriculum has come to another one."""

    make: tuple[Due, ...] = ()
    update: tuple[tuple[PlannedSessionRow, Due], ...] = ()
    renew: tuple[tuple[PlannedSessionRow, str], ...] = ()
    cancel: tuple[tuple[PlannedSessionRow, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.make or self.update or self.renew or self.cancel)


@dataclass(frozen=True)
class Claim:
    """Time that a session takes of its people. ``start`` is local time ("09:00")."""

    title: str
    start: str
    minutes: int
    staff_id: str
    client_ids: Collection[str]
    co_staff_id: str = ""

    @property
    def leaders(self) -> list[str]:
        """Who of the staff leads it."""
        return [one for one in (self.staff_id, self.co_staff_id) if one]


@dataclass(frozen=True)
class Clash:
    """Somebody who would be in two sessions at once. ``staff``: a staff member, else a client."""

    person_id: str
    staff: bool
    other: Claim


class Overlap(UserError):
    """Somebody would be in two sessions at once. Names stand in ``clashes`` only: errors carry none."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        people = len({clash.person_id for clash in clashes})
        who = "One person is" if people == 1 else f"{people} people are"
        super().__init__(f"{who} in another session at that time.", "Choose another time, or say why both take place.")
        self.clashes = tuple(clashes)


def track_of(track: str, start: datetime) -> str:
    """The track a session belongs to: its own, else by its hour: before noon, before 17:00, after."""
    if track:
        return track
    return TRACKS[0] if start.hour < _NOON else TRACKS[1] if start.hour < _EVENING else TRACKS[2]


def due_sessions(
    rows: Iterable[WeeklyRow],
    closed: Collection[date],
    first: date,
    last: date,
    *,
    left: Mapping[str, date] | None = None,
) -> list[Due]:
    """The sessions of the program from one day to another, both included, by time. ``left``: the day on which clients
    left the program; they are on no roster after it, and a session without anybody is none."""
    gone = left or {}
    found = []
    known = list(rows)
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if day in closed:
            continue
        for row in known:
            if row.holds_on(day):
                there = tuple(one for one in row.client_ids if one not in gone or day <= gone[one])
                if there:
                    found.append(Due(day, replace(row, client_ids=there)))
    return sorted(found, key=lambda due: (due.day, due.row.start, due.row.id))


def reconcile(
    due: Sequence[Due],
    existing: Iterable[PlannedSessionRow],
    closed: Mapping[date, str],
    now: datetime,
    *,
    deserted: Collection[tuple[str, date]] = (),
) -> Changes:
    """What brings the sessions made from the program in line with it. Doing it twice changes nothing.

    What has begun by ``now`` (local time) stays as it is, and so does what somebody changed by hand, with two
    exceptions: a day that is closed cancels what was moved onto it, and the topic of a curriculum that a cancelled
    session left out is taught by the next, moved or not. ``deserted``: the slots and days on which nobody is left.
    """
    wanted = {(one.row.slot_id, one.day): one for one in due}
    made = {(one.slot_id, one.slot_day): one for one in existing if one.slot_id}
    make = tuple(one for key, one in wanted.items() if key not in made and one.row.starts_on(one.day) > now)
    update, renew, cancel = [], [], []
    for key, session in made.items():
        one = wanted.get((key[0], key[1] or date.min))
        if session.starts_at <= now:
            continue
        if session.by_hand:
            reason = closed.get(session.starts_at.date())
            if reason and not session.cancelled:
                cancel.append((session, reason))
            elif one is not None and _other_topic(session, one):
                renew.append((session, one.row.curriculum))
        elif one is not None and (session.cancelled or not _same(session, one)):
            update.append((session, one))
        elif one is None and not session.cancelled:
            why = NOBODY_LEFT if key in deserted else OFF_PROGRAM
            cancel.append((session, closed.get(session.starts_at.date(), why)))
    return Changes(make, tuple(update), tuple(renew), tuple(cancel))


def clashes(wanted: Claim, others: Iterable[Claim]) -> list[Clash]:
    """Everybody of a session who has another one at that time, staff member first."""
    start = minutes_of(wanted.start)
    found = []
    for other in others:
        begins = minutes_of(other.start)
        if begins >= start + wanted.minutes or start >= begins + other.minutes:
            continue
        found += [Clash(one, True, other) for one in wanted.leaders if one in other.leaders]
        found += [Clash(one, False, other) for one in wanted.client_ids if one in other.client_ids]
    return sorted(found, key=lambda clash: not clash.staff)


def claim_of(one: PlannedSessionRow | WeeklyRow) -> Claim:
    """The time that a session takes."""
    start = one.start if isinstance(one, WeeklyRow) else f"{one.starts_at:%H:%M}"
    # Staff time about a client takes none of the client's own.
    clients = () if one.service in STAFF_TIME else one.client_ids
    return Claim(one.title or one.service, start, one.minutes, one.staff_id, clients, one.co_staff_id)


def weekly_claims(rows: Iterable[WeeklyRow], wanted: WeeklyRow) -> list[Claim]:
    """What the rest of the program claims on the weekday of a session, while it is in force."""
    last = wanted.last or date.max
    return [
        claim_of(row)
        for row in rows
        if row.slot_id != wanted.slot_id and row.weekday == wanted.weekday and row.in_force(wanted.first, last)
    ]


def _other_topic(session: PlannedSessionRow, due: Due) -> bool:
    """Whether a moved session follows its curriculum and the curriculum has come to another topic."""
    now, wanted = topic_of(session.curriculum), topic_of(due.row.curriculum)
    return bool(not session.cancelled and now and wanted and now.name == wanted.name and now != wanted)


def roster_of(client_ids: Collection[str], session: PlannedSessionRow) -> tuple[str, ...]:
    """Who is expected at a session of the program: its roster, and who makes up for a missed session in it."""
    return tuple(sorted({*client_ids, *session.makes_up}))


def _same(session: PlannedSessionRow, due: Due) -> bool:
    row = due.row
    return (
        session.starts_at == row.starts_on(due.day)
        and set(session.client_ids) == set(roster_of(row.client_ids, session))
        and all(getattr(session, name) == getattr(row, name) for name in FACTS)
    )
