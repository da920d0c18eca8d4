"""Writing planned sessions within an open unit: every way of planning one goes through here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import delete

from ehr_desk.chart.sessions.hashes import BY_PROGRAM, record_session
from ehr_desk.chart.sessions.leaving import NOBODY_LEFT, Parting
from ehr_desk.chart.sessions.program import FACTS, Due, roster_of
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.tables import PlannedAttendee, PlannedSession
from ehr_desk.vault.unit import Unit

_FACTS = (*FACTS, "overlap_reason")
"""What a change of a planned session takes over, besides its time and its roster."""


def add_session(unit: Unit, row: PlannedSessionRow) -> None:
    """Store a new session with its roster and enter it into the audit log."""
    unit.session.add(
        PlannedSession(
            id=row.id,
            starts_at=row.starts_at.isoformat(timespec="minutes"),
            minutes=row.minutes,
            service=row.service,
            title=row.title,
            staff_id=row.staff_id,
            co_staff_id=row.co_staff_id,
            cancelled=False,
            cancel_reason="",
            mode=row.mode,
            location=row.location,
            track=row.track,
            curriculum=row.curriculum,
            overlap_reason=row.overlap_reason,
            slot_id=row.slot_id or None,
            slot_day=row.slot_day.isoformat() if row.slot_day else None,
            by_hand=row.by_hand,
        )
    )
    unit.session.flush()
    _expect(unit, row.id, row.client_ids, row.makes_up)
    # Whoever comes first in the morning did not plan the program's sessions of the day.
    by_program = bool(row.slot_id) and not row.by_hand
    record_session(unit, "session.made" if by_program else "session.planned", row.id, by_program=by_program)
    _tell(unit, row.id, row.client_ids, by_program=by_program)


def from_program(due: Due, session_id: str) -> PlannedSessionRow:
    """The session that the weekly program asks for on a day."""
    row = due.row
    return PlannedSessionRow(
        id=session_id,
        starts_at=row.starts_on(due.day),
        minutes=row.minutes,
        service=row.service,
        title=row.title,
        staff_id=row.staff_id,
        co_staff_id=row.co_staff_id,
        cancelled=False,
        client_ids=row.client_ids,
        mode=row.mode,
        track=row.track,
        curriculum=row.curriculum,
        overlap_reason=row.overlap_reason,
        location=row.location,
        slot_id=row.slot_id,
        slot_day=due.day,
    )


def with_guests(wanted: PlannedSessionRow, session: PlannedSessionRow) -> PlannedSessionRow:
    """The session as the program wants it, with whoever makes up for a missed one in it."""
    return replace(wanted, client_ids=roster_of(wanted.client_ids, session), makes_up=session.makes_up)


def follow_program(unit: Unit, session: PlannedSessionRow, due: Due) -> None:
    """Bring a session that was made from the program in line with it; a cancelled one takes place again."""
    wanted = with_guests(from_program(due, session.id), session)
    found = unit.session.get_one(PlannedSession, session.id)
    found.cancelled, found.cancel_reason = False, ""
    _put(unit, found, session, wanted, by_program=True)


def change_session(unit: Unit, before: PlannedSessionRow, wanted: PlannedSessionRow) -> None:
    """Bring one session to what somebody wants of it; the weekly program leaves it alone from then on."""
    found = unit.session.get_one(PlannedSession, before.id)
    found.by_hand = True
    _put(unit, found, before, wanted)


def change_guests(
    unit: Unit, before: PlannedSessionRow, wanted: PlannedSessionRow, *, by_program: bool = False
) -> None:
    """Bring those who make up for a missed session in this one to what somebody wants; else it follows the program.

    ``by_program``: nobody asked for it, the place was free again.
    """
    _put(unit, unit.session.get_one(PlannedSession, before.id), before, wanted, by_program=by_program)


def _put(
    unit: Unit,
    found: PlannedSession,
    before: PlannedSessionRow,
    wanted: PlannedSessionRow,
    *,
    by_program: bool = False,
) -> None:
    found.starts_at = wanted.starts_at.isoformat(timespec="minutes")
    for name in _FACTS:
        setattr(found, name, getattr(wanted, name))
    if wanted.client_ids != before.client_ids or wanted.makes_up != before.makes_up:
        unit.session.execute(delete(PlannedAttendee).where(PlannedAttendee.session_id == before.id))
        _expect(unit, before.id, wanted.client_ids, wanted.makes_up)
    record_session(unit, "session.changed", before.id, by_program=by_program)
    # Another leader: every chart of the roster opens to somebody new, and each of them says so.
    told = set(wanted.client_ids)
    told = told if wanted.leaders - before.leaders else told - set(before.client_ids)
    _tell(unit, before.id, told, by_program=by_program)


def cancel_session(unit: Unit, session_id: str, reason: str, *, by_hand: bool, by_program: bool = False) -> None:
    """Take a session off the schedule; it stays visible as cancelled. Does nothing the second time.

    ``by_hand``: the weekly program leaves it alone from then on. ``by_program``: nobody cancelled this very session.
    """
    found = unit.session.get_one(PlannedSession, session_id)
    if not found.cancelled:
        found.cancelled, found.cancel_reason, found.by_hand = True, reason, by_hand
        record_session(unit, "session.cancelled", session_id, by_program=by_program)


def renew_topic(unit: Unit, session_id: str, curriculum: str) -> None:
    """Give a session that was moved the topic its curriculum has come to."""
    unit.session.get_one(PlannedSession, session_id).curriculum = curriculum
    record_session(unit, "session.changed", session_id, by_program=True)


def part(unit: Unit, parting: Parting) -> None:
    """Take who left off the roster of a session; one without anybody is cancelled."""
    before = parting.session
    if parting.client_ids:
        found = unit.session.get_one(PlannedSession, before.id)
        staying = {one: entry for one, entry in before.makes_up.items() if one in parting.client_ids}
        wanted = replace(before, client_ids=parting.client_ids, makes_up=staying)
        _put(unit, found, before, wanted, by_program=True)
    else:
        cancel_session(unit, before.id, NOBODY_LEFT, by_hand=before.by_hand, by_program=True)


def restore_session(unit: Unit, session_id: str) -> None:
    """Put a cancelled session back on the schedule; the weekly program leaves it alone from then on."""
    found = unit.session.get_one(PlannedSession, session_id)
    found.cancelled, found.cancel_reason, found.by_hand = False, "", True
    record_session(unit, "session.restored", session_id)


def _expect(unit: Unit, session_id: str, client_ids: Collection[str], makes_up: Mapping[str, str]) -> None:
    unit.session.add_all(
        PlannedAttendee(session_id=session_id, client_id=one, makes_up=makes_up.get(one, "")) for one in client_ids
    )


def _tell(unit: Unit, session_id: str, client_ids: Collection[str], *, by_program: bool) -> None:
    detail = BY_PROGRAM if by_program else {}
    for client_id in sorted(client_ids):
        unit.record(
            "session.expected", entity="planned_session", entity_id=session_id, client_id=client_id, detail=detail
        )
