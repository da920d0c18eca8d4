"""Does the register of certificates say of each when and by whom it was issued, as the audit log does?"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from ehr_desk.common.clock import from_stamp
from ehr_desk.vault.audit import AuditEvent, readable
from ehr_desk.vault.certificates import Certificate, describe, fingerprint, issued_by, load
from ehr_desk.vault.enrolment import CREATED, ENROLLED, REGRANTED, RENEWED
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.register import ISSUING_RENEWED
from ehr_desk.vault.tables import AUDIT_EVENT, CERTIFICATE
from ehr_desk.vault.timekeeping import ALLOWANCE

DEVICE_ADDED, PAPER_KEY_CHOSEN = "device.added", "paper_key.chosen"
_ENTERED = (CREATED, ENROLLED, REGRANTED, RENEWED, DEVICE_ADDED, PAPER_KEY_CHOSEN, ISSUING_RENEWED)
_NAMES = ("certificate", "root", "issuing")
"""Where in the detail of such an event a certificate's fingerprint stands."""


def faults(session: Session, root_pem: str, trusted: Container[str], enrolments: Enrolments) -> Iterator[str]:
    """What differs, in words. What the clinic never issued (``trusted``: fingerprints of people's certificates that it
    did) is named elsewhere."""
    of_root, entered = load(root_pem), _entered(session, enrolments)
    root = fingerprint(of_root)
    for row in session.execute(select(CERTIFICATE)):
        really = fingerprint(load(row.pem))
        if really != row.fingerprint:
            yield f"The register has a certificate under a fingerprint that is not its own ({row.fingerprint[:8]})."
        if (row.kind == "root") != (really == root):
            yield f"The register is wrong about which certificate is the clinic's root ({really[:8]})."
        if row.kind == "person" and really in trusted and enrolments.keys.owners.get(really) != row.staff_id:
            yield not_added(describe(row.pem, row.kind, row.staff_id))
        event = entered.get(really)
        if event is None and row.kind == "issuing" and issued_by(load(row.pem), of_root):
            yield f"The audit log knows nothing of an issuing certificate in the register ({really[:8]})."
        elif event is not None and not _agrees(row, event):
            yield f"The register says another day or issuer of a certificate than the audit log ({really[:8]})."


def not_added(one: Certificate) -> str:
    """What is wrong with a person's or device's certificate that stands in the register past everybody with the right
    to put it there, in words."""
    return f"No administrator added the certificate of {one.name} that stands in the register ({one.fingerprint[:8]})."


def _agrees(row: Row[Any], event: AuditEvent) -> bool:
    try:
        near = abs(from_stamp(row.issued_at) - event.at) <= ALLOWANCE
    except (TypeError, ValueError):
        return False
    return near and row.issued_by == event.staff_id


def _entered(session: Session, enrolments: Enrolments) -> dict[str, AuditEvent]:
    """The event that entered each certificate first, of those that count."""
    found: dict[str, AuditEvent] = {}
    for event in entering(session, enrolments, *_ENTERED):
        for name in _NAMES:
            found.setdefault(str(event.detail.get(name, "")), event)
    return found


def entering(session: Session, enrolments: Enrolments, *actions: str) -> Iterator[AuditEvent]:
    """Events that enter certificates and count: a device's where an administrator of that moment wrote it, a chosen one
    from elsewhere where its owner did."""
    query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action.in_(actions)).order_by(AUDIT_EVENT.c.seq)
    for event in readable(session.scalars(query)):
        if event.action == DEVICE_ADDED:
            counts = enrolments.administrator_wrote(event)
        elif event.action == PAPER_KEY_CHOSEN:
            counts = event.staff_id == event.entity_id and enrolments.wrote(event)
        else:
            counts = enrolments.counts(event)
        if counts:
            yield event
