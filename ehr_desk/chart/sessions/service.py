"""What staff can do with the schedule. Planned sessions are administrative facts: audited rows, no entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.sessions.hashes import record_session
from ehr_desk.chart.sessions.reader import between, day_list, one_session
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.tables import PlannedAttendee, PlannedSession
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.forms.words import SERVICES
from ehr_desk.vault.sitting import Sitting


@dataclass(frozen=True)
class NewSession:
    """What is asked when a session is planned. ``starts_at`` is local time without a zone."""

    starts_at: datetime
    minutes: int
    service: str
    title: str
    staff_id: str
    client_ids: Sequence[str]


class SessionService:
    """The schedule: plan and cancel sessions, read days."""

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._ids = ids
        self._gate = ChartGate(sitting, me, clock)

    def plan_session(self, new: NewSession) -> PlannedSessionRow:
        """Put a session on the schedule. Raises ``UserError`` where it cannot take place as described."""
        self._gate.require("plan sessions")
        _check(new)
        session_id = self._ids.new()
        clients = sorted(set(new.client_ids))
        with self._sitting.write() as unit:
            unit.session.add(
                PlannedSession(
                    id=session_id,
                    starts_at=new.starts_at.isoformat(timespec="minutes"),
                    minutes=new.minutes,
                    service=new.service,
                    title=new.title.strip(),
                    staff_id=new.staff_id,
                    cancelled=False,
                    cancel_reason="",
                )
            )
            unit.session.flush()
            unit.session.add_all(PlannedAttendee(session_id=session_id, client_id=each) for each in clients)
            record_session(unit, "session.planned", session_id)
            for client_id in clients:
                unit.record("session.expected", entity="planned_session", entity_id=session_id, client_id=client_id)
        return self.one(session_id)

    def cancel(self, session_id: str, reason: str) -> PlannedSessionRow:
        """Take a session off the schedule; it stays visible as cancelled. Does nothing the second time."""
        self._gate.require("plan sessions")
        if not reason.strip():
            raise UserError("The reason is missing.", "Say why the session does not take place.")
        with self._sitting.write() as unit:
            found = unit.session.get_one(PlannedSession, session_id)
            if not found.cancelled:
                found.cancelled = True
                found.cancel_reason = reason.strip()
                record_session(unit, "session.cancelled", session_id)
        return self.one(session_id)

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


def _check(new: NewSession) -> None:
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
