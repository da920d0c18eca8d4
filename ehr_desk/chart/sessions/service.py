"""What staff can do with the schedule. Planned sessions are administrative facts: audited rows, no entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.entries.fold import Fold
from ehr_desk.chart.entries.reader import lines_of_sessions
from ehr_desk.chart.sessions.alone import without_note
from ehr_desk.chart.sessions.leaving import left_program
from ehr_desk.chart.sessions.making_up import (
    freed,
    refuse_before_missed,
    refuse_guest,
    refuse_make_up,
    refuse_taking_back,
    with_guest,
    without_guest,
)
from ehr_desk.chart.sessions.program import MODES, Claim, Overlap, claim_of, clashes, due_sessions
from ehr_desk.chart.sessions.reader import (
    attendance_of,
    between,
    closed_days,
    day_list,
    made_between,
    made_up,
    missed_sessions,
    one_session,
    weekly,
)
from ehr_desk.chart.sessions.rows import SHARED, AttendanceRow, PlannedSessionRow
from ehr_desk.chart.sessions.storing import add_session, cancel_session, change_guests, change_session, restore_session
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms.words import SERVICES
from ehr_desk.vault.sitting import Sitting

_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class NewSession:
    """What is asked when a session is planned. ``starts_at`` is local time without a zone.

    ``co_staff_id``: who of the staff leads it too. ``makes_up``: client id to the entry of the missed session that this
    one makes up for. ``overlap_reason``: why it takes place although somebody is in another session at that time;
    without it an overlap is refused.
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
    co_staff_id: str = ""
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
        self._me_id = me.id

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
            refuse_make_up(unit.session, row)
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
        program stays as it is and leaves this session alone from then on. Or with another roster, for this day only;
        what it makes up for is kept for whoever stays on it.

        Raises ``UserError`` for a session that is cancelled, that has begun or has an entry of anybody's, and for a day
        in the past; ``Overlap`` as in ``plan_session``. A cancelled one is planned anew instead.
        """
        self._gate.require("plan sessions")
        now = self.one(session_id)
        stays = now.client_ids if {new.staff_id, new.co_staff_id} - {""} <= now.leaders else ()
        self._gate.require_charts("plan sessions", [one for one in new.client_ids if one not in stays])
        check_session(new)
        with self._sitting.write() as unit:
            before = one_session(unit.session, session_id)
            self._refuse_moving(unit.session, before, new)
            row = replace(before, **_facts(new))
            if row.starts_at.date() != before.starts_at.date():
                _refuse_closed(unit.session, row)
            refuse_before_missed(row, missed_sessions(unit.session, row.makes_up.values()).values())
            if not row.overlap_reason:
                _refuse_overlap(unit.session, row)
            change_session(unit, before, row)
        return self.one(session_id)

    def make_up_in(
        self, session_id: str, client_id: str, entry_id: str, *, overlap_reason: str = ""
    ) -> PlannedSessionRow:
        """Put a client on the roster of one session, which makes up for the missed one that an entry documents. The
        session goes on following the weekly program. Raises ``UserError`` where it cannot, ``Overlap`` where the client
        is in another session then and no reason is given."""
        self._gate.require_charts("plan sessions", [client_id])
        with self._sitting.write() as unit:
            stands, now = one_session(unit.session, session_id), self._clock.local().replace(tzinfo=None)
            before = next((one.after for one in freed(unit.session, [stands], now)), stands)
            refuse_guest(before, client_id, now)
            row = with_guest(before, client_id, entry_id)
            refuse_make_up(unit.session, replace(row, makes_up={client_id: entry_id}))
            if not overlap_reason.strip():
                guest = replace(claim_of(row), staff_id="", co_staff_id="", client_ids=(client_id,))
                _refuse_overlap(unit.session, row, guest)
            said = [one for one in (before.overlap_reason, overlap_reason.strip()) if one]
            change_guests(unit, stands, replace(row, overlap_reason=" ".join(said)))
        return self.one(session_id)

    def take_back(self, session_id: str, client_id: str, reason: str) -> PlannedSessionRow:
        """The client does not make up for the missed session in this one: off its roster, and where nobody else is
        expected the session is cancelled. Raises ``UserError`` without a reason, and once it is documented."""
        self._gate.require_charts("plan sessions", [client_id])
        if not reason.strip():
            raise UserError("The reason is missing.", "Say why the session does not take place.")
        with self._sitting.write() as unit:
            before = one_session(unit.session, session_id)
            refuse_taking_back(unit.session, before, client_id)
            row = without_guest(before, client_id)
            if row.client_ids:
                change_guests(unit, before, row)
            else:
                cancel_session(unit, session_id, reason.strip(), by_hand=True)
        return self.one(session_id)

    def coming(self, first: date, last: date, *, without: str = "") -> list[PlannedSessionRow]:
        """The sessions of several clients that are still to come from one day to another, both included, by time: those
        in which somebody can make up for a missed one. ``without``: only where this client is not expected."""
        self._gate.require("read charts")
        now = self._clock.local().replace(tzinfo=None)
        with self._sitting.read() as session:
            planned = between(session, first, last)
        return [
            one
            for one in planned
            if one.service in SHARED and not one.cancelled and one.starts_at > now and without not in one.client_ids
        ]

    def _refuse_moving(self, session: Session, before: PlannedSessionRow, new: NewSession) -> None:
        now = self._clock.local().replace(tzinfo=None)
        if before.cancelled:
            raise UserError("This session is cancelled.", "Plan another one in its place.")
        if before.starts_at <= now or lines_of_sessions(session, [before.id]):
            raise UserError("This session has begun or is documented already.", "Plan another one for the other time.")
        if new.starts_at <= now:
            raise UserError("This time has passed.", "Choose a time that is still to come.")

    def written(self, planned: Sequence[PlannedSessionRow]) -> dict[str, dict[str, str]]:
        """The signed entry of each client, by session, whether it is over or not."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            found: dict[str, dict[str, str]] = {}
            for line in lines_of_sessions(session, [one.id for one in planned]):
                found.setdefault(line.session_id, {})[line.client_id] = line.entry_id
        return found

    def attendance(self, planned: Sequence[PlannedSessionRow]) -> dict[str, dict[str, AttendanceRow]]:
        """What the signed notes say of each client whose chart is open, by session."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            open_to_me = self._gate.visible(session)
            return {
                session_id: {one: row for one, row in rows.items() if open_to_me is None or one in open_to_me}
                for session_id, rows in attendance_of(session, [one.id for one in planned]).items()
            }

    def documented(self, planned: Sequence[PlannedSessionRow]) -> frozenset[str]:
        """The ids of those with a signed entry for every one of their clients, whether they are over or not."""
        done = self.written(planned)
        return frozenset(one.id for one in planned if done.get(one.id, {}).keys() >= set(one.client_ids))

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

    def to_document(self, client_id: str, day: date, service: str) -> list[PlannedSessionRow]:
        """The sessions of a client's day that the person at the desk leads, that have begun, and of which nobody has
        signed a note yet, by time: those that a note of this service begun in the chart may be about."""
        self._gate.require_chart("read charts", client_id)
        now = self._clock.local().replace(tzinfo=None)
        with self._sitting.read() as session:
            found = without_note(session, client_id, day, day)
        mine = [one for one in found if self._me_id in one.leaders and one.service == service]
        return [one for one in mine if one.starts_at <= now and not one.in_group]

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


def _facts(new: NewSession) -> dict[str, Any]:
    """What is asked for, as the columns of a planned session."""
    return {
        "starts_at": new.starts_at.replace(second=0, microsecond=0),
        "minutes": new.minutes,
        "service": new.service,
        "title": new.title.strip(),
        "staff_id": new.staff_id,
        "co_staff_id": new.co_staff_id,
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
    end = new.starts_at.hour * 60 + new.starts_at.minute + new.minutes
    if end > _DAY_MINUTES:
        raise UserError("The session goes past midnight.", "Plan it as two sessions.")
    if end == _DAY_MINUTES:
        # Its note needs an end on the same day, and no clock shows 24:00.
        raise UserError("The session ends at midnight, which is the next day.", "Let it end at 23:59 or before.")
    if new.mode == MODES[-1] and new.service not in SHARED:
        # Only a group note says of each attendee which of the two it was.
        raise UserError("One client is met in one way.", "Choose in person, video or phone.")
    if new.co_staff_id and new.co_staff_id == new.staff_id:
        raise UserError("The co-facilitator leads the session already.", "Choose somebody else, or nobody.")
    if not new.client_ids:
        raise UserError("Nobody is on the roster.", "Choose at least one client.")


def _refuse_closed(session: Session, row: PlannedSessionRow) -> None:
    reason = closed_days(session).get(row.starts_at.date())
    if reason:
        # The reason is the clinic's own word for a holiday, nothing clinical.
        text = f"The program is closed on this day ({reason.rstrip('.')})."
        raise UserError(text, "Choose another day, or open this day again in the week.")


def _refuse_overlap(session: Session, row: PlannedSessionRow, wanted: Claim | None = None) -> None:
    """Refuse where somebody of a session is in another one then; only those of ``wanted`` where it is given."""
    day = row.starts_at.date()
    planned = between(session, day, day)
    there = {(one.slot_id, one.slot_day) for one in made_between(session, day, day)}
    due = [one.row for one in due_sessions(weekly(session), closed_days(session), day, day)]
    others = [claim_of(one) for one in planned if not one.cancelled and one.id != row.id]
    others += [claim_of(one) for one in due if (one.slot_id, day) not in there]
    found = clashes(wanted or claim_of(row), others)
    if found:
        raise Overlap(found)
