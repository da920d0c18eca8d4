"""What was done with keys that somebody else gave a person: told when they come back in with yet other ones.

Whoever gives a passphrase can use it, set another one and sign with the new key: nobody can tell that from the person
themselves, but the person can.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.vault.audit import AuditEvent, readable
from ehr_desk.vault.enrolment import REGRANTED
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.sittings import OPENED
from ehr_desk.vault.tables import AUDIT_EVENT


@dataclass(frozen=True)
class KeysGiven:
    """New keys of a person: when (aware), by whom (a staff id, or ``recovery``), how often the desk was unlocked with
    them, and when last and on which computer."""

    at: datetime
    by: str
    unlocks: int
    last: datetime | None
    device: str


def keys_given(session: Session, log: Enrolments, staff_id: str, sitting_id: str) -> list[KeysGiven]:
    """Every time that somebody got new keys, oldest first, the present ones last; this sitting is left out. Of what the
    log says that counts: whoever can write into it makes nobody a suspect. The keys count, whatever certificate they
    had: whoever renews one gives it another."""
    given = [event for event in _events(session, REGRANTED) if event.entity_id == staff_id and log.counts(event)]
    if not given:
        return []
    opened: dict[str, AuditEvent] = {}
    for event in _events(session, OPENED, staff_id):
        if event.sitting not in opened and event.sitting != sitting_id and log.unlocked(event):
            opened[event.sitting] = event
    found = []
    for event in given:
        mine = str(event.detail["certificate"])
        used = [one for one in opened.values() if log.keys.same_key(str(one.detail["signed_by"]), mine)]
        last = used[-1] if used else None
        found.append(
            KeysGiven(event.at, event.staff_id, len(used), last.at if last else None, last.device if last else "")
        )
    return found


def _events(session: Session, action: str, staff_id: str = "") -> list[AuditEvent]:
    query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == action).order_by(AUDIT_EVENT.c.seq)
    if staff_id:
        query = query.where(AUDIT_EVENT.c.staff_id == staff_id)
    return list(readable(session.scalars(query)))
