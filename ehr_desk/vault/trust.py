"""What the audit log is measured against, and who really wrote what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sqlalchemy import BindParameter, Connection, Row, bindparam, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.vault.audit import AuditEvent, Signatory, checkpoint, event_of
from ehr_desk.vault.certificates import Certificate, ec_public_key, issued_by, load, verify_with_key
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.opener import RECOVERY
from ehr_desk.vault.seal import unb64
from ehr_desk.vault.sittings import OPENED, statement
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD

Openings = dict[tuple[str, str], tuple[AuditEvent, ec.EllipticCurvePublicKey]]
"""By person and sitting: the unlock that they signed for, and the sitting's key."""

_AT: BindParameter[int] = bindparam("seq")
# Put together once: they are asked for each event of many.
_COVERING = select(AUDIT_HEAD).where(AUDIT_HEAD.c.size >= _AT).order_by(AUDIT_HEAD.c.size).limit(1)
_BEFORE = select(AUDIT_HEAD).where(AUDIT_HEAD.c.size < _AT).order_by(AUDIT_HEAD.c.size.desc()).limit(1)
_SINCE = (
    select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.body)
    .where(AUDIT_EVENT.c.seq > bindparam("since"), AUDIT_EVENT.c.seq <= bindparam("until"))
    .order_by(AUDIT_EVENT.c.seq)
)
_UNLOCKS = (
    select(AUDIT_EVENT.c.body)
    .where(AUDIT_EVENT.c.action == OPENED, AUDIT_EVENT.c.staff_id == bindparam("staff"), AUDIT_EVENT.c.seq < _AT)
    .order_by(AUDIT_EVENT.c.seq.desc())
)


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
    known: Openings | None = None,
) -> bool:
    """Whether whom an event names wrote it: the head over it, as it stands there, is signed by a sitting that they
    opened. ``ended``: whether what signed an unlock was of no use; ``sheets``: hashes of the sheets that count;
    ``known``: people's sittings that were found before, for whoever asks often.

    This judges the log alone. Whether a certificate was in use then, ``Enrolments.wrote`` says."""
    head = connection.execute(_COVERING, {"seq": event.seq}).first()
    if head is None or head.sitting != event.sitting or not _made_over(connection, head, event):
        return False
    text, known = checkpoint(trust.vault_id, head.size, head.root), {} if known is None else known
    for opened, key in _openings(connection, trust, trusted, event, sheets, known):
        if not ended(opened) and verify_with_key(key, text, head.signature):
            if event.staff_id != RECOVERY:  # which sheets count is another question at another time
                known[event.staff_id, event.sitting] = opened, key
            return True
    return False


def _openings(
    connection: Connection | Session,
    trust: Trust,
    trusted: Mapping[str, Certificate],
    event: AuditEvent,
    sheets: Container[str] | None,
    known: Openings,
) -> Iterator[tuple[AuditEvent, ec.EllipticCurvePublicKey]]:
    """Unlocks of an event's sitting that whom it names signed for, with the sitting's key. Newest first: it is nearly
    always the last unlock before it."""
    found = known.get((event.staff_id, event.sitting))
    if found is not None and found[0].seq < event.seq:
        yield found
    for body in connection.execute(_UNLOCKS, {"seq": event.seq, "staff": event.staff_id}).scalars():
        if event.sitting.encode() not in body:
            continue
        try:
            opened = event_of(body)
        except (KeyError, TypeError, ValueError):
            continue  # the check of the log names it
        if (opened.sitting, opened.staff_id) != (event.sitting, event.staff_id):
            continue
        key = opened_with(trust, trusted, opened, sheets)
        if key is not None:
            yield opened, key


def _made_over(connection: Connection | Session, head: Row[Any], event: AuditEvent) -> bool:
    """Whether a head is one of the very event: its root follows from the head before and what was written since."""
    last, found = connection.execute(_BEFORE, {"seq": event.seq}).first(), False
    try:
        frontier = Frontier.from_bytes(last.size, last.frontier) if last is not None else Frontier()
        if last is not None and frontier.root() != last.root:
            frontier = Frontier()  # an altered head: the next unlock went on from the events themselves
        since = frontier.size
        for seq, body in connection.execute(_SINCE, {"since": since, "until": head.size}):
            found = found or (seq == event.seq and event_of(body) == event)
            frontier.append_missing(seq - 1)
            frontier.append(leaf_hash(body))
    except (KeyError, TypeError, ValueError):
        return False
    return found and frontier.root() == head.root
