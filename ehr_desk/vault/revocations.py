"""Which certificates are revoked: by the register, and by the audit log where a row of the register is gone or moved.

The log is what is signed, so taking a row out of the register gives nobody their certificate back; ``check`` names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.common.clock import from_stamp
from ehr_desk.vault.audit import AuditEvent, event_of
from ehr_desk.vault.certificates import Certificate
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.tables import AUDIT_EVENT, CERTIFICATE_REVOCATION

REVOKED = "certificate.revoked"


@dataclass(frozen=True)
class Revocation:
    """A revoked certificate: since when, by whom, why (empty where only the log still says so); number and time of the
    log's event."""

    certificate: Certificate
    at: datetime
    revoked_by: str
    reason: str
    entered: tuple[int, datetime] | None = None


def revocations(session: Session) -> list[Revocation]:
    """Everything that was revoked, by the moment since which it is; of register and log the earlier one counts."""
    known = {one.fingerprint: one for one in all_certificates(session)}
    found = {
        row.fingerprint: Revocation(known[row.fingerprint], from_stamp(row.at), row.revoked_by, row.reason)
        for row in session.execute(select(CERTIFICATE_REVOCATION))
        if row.fingerprint in known
    }
    entered: dict[str, tuple[int, datetime]] = {}
    for print_of, at, event in _logged(session):
        entered.setdefault(print_of, (event.seq, event.at))
        held = found.get(print_of)
        if print_of in known and (held is None or at < held.at):
            reason = held.reason if held else ""
            found[print_of] = Revocation(known[print_of], at, event.staff_id, reason)
    told = (replace(one, entered=entered.get(print_of)) for print_of, one in found.items())
    return sorted(told, key=lambda one: one.at)


def _logged(session: Session) -> Iterator[tuple[str, datetime, AuditEvent]]:
    query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == REVOKED).order_by(AUDIT_EVENT.c.seq)
    for body in session.scalars(query):
        try:
            event = event_of(body)
            yield str(event.detail["certificate"]), from_stamp(str(event.detail["at"])), event
        except (KeyError, TypeError, ValueError):
            continue  # An event that was meddled with is for the check to name.
