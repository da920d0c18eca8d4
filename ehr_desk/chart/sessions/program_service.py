"""What staff can do with the weekly program. The sessions of the coming days are made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.entries.fold import Fold
from ehr_desk.chart.sessions.curriculum_service import with_their_topics
from ehr_desk.chart.sessions.hashes import record_closed, record_weekly
from ehr_desk.chart.sessions.leaving import Parting, left_program, partings
from ehr_desk.chart.sessions.making_up import Freed, freed
from ehr_desk.chart.sessions.program import (
    Changes,
    Claim,
    Due,
    Overlap,
    claim_of,
    clashes,
    due_sessions,
    reconcile,
    weekly_claims,
)
from ehr_desk.chart.sessions.reader import between, closed_days, guests_from, made_between, weekly
from ehr_desk.chart.sessions.rows import PlannedSessionRow, WeeklyRow
from ehr_desk.chart.sessions.service import NewSession, check_session
from ehr_desk.chart.sessions.storing import (
    add_session,
    cancel_session,
    change_guests,
    follow_program,
    from_program,
    part,
    renew_topic,
)
from ehr_desk.chart.sessions.tables import ClosedDay, WeeklyPlace, WeeklySession
from ehr_desk.chart.sessions.times import minutes_of
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit

AHEAD_DAYS = 28
"""How many days ahead sessions are made from the program."""
FAR_DAYS = 366
"""How far ahead sessions that were planned or moved by hand are looked for."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NewWeekly:
    """What is asked of a weekly session. ``weekday`` 0: Monday. ``start`` is local time ("09:00")."""

    weekday: int
    start: str
    minutes: int
    service: str
    title: str
    staff_id: str
    client_ids: Sequence[str]
    track: str = ""
    mode: str = ""
    curriculum: str = ""
    overlap_reason: str = ""
    location: str = ""
    co_staff_id: str = ""


DAY_OVER = "No session of the program is still to come on this day."
WHAT_FOR = (
    "Closing is for holidays and other days on which the program does not take place. A session that was not held is "
    "cancelled by itself, in the week."
)


@dataclass(frozen=True)
class Week:
    """Seven days of the schedule: what stands on it, and what the program will still put there (``due``)."""

    first: date
    sessions: Sequence[PlannedSessionRow]
    due: Sequence[Due]
    rows: Sequence[WeeklyRow]
    closed: Mapping[date, str]

    def going(self, day: date, now: datetime) -> list[PlannedSessionRow | WeeklyRow]:
        """What closing a day would cancel: what of the program has not begun by ``now`` (local time)."""
        made = [one for one in self.sessions if one.starts_at.date() == day and one.slot_id and not one.cancelled]
        due = [one.row for one in self.due if one.day == day]
        return [*(one for one in made if one.starts_at > now), *(row for row in due if row.starts_on(day) > now)]


class ProgramService:
    """The weekly program: its sessions with their rosters, closed days, and the schedule that follows from both."""

    def __init__(self, sitting: Sitting, me: StaffRow, folds: Mapping[str, Fold], clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._folds = folds
        self._clock = clock
        self._ids = ids
        self._gate = ChartGate(sitting, me, clock)

    def week(self, first: date) -> Week:
        """Seven days from a day on."""
        self._gate.require("read charts")
        last = first + 6 * _DAY
        with self._sitting.read() as session:
            rows, closed = weekly(session), closed_days(session)
            planned = between(session, first, last)
            there = {(one.slot_id, one.slot_day) for one in made_between(session, first, last)}
            coming = max(first, self._clock.today())
            due = due_sessions(rows, closed, coming, last, left=self._left(session, rows)) if coming <= last else []
            due = with_their_topics(session, due, rows, closed)
            return Week(
                first,
                planned,
                [one for one in due if (one.row.slot_id, one.day) not in there],
                [row for row in rows if row.in_force(first, last)],
                {day: reason for day, reason in closed.items() if first <= day <= last},
            )

    def in_force(self, day: date) -> list[WeeklyRow]:
        """The program as it stands from a day on."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            return [row for row in weekly(session) if row.in_force(day, date.max)]

    def add(self, new: NewWeekly, from_day: date) -> WeeklyRow:
        """Put a session on the program from a day on. Raises ``UserError`` where it cannot take place as described,
        ``Overlap`` where somebody would be in two sessions at once and no reason is given."""
        return self._write(self._ids.new(), new, from_day)

    def change(self, slot_id: str, new: NewWeekly, from_day: date) -> WeeklyRow:
        """Change a session of the program from a day on; what was before stays as it was."""
        return self._write(slot_id, new, from_day)

    def end(self, slot_id: str, last_day: date) -> None:
        """Take a session off the program after a day."""
        self._gate.require("plan sessions")
        with self._sitting.write() as unit:
            self._cut(unit, slot_id, last_day + _DAY, "program.ended")
            self._follow(unit)

    def close(self, day: date, reason: str) -> None:
        """The program does not take place on a day: its sessions there are cancelled with the reason.

        Raises ``UserError`` where it is closed on that day already: its sessions keep the reason that was given; and
        where the day is over: what took place on it stands in the week.
        """
        self._gate.require("plan sessions")
        if not reason.strip():
            raise UserError("The reason is missing.", "Say why the program is closed, for example Thanksgiving Day.")
        week, now = self.week(day), self._clock.local().replace(tzinfo=None)
        standing = week.closed.get(day, "")
        if standing:
            raise UserError(f"The program is closed on this day already: {standing}", "Open the day again first.")
        if day <= now.date() and not week.going(day, now):
            raise UserError(DAY_OVER, WHAT_FOR)
        self._closed(day, reason.strip(), closed=True)

    def open_again(self, day: date) -> None:
        """The program takes place on a closed day after all."""
        self._gate.require("plan sessions")
        self._closed(day, "", closed=False)

    def missing(self) -> bool:
        """Whether the schedule of the coming days is not in line with the program yet; writes nothing."""
        if not self._gate.may("plan sessions"):
            return False
        with self._sitting.read() as session:
            return bool(self._freed(session) or self._changes(session) or self._partings(session))

    def make_sessions(self) -> int:
        """Bring the schedule of the coming days in line with the program; returns how many sessions that concerned.

        Doing it twice changes nothing. What has begun, and what somebody changed by hand, stays as it is.
        """
        self._gate.require("plan sessions")
        with self._sitting.write() as unit:
            return self._follow(unit)

    def _write(self, slot_id: str, new: NewWeekly, from_day: date) -> WeeklyRow:
        self._gate.require("plan sessions")
        _check(new, from_day)
        self._gate.require_charts("plan sessions", self._joining(slot_id, new, from_day))
        with self._sitting.write() as unit:
            rows = weekly(unit.session)
            before = [row for row in rows if row.slot_id == slot_id]
            row = WeeklyRow(
                id=self._ids.new(),
                slot_id=slot_id,
                first=from_day,
                last=None,
                weekday=new.weekday,
                start=new.start,
                minutes=new.minutes,
                service=new.service,
                title=new.title.strip(),
                curriculum=new.curriculum.strip(),
                staff_id=new.staff_id,
                track=new.track,
                mode=new.mode,
                client_ids=tuple(sorted(set(new.client_ids))),
                overlap_reason=new.overlap_reason.strip(),
                location=new.location.strip(),
                co_staff_id=new.co_staff_id,
            )
            if not row.overlap_reason:
                self._refuse_overlap(unit.session, rows, row)
            self._cut(unit, slot_id, from_day, "program.changed")
            _store(unit, row)
            record_weekly(unit, "program.changed" if before else "program.added", row.id)
            self._follow(unit)
        return row

    def _joining(self, slot_id: str, new: NewWeekly, from_day: date) -> list[str]:
        """The clients whose charts the change would open to somebody: not those who stay with the same leaders."""
        day = max(from_day, self._clock.today())
        with self._sitting.read() as session:
            now = [row for row in weekly(session, slot_id) if row.in_force(day, day)]
        asked = {new.staff_id, new.co_staff_id} - {""}
        now = [row for row in now if asked <= {row.staff_id, row.co_staff_id}]
        staying = {one for row in now for one in row.client_ids}
        return [one for one in new.client_ids if one not in staying]

    def _cut(self, unit: Unit, slot_id: str, from_day: date, action: str) -> None:
        """End whatever a slot holds before a day; a row that starts later never takes place."""
        for row in weekly(unit.session, slot_id):
            if row.last is None or row.last >= from_day:
                unit.session.get_one(WeeklySession, row.id).until_day = (from_day - _DAY).isoformat()
                record_weekly(unit, action, row.id)

    def _closed(self, day: date, reason: str, *, closed: bool) -> None:
        with self._sitting.write() as unit:
            unit.session.merge(ClosedDay(day=day.isoformat(), reason=reason, closed=closed))
            record_closed(unit, "program.closed" if closed else "program.opened", day.isoformat())
            self._follow(unit)

    def _follow(self, unit: Unit) -> int:
        unit.session.flush()
        free = self._freed(unit.session)
        for each in free:
            change_guests(unit, each.before, each.after, by_program=True)
        changes = self._changes(unit.session)
        for due in changes.make:
            add_session(unit, from_program(due, self._ids.new()))
        for session, due in changes.update:
            follow_program(unit, session, due)
        for session, topic in changes.renew:
            renew_topic(unit, session.id, topic)
        for session, reason in changes.cancel:
            cancel_session(unit, session.id, reason, by_hand=False, by_program=True)
        parted = self._partings(unit.session)
        for one in parted:
            part(unit, one)
        return sum(map(len, (free, changes.make, changes.update, changes.renew, changes.cancel, parted)))

    def _changes(self, session: Session) -> Changes:
        now = self._clock.local().replace(tzinfo=None)
        first, last = now.date(), now.date() + AHEAD_DAYS * _DAY
        rows, closed = weekly(session), closed_days(session)
        due = due_sessions(rows, closed, first, last, left=self._left(session, rows))
        kept = {(one.row.slot_id, one.day) for one in due}
        asked = {(one.row.slot_id, one.day) for one in due_sessions(rows, closed, first, last)}
        due = with_their_topics(session, due, rows, closed)
        return reconcile(due, made_between(session, first, last), closed, now, deserted=asked - kept)

    def _left(self, session: Session, rows: Sequence[WeeklyRow]) -> dict[str, date]:
        """The day on which clients of the rosters were discharged, where no stay is open."""
        return left_program(session, {one for row in rows for one in row.client_ids}, self._folds)

    def _partings(self, session: Session) -> list[Parting]:
        """Who left and is still expected at a session that was moved, or planned by itself."""
        now = self._clock.local().replace(tzinfo=None)
        planned = between(session, now.date(), now.date() + FAR_DAYS * _DAY)
        clients = {client for one in planned for client in one.client_ids}
        return partings(planned, left_program(session, clients, self._folds), now)

    def _freed(self, session: Session) -> list[Freed]:
        """Where somebody is expected who was to make up for what is no absence any more."""
        now = self._clock.local().replace(tzinfo=None)
        return freed(session, guests_from(session, now.date()), now)

    def _refuse_overlap(self, session: Session, rows: Sequence[WeeklyRow], wanted: WeeklyRow) -> None:
        first = max(wanted.first, self._clock.today())
        others: list[Claim] = weekly_claims(rows, wanted)
        others += [
            claim_of(one)
            for one in between(session, first, first + FAR_DAYS * _DAY)
            if (not one.slot_id or (one.by_hand and one.slot_id != wanted.slot_id))
            and not one.cancelled
            and wanted.holds_on(one.starts_at.date())
        ]
        found = clashes(claim_of(wanted), others)
        if found:
            raise Overlap(found)


def _store(unit: Unit, row: WeeklyRow) -> None:
    unit.session.add(
        WeeklySession(
            id=row.id,
            slot_id=row.slot_id,
            from_day=row.first.isoformat(),
            until_day="",
            weekday=row.weekday,
            start=row.start,
            minutes=row.minutes,
            service=row.service,
            title=row.title,
            curriculum=row.curriculum,
            staff_id=row.staff_id,
            co_staff_id=row.co_staff_id,
            track=row.track,
            mode=row.mode,
            overlap_reason=row.overlap_reason,
            location=row.location,
        )
    )
    unit.session.flush()
    unit.session.add_all(WeeklyPlace(weekly_id=row.id, client_id=one) for one in row.client_ids)


def _check(new: NewWeekly, from_day: date) -> None:
    if not 0 <= new.weekday <= 6:
        raise ValueError("a weekday is 0 (Monday) to 6")
    try:
        minutes_of(new.start)
    except ValueError:
        raise UserError("This is no time of day.", "Enter when it starts, for example 09:00.") from None
    if not new.staff_id:
        raise UserError("Nobody leads the session.", "Choose who leads it.")
    starts = datetime.combine(from_day, time.fromisoformat(new.start))
    asked = (starts, new.minutes, new.service, new.title, new.staff_id, new.client_ids)
    check_session(NewSession(*asked, mode=new.mode, co_staff_id=new.co_staff_id))
