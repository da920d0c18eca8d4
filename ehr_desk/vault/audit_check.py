"""Verifying the audit log: every event, every head, every sitting key, and who is responsible for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import Session

from ehr_desk.common.clock import stamp
from ehr_desk.vault.audit import AuditEvent, AuditFinding, Kind, checkpoint, counted_size, event_of
from ehr_desk.vault.certificates import Certificate, verify_with_key
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.sittings import OPENED
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD
from ehr_desk.vault.timekeeping import Times
from ehr_desk.vault.trust import Trust, opened_with, trusted_people


class LogCheck:
    """One pass over the log in order; :meth:`run` answers everything found."""

    def __init__(self, trust: Trust, register: list[Certificate]) -> None:
        self._trust = trust
        self._trusted = trusted_people(trust.root_pem, register)
        self._keys: dict[str, ec.EllipticCurvePublicKey] = {}
        self._writers: dict[str, tuple[str, str]] = {}
        self._ended: Mapping[str, AuditEvent] = {}
        self._sheets_before: Callable[[int], frozenset[str]] = lambda _seq: frozenset()
        self._frontier = Frontier()
        self._since_head: list[AuditEvent] = []
        self._findings: list[AuditFinding] = []
        self._lost_any = False
        self._lost_since_head = False
        self.times = Times()
        """After :meth:`run`: where time ran backwards."""

    def run(self, connection: Connection | Session) -> list[AuditFinding]:
        """Verify the whole log."""
        enrolments = Enrolments(connection, self._trust, self._trusted)
        self._ended, self._sheets_before = enrolments.keys.ended, enrolments.sheets_before
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

    def _missing(self) -> None:
        lost = self._frontier.size + 1
        self._found(lost, f"Event {lost} is missing.", "deleted")
        self._lost_any = self._lost_since_head = True
        self._frontier.append_missing(lost)

    def _introduce(self, event: AuditEvent) -> None:
        """Take over a sitting key if the person it claims really signed for it."""
        sheets = self._sheets_before(event.seq)
        key = None if self._ended_before(event) else opened_with(self._trust, self._trusted, event, sheets)
        if key is not None and event.sitting not in self._keys:
            self._keys[event.sitting] = key
            self._writers[event.sitting] = (event.staff_id, event.device)
        else:
            said = f"Event {event.seq}: the unlock is not signed by the person it names."
            self._found(event.seq, said, "re-signed")

    def _ended_before(self, event: AuditEvent) -> bool:
        """By the order of the log: clocks differ, and one that was fast for a while makes no unlock somebody else's."""
        ended = self._ended.get(str(event.detail.get("signed_by", "")))
        return ended is not None and ended.seq < event.seq

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


def verify_log(connection: Connection | Session, trust: Trust) -> list[AuditFinding]:
    """Everything wrong with the log of a database, taken by itself."""
    return LogCheck(trust, all_certificates(connection)).run(connection)
