"""Verifying the audit log: every event, every head, every sitting key, and who is responsible for each."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.vault.audit import AuditEvent, AuditFinding, Kind, Signatory, checkpoint, counted_size, event_of
from ehr_desk.vault.certificates import Certificate, ec_public_key, issued_by, load, verify_with_key
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.opener import RECOVERY
from ehr_desk.vault.register import CERTIFICATE_RETIRED, all_certificates
from ehr_desk.vault.seal import unb64
from ehr_desk.vault.sittings import OPENED, statement
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD
from ehr_desk.vault.timekeeping import Times


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


class LogCheck:
    """One pass over the log in order; :meth:`run` answers everything found."""

    def __init__(self, trust: Trust, register: list[Certificate]) -> None:
        self._trust = trust
        self._trusted = trusted_people(trust.root_pem, register)
        self._keys: dict[str, ec.EllipticCurvePublicKey] = {}
        self._writers: dict[str, tuple[str, str]] = {}
        self._ended: set[str] = set()
        self._frontier = Frontier()
        self._since_head: list[AuditEvent] = []
        self._findings: list[AuditFinding] = []
        self._lost_any = False
        self._lost_since_head = False
        self.times = Times()
        """After :meth:`run`: where time ran backwards."""

    def run(self, connection: Connection | Session) -> list[AuditFinding]:
        """Verify the whole log."""
        heads = list(connection.execute(select(AUDIT_HEAD).order_by(AUDIT_HEAD.c.size)))
        waiting = iter(heads)
        head = next(waiting, None)
        for row in connection.execute(select(AUDIT_EVENT).order_by(AUDIT_EVENT.c.seq)):
            while head is not None and head.size < row.seq:
                self._head(head)
                head = next(waiting, None)
            self._event(row)
        while head is not None:
            self._head(head)
            head = next(waiting, None)
        for event in self._since_head:
            self._found(event.seq, f"Event {event.seq} is covered by no signed head.", "deleted")
        if not heads and not self._findings:
            self._found(0, "The audit log is empty.", "truncated")
        expected = counted_size(connection)
        if expected > self._frontier.size:
            self._found(0, f"The log ends at event {self._frontier.size}; {expected} were written.", "truncated")
        elif expected < self._frontier.size and not self._findings:
            said = f"The record counts {expected} events; {self._frontier.size} stand in the log."
            self._found(0, said, "edited")
        return self._findings

    @property
    def keys(self) -> dict[str, ec.EllipticCurvePublicKey]:
        """After :meth:`run`: the keys of the sittings whose unlock is signed by the person it names."""
        return self._keys

    def _found(self, seq: int, text: str, kind: Kind) -> None:
        self._findings.append(AuditFinding(seq, text, kind))

    def _event(self, row: Row[tuple[object, ...]]) -> None:
        while self._frontier.size + 1 < row.seq:
            self._missing()
        leaf = leaf_hash(row.body)
        self._frontier.append(leaf)
        try:
            event = event_of(row.body)
        except (KeyError, TypeError, ValueError):
            self._found(row.seq, f"Event {row.seq} cannot be read.", "edited")
            return
        shown = (row.seq, row.at, row.staff_id, row.action, row.client_id)
        if leaf != row.leaf:
            self._found(row.seq, f"Event {row.seq} has been changed.", "edited")
        elif shown != (event.seq, stamp(event.at), event.staff_id, event.action, event.client_id):
            self._found(row.seq, f"Event {row.seq} is listed differently from what was signed.", "edited")
        self._since_head.append(event)
        self.times.see(event)
        if event.action == OPENED:
            self._introduce(event)
        elif event.action == CERTIFICATE_RETIRED:
            self._ended.add(event.entity_id)

    def _missing(self) -> None:
        lost = self._frontier.size + 1
        self._found(lost, f"Event {lost} is missing.", "deleted")
        self._lost_any = self._lost_since_head = True
        self._frontier.append_missing(lost)

    def _introduce(self, event: AuditEvent) -> None:
        """Take over a sitting key if the person it claims really signed for it."""
        signatory = Signatory(self._trust.vault_id, event.sitting, event.staff_id, event.device)
        try:
            public, signature = event.detail["public"], unb64(event.detail["signature"])
            signers = self._signers(event)
            key = load_der_public_key(unb64(public))
        except (KeyError, TypeError, ValueError):
            signers, key, public, signature = [], None, "", b""
        good = any(verify_with_key(signer, statement(signatory, public), signature) for signer in signers)
        if good and isinstance(key, ec.EllipticCurvePublicKey) and event.sitting not in self._keys:
            self._keys[event.sitting] = key
            self._writers[event.sitting] = (event.staff_id, event.device)
        else:
            said = f"Event {event.seq}: the unlock is not signed by the person it names."
            self._found(event.seq, said, "re-signed")

    def _signers(self, event: AuditEvent) -> list[ec.EllipticCurvePublicKey]:
        if event.detail["signed_by"] == RECOVERY:
            return self._trust.recovery_keys() if event.staff_id == RECOVERY else []
        certificate = self._trusted.get(event.detail["signed_by"])
        if certificate is None or certificate.staff_id != event.staff_id:
            return []
        # By the order of the log: clocks differ, and one that was fast for a while makes no unlock somebody else's.
        if certificate.fingerprint in self._ended:
            return []
        return [ec_public_key(load(certificate.pem))]

    def _head(self, head: Row[tuple[object, ...]]) -> None:
        events, self._since_head = self._since_head, []
        span = f"Events {events[0].seq} to {events[-1].seq}" if events else f"The head at {head.size}"
        while self._frontier.size < head.size:
            self._missing()
        foreign = [event.seq for event in events if event.sitting != head.sitting]
        writer = self._writers.get(head.sitting)
        others = [event.seq for event in events if writer and (event.staff_id, event.device) != writer]
        key = self._keys.get(head.sitting)
        text = checkpoint(self._trust.vault_id, head.size, head.root)
        if foreign:
            said = f"Event {foreign[0]} is signed by another sitting than the one that wrote it."
            self._found(foreign[0], said, "re-signed")
        elif key is None or not verify_with_key(key, text, head.signature):
            # Without the event that introduced a sitting's key nothing of that sitting can be told any more.
            lost = key is None and self._lost_any
            said = f"{span}: the signature is not from the sitting that wrote them."
            self._found(head.size, said, "deleted" if lost else "re-signed")
            if lost:
                self._resume(head)
        elif head.root != self._frontier.root():
            said = f"{span}: the log up to here is not what was signed."
            self._found(head.size, said, "deleted" if self._lost_since_head else "edited")
            self._resume(head)
        elif head.frontier != self._frontier.to_bytes():
            self._found(head.size, f"{span}: what the next head is computed from has been changed.", "edited")
        elif others:
            said = f"Event {others[0]} names another person or computer than the sitting that wrote it."
            self._found(others[0], said, "re-signed")
        self._lost_since_head = False

    def _resume(self, head: Row[tuple[object, ...]]) -> None:
        """After a mismatch go on from what was signed, so that later heads are judged by themselves."""
        try:
            frontier = Frontier.from_bytes(head.size, head.frontier)
        except ValueError:
            return
        if frontier.root() == head.root:
            self._frontier = frontier


def trusted_people(root_pem: str, register: list[Certificate]) -> dict[str, Certificate]:
    """Fingerprint -> person's certificate, for those that lead to the clinic's root."""
    root = load(root_pem)
    issuers = [load(c.pem) for c in register if c.kind == "issuing" and issued_by(load(c.pem), root)]
    return {
        c.fingerprint: c
        for c in register
        if c.kind == "person" and any(issued_by(load(c.pem), issuer) for issuer in issuers)
    }


def verify_log(connection: Connection | Session, trust: Trust) -> list[AuditFinding]:
    """Everything wrong with the log of a database, taken by itself."""
    return LogCheck(trust, all_certificates(connection)).run(connection)
