"""What the audit log is measured against, and who really wrote what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.vault.audit import AuditEvent, Signatory, checkpoint, event_of
from ehr_desk.vault.certificates import Certificate, ec_public_key, issued_by, load, verify_with_key
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.opener import RECOVERY
from ehr_desk.vault.seal import unb64
from ehr_desk.vault.sittings import OPENED, statement
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD


@dataclass(frozen=True)
class Trust:
    """What the log is measured against, all from the authenticated header."""

    vault_id: str
    root_pem: str
    recovery_publics: tuple[bytes, ...]

    def recovery_keys(self, sheets: Container[str] | None = None) -> list[ec.EllipticCurvePublicKey]:
        """The keys that signed recovery sittings, one for each sheet (of those with these hashes only);
        ``ValueError`` when one is none."""
        known = [p for p in self.recovery_publics if sheets is None or sha256_hex(p) in sheets]
        keys = [load_der_public_key(public) for public in known]
        found = [key for key in keys if isinstance(key, ec.EllipticCurvePublicKey)]
        if len(found) != len(keys):
            raise ValueError("not an elliptic curve key")
        return found


def trusted_people(root_pem: str, register: list[Certificate]) -> dict[str, Certificate]:
    """Fingerprint -> person's certificate, for those that lead to the clinic's root."""
    root = load(root_pem)
    issuers = [load(c.pem) for c in register if c.kind == "issuing" and issued_by(load(c.pem), root)]
    return {
        c.fingerprint: c
        for c in register
        if c.kind == "person" and any(issued_by(load(c.pem), issuer) for issuer in issuers)
    }


def opened_with(
    trust: Trust, trusted: Mapping[str, Certificate], event: AuditEvent, sheets: Container[str] | None = None
) -> ec.EllipticCurvePublicKey | None:
    """The sitting's key that an unlock introduces, if the person it names really signed for it; ``sheets``: hashes of
    the recovery sheets that count."""
    signatory = Signatory(trust.vault_id, event.sitting, event.staff_id, event.device)
    try:
        public, signature = event.detail["public"], unb64(event.detail["signature"])
        signers = _signers(trust, trusted, event, sheets)
        key = load_der_public_key(unb64(public))
    except (KeyError, TypeError, ValueError):
        return None
    good = any(verify_with_key(signer, statement(signatory, public), signature) for signer in signers)
    return key if good and isinstance(key, ec.EllipticCurvePublicKey) else None


def _signers(
    trust: Trust, trusted: Mapping[str, Certificate], event: AuditEvent, sheets: Container[str] | None
) -> list[ec.EllipticCurvePublicKey]:
    if event.detail["signed_by"] == RECOVERY:
        return trust.recovery_keys(sheets) if event.staff_id == RECOVERY else []
    certificate = trusted.get(event.detail["signed_by"])
    if certificate is None or certificate.staff_id != event.staff_id:
        return []
    return [ec_public_key(load(certificate.pem))]


def really_wrote(
    connection: Connection | Session,
    trust: Trust,
    trusted: Mapping[str, Certificate],
    event: AuditEvent,
    ended: Callable[[AuditEvent], bool] = lambda _opened: False,
    sheets: Container[str] | None = None,
) -> bool:
    """Whether whom an event names wrote it: the head over it, as it stands there, is signed by a sitting that they
    opened. ``ended``: whether what signed an unlock was of no use; ``sheets``: hashes of the sheets that count.

    This judges the log alone. Whether a certificate was in use then, ``Enrolments.wrote`` says."""
    covering = select(AUDIT_HEAD).where(AUDIT_HEAD.c.size >= event.seq).order_by(AUDIT_HEAD.c.size).limit(1)
    head = connection.execute(covering).first()
    if head is None or head.sitting != event.sitting or not _made_over(connection, head, event):
        return False
    text = checkpoint(trust.vault_id, head.size, head.root)
    # Newest first: it is nearly always the last unlock before it.
    unlocks = select(AUDIT_EVENT.c.body).where(
        AUDIT_EVENT.c.action == OPENED, AUDIT_EVENT.c.staff_id == event.staff_id, AUDIT_EVENT.c.seq < event.seq
    )
    for body in connection.execute(unlocks.order_by(AUDIT_EVENT.c.seq.desc())).scalars():
        if event.sitting.encode() not in body:
            continue
        try:
            opened = event_of(body)
        except (KeyError, TypeError, ValueError):
            continue  # the check of the log names it
        key = opened_with(trust, trusted, opened, sheets) if opened.sitting == event.sitting else None
        if ended(opened):
            continue
        if key is not None and opened.staff_id == event.staff_id and verify_with_key(key, text, head.signature):
            return True
    return False


def _made_over(connection: Connection | Session, head: Row[Any], event: AuditEvent) -> bool:
    """Whether a head is one of the very event: its root follows from the head before and what was written since."""
    before = select(AUDIT_HEAD).where(AUDIT_HEAD.c.size < event.seq).order_by(AUDIT_HEAD.c.size.desc()).limit(1)
    last = connection.execute(before).first()
    since, found = last.size if last is not None else 0, False
    rows = select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.body).where(
        AUDIT_EVENT.c.seq > since, AUDIT_EVENT.c.seq <= head.size
    )
    try:
        frontier = Frontier.from_bytes(since, last.frontier) if last is not None else Frontier()
        for seq, body in connection.execute(rows.order_by(AUDIT_EVENT.c.seq)):
            found = found or (seq == event.seq and event_of(body) == event)
            frontier.append_missing(seq - 1)
            frontier.append(leaf_hash(body))
    except (KeyError, TypeError, ValueError):
        return False
    return found and frontier.root() == head.root
