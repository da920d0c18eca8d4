"""What the audit log keeps of a planned session each time somebody plans or changes one."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.sessions.tables import PlannedAttendee, PlannedSession
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.vault.unit import Unit


def record_session(unit: Unit, action: str, session_id: str) -> None:
    """Enter an act on a planned session with the hash of its row and roster. ``action`` begins with "session."."""
    unit.session.flush()
    row = session_hashes(unit.session, session_id)[session_id]
    unit.record(action, entity="planned_session", entity_id=session_id, detail={"row": row})


def session_hashes(session: Session, session_id: str = "") -> dict[str, str]:
    """The hash of every planned session with its roster, by id; of one where named."""
    query, roster = select(PlannedSession), select(PlannedAttendee.session_id, PlannedAttendee.client_id)
    if session_id:
        query = query.where(PlannedSession.id == session_id)
        roster = roster.where(PlannedAttendee.session_id == session_id)
    expected: dict[str, list[str]] = defaultdict(list)
    for planned, client_id in session.execute(roster):
        expected[planned].append(client_id)
    names = [column.name for column in PlannedSession.__table__.columns]
    return {
        row.id: sha256_hex(canonical([{name: getattr(row, name) for name in names}, sorted(expected[row.id])]))
        for row in session.scalars(query)
    }
