"""What staff can do with the schedule. Planned sessions are administrative facts: audited rows, no entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.entries.fold import Fold
from ehr_desk.chart.entries.reader import lines_of_sessions
from ehr_desk.chart.sessions.author_times import Led, LedBy
from ehr_desk.chart.sessions.held import PlannedOf
from ehr_desk.chart.sessions.leaving import left_program
from ehr_desk.chart.sessions.program import Overlap, claim_of, clashes, due_sessions
from ehr_desk.chart.sessions.reader import (
    between,
    closed_days,
    day_list,
    held_by,
    made_between,
    made_up,
    missed_sessions,
    one_session,
    weekly,
)
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.storing import add_session, cancel_session, change_session, restore_session
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.common.days import in_words
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms.words import SERVICES
from ehr_desk.vault.sitting import Sitting


@dataclass(frozen=True)
class NewSession:
    """What is asked when a session is planned. ``starts_at`` is local time without a zone.

    ``makes_up``: client id to the entry of the missed session that this one makes up for. ``overlap_reason``: why it
    takes place although somebody is in another session at that time; without it an overlap is refused.
    """

    starts_at: datetime
    minutes: int
    service: str
    title: str
    staff_id: str
    client_ids: Sequence[str]
    mode: str = ""
    track: str = ""
    curriculum: str = ""
    location: str = ""
    makes_up: Mapping[str, str] = field(default_factory=dict)
    overlap_reason: str = ""


class SessionService:
    """The schedule: plan and cancel sessions, read days."""

    def __init__(self, sitting: Sitting, me: StaffRow, folds: Mapping[str, Fold], clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._folds = folds
        self._ids = ids
        self._clock = clock
        self._gate = ChartGate(sitting, me, clock)

    def plan_session(self, new: NewSession) -> PlannedSessionRow:
        """Put a session on the schedule. Raises ``UserError`` where it cannot take place as described, ``Overlap``
        where somebody would be in two sessions at once and no reason is given. A roster opens charts to whoever leads
        the session, so each of its charts has to be open to whoever plans."""
        self._gate.require_charts("plan sessions", new.client_ids)
        check_session(new)
        row = PlannedSessionRow(id=self._ids.new(), cancelled=False, makes_up=new.makes_up, **_facts(new))
        with self._sitting.write() as unit:
            if left_program(unit.session, row.client_ids, self._folds):
                # Wanted although somebody has left: it stays when those who left are taken off rosters.
                row = replace(row, by_hand=True)
            if not row.overlap_reason:
                _refuse_overlap(unit.session, row)
            _refuse_closed(unit.session, row)
            _refuse_make_up(unit.session, row)
            add_session(unit, row)
        return self.one(row.id)

    def cancel(self, session_id: str, reason: str) -> PlannedSessionRow:
        """Take a session off the schedule; it stays visible as cancelled. Does nothing the second time. Raises
        ``UserError`` for one that a note or an absence documents."""
        self._gate.require("plan sessions")
        if not reason.strip():
            raise UserError("The reason is missing.", "Say why the session does not take place.")
        with self._sitting.write() as unit:
            if lines_of_sessions(unit.session, [session_id]):
                raise UserError(
                    "This session is documented already.",
                    "Where the note is wrong, mark it as entered in error first; then the session can be cancelled.",
                )
            cancel_session(unit, session_id, reason.strip(), by_hand=True)
        return self.one(session_id)

    def restore(self, session_id: str) -> PlannedSessionRow:
        """Put a cancelled session back on the schedule: it takes place, or took place, after all. Does nothing for one
        that is not cancelled. Raises ``Overlap`` where somebody is in another session by now."""
        self._gate.require("plan sessions")
        self._gate.require_charts("plan sessions", self.one(session_id).client_ids)
        with self._sitting.write() as unit:
            row = one_session(unit.session, session_id)
            if row.cancelled:
                if not row.overlap_reason:
                    _refuse_overlap(unit.session, row)
                restore_session(unit, session_id)
        return self.one(session_id)

    def change(self, session_id: str, new: NewSession) -> PlannedSessionRow:
        """Hold this one session on another day, at another time, in another place or with another leader. The weekly
        program stays as it is and leaves this session alone from then on; its roster and what it makes up for are kept.

        Raises ``UserError`` for a session that is cancelled, that has begun or has an entry of anybody's, and for a day
        in the past; ``Overlap`` as in ``plan_session``. A cancelled one is planned anew instead.
        """
        self._gate.require("plan sessions")
        now = self.one(session_id)
        stays = now.client_ids if now.staff_id == new.staff_id else ()
        self._gate.require_charts("plan sessions", [one for one in new.client_ids if one not in stays])
        check_session(new)
        with self._sitting.write() as unit:
            before = one_session(unit.session, session_id)
            self._refuse_moving(unit.session, before, new)
            row = replace(before, **_facts(new))
            if row.starts_at.date() != before.starts_at.date():
                _refuse_closed(unit.session, row)
            _refuse_before_missed(row, missed_sessions(unit.session, row.makes_up.values()).values())
            if not row.overlap_reason:
                _refuse_overlap(unit.session, row)
            change_session(unit, before, row)
        return self.one(session_id)

    def _refuse_moving(self, session: Session, before: PlannedSessionRow, new: NewSession) -> None:
        now = self._clock.local().replace(tzinfo=None)
        if before.cancelled:
            raise UserError("This session is cancelled.", "Plan another one in its place.")
        if before.starts_at <= now or lines_of_sessions(session, [before.id]):
            raise UserError("This session has begun or is documented already.", "Plan another one for the other time.")
        if new.starts_at <= now:
            raise UserError("This time has passed.", "Choose a time that is still to come.")

    def documented(self, planned: Sequence[PlannedSessionRow]) -> frozenset[str]:
        """The ids of those with a signed entry for every one of their clients, whether they are over or not."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            done = {
                (line.session_id, line.client_id) for line in lines_of_sessions(session, [one.id for one in planned])
            }
        return frozenset(one.id for one in planned if all((one.id, client) in done for client in one.client_ids))

    def discharged(self, client_ids: Collection[str]) -> dict[str, date]:
        """The day on which clients were discharged, where no stay is open; where the charts are open."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            open_to_me = self._gate.visible(session)
            seen = [one for one in client_ids if open_to_me is None or one in open_to_me]
            return left_program(session, seen, self._folds)

    def one(self, session_id: str) -> PlannedSessionRow:
        """One session by id."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            return one_session(session, session_id)

    def day(self, day: date, *, staff_id: str = "") -> list[PlannedSessionRow]:
        """The sessions of a day by time."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            return day_list(session, day, staff_id=staff_id)

    def of_client(self, client_id: str, first: date, last: date) -> list[PlannedSessionRow]:
        """The sessions planned for a client from one day to another, both included."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return between(session, first, last, client_id=client_id)

    def made_up(self, entry_ids: Collection[str]) -> dict[str, PlannedSessionRow]:
        """The session that makes up for each of the missed ones, by the entry that documents the absence; where the
        charts are open."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            open_to_me, found = self._gate.visible(session), made_up(session, entry_ids)
            return {
                entry: row
                for entry, row in found.items()
                if open_to_me is None or not open_to_me.isdisjoint(row.client_ids)
            }


def schedule_of(sitting: Sitting) -> PlannedOf:
    """How checks of a note look up the planned session it documents."""

    def planned_of(session_id: str) -> PlannedSessionRow:
        with sitting.read() as session:
            return one_session(session, session_id)

    return planned_of


def led_by_of(sitting: Sitting) -> LedBy:
    """How the check of an author's hours looks up what they documented on a day."""

    def led_by(staff_id: str, on: date) -> list[Led]:
        with sitting.read() as session:
            return held_by(session, staff_id, on)

    return led_by


def _facts(new: NewSession) -> dict[str, Any]:
    """What is asked for, as the columns of a planned session."""
    return {
        "starts_at": new.starts_at.replace(second=0, microsecond=0),
        "minutes": new.minutes,
        "service": new.service,
        "title": new.title.strip(),
        "staff_id": new.staff_id,
        "client_ids": tuple(sorted(set(new.client_ids))),
        "mode": new.mode,
        "location": new.location.strip(),
        "track": new.track,
        "curriculum": new.curriculum.strip(),
        "overlap_reason": new.overlap_reason.strip(),
    }


def check_session(new: NewSession) -> None:
    """Refuse what cannot take place: an unknown service, no length, past midnight, nobody on the roster."""
    if new.starts_at.tzinfo is not None:
        raise ValueError("a planned session is told in local time without a zone")
    if new.service not in SERVICES or not new.service:
        raise UserError("This service is not known.", f"Choose one of: {', '.join(each for each in SERVICES if each)}.")
    if new.minutes <= 0:
        raise UserError("The session has no length.", "Enter how many minutes it lasts.")
    if new.starts_at.hour * 60 + new.starts_at.minute + new.minutes > 24 * 60:
        raise UserError("The session goes past midnight.", "Plan it as two sessions.")
    if not new.client_ids:
        raise UserError("Nobody is on the roster.", "Choose at least one client.")


def _refuse_closed(session: Session, row: PlannedSessionRow) -> None:
    reason = closed_days(session).get(row.starts_at.date())
    if reason:
        # The reason is the clinic's own word for a holiday, nothing clinical.
        text = f"The program is closed on this day ({reason.rstrip('.')})."
        raise UserError(text, "Choose another day, or open this day again in the week.")


def _refuse_make_up(session: Session, row: PlannedSessionRow) -> None:
    """A session makes up for one that the client missed, and each is made up for once."""
    wanted = {(client, entry) for client, entry in row.makes_up.items() if client in row.client_ids}
    missed = missed_sessions(session, row.makes_up.values())
    if wanted - missed.keys():
        raise UserError("What this session makes up for is no missed session.", "Choose one from the missed sessions.")
    _refuse_before_missed(row, [missed[one] for one in wanted])
    if made_up(session, [entry for _, entry in wanted]):
        text = "Another session makes up for this absence already."
        raise UserError(text, "Cancel that one first, or plan this one without making up for anything.")


def _refuse_before_missed(row: PlannedSessionRow, missed: Iterable[tuple[date, str]]) -> None:
    at = row.starts_at.date(), f"{row.starts_at:%H:%M}"
    for day, start in missed:
        if at[0] < day or (at[0] == day and at[1] < start):
            text = f"The session that was missed was on {in_words(day)}; this one lies before it."
            raise UserError(text, "Choose a time after the missed session.")


def _refuse_overlap(session: Session, row: PlannedSessionRow) -> None:
    day = row.starts_at.date()
    planned = between(session, day, day)
    there = {(one.slot_id, one.slot_day) for one in made_between(session, day, day)}
    due = [one.row for one in due_sessions(weekly(session), closed_days(session), day, day)]
    others = [claim_of(one) for one in planned if not one.cancelled and one.id != row.id]
    others += [claim_of(one) for one in due if (one.slot_id, day) not in there]
    found = clashes(claim_of(row), others)
    if found:
        raise Overlap(found)
