"""The audit log: canonical events as leaves of a Merkle tree, one signed head per transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection, CursorResult, func, insert, select, update
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import canonical, parse
from ehr_desk.common.clock import Clock, from_stamp, stamp
from ehr_desk.vault.certificates import public_key_der
from ehr_desk.vault.faults import DatabaseRefused, SittingClosed
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.seal import b64
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD, VAULT_META

Detail = dict[str, Any]
Kind = Literal["", "edited", "deleted", "re-signed", "truncated", "rolled back"]
"""How somebody meddled with the history; empty for what is wrong in another way."""

CUT_BACK = "audit.cut_back"
"""Event of an unlock that found fewer events than the record itself had counted."""
_LOG_SIZE = "log_size"


@dataclass(frozen=True)
class Pending:
    """An event that has not been written yet."""

    action: str
    entity: str = ""
    entity_id: str = ""
    client_id: str = ""
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True)
class AuditEvent:
    """An event as it stands in the log. ``detail`` holds ids, counts and hashes, never clinical text."""

    seq: int
    at: datetime
    staff_id: str
    device: str
    sitting: str
    action: str
    entity: str
    entity_id: str
    client_id: str
    detail: Detail


@dataclass(frozen=True)
class AuditFinding:
    """Something wrong in the log: the event it concerns (0 when none), what it is in words, and its kind."""

    seq: int
    text: str
    kind: Kind = ""


_WORDS = ("staff", "device", "sitting", "action", "entity", "entity_id", "client")


def event_of(body: bytes) -> AuditEvent:
    """Reads the canonical bytes of an event; ``KeyError``, ``TypeError`` or ``ValueError`` otherwise."""
    value = parse(body)
    if not isinstance(value["detail"], dict) or any(not isinstance(value[name], str) for name in _WORDS):
        raise TypeError("an event is of words, with a detail by names")
    return AuditEvent(
        seq=int(value["seq"]),
        at=from_stamp(value["at"]),
        staff_id=value["staff"],
        device=value["device"],
        sitting=value["sitting"],
        action=value["action"],
        entity=value["entity"],
        entity_id=value["entity_id"],
        client_id=value["client"],
        detail=value["detail"],
    )


def readable(bodies: Iterable[bytes]) -> Iterator[AuditEvent]:
    """The events of these that can be read: one that was meddled with hides no other, and the check of the log names
    it."""
    for body in bodies:
        with suppress(KeyError, TypeError, ValueError):
            yield event_of(body)


def checkpoint(vault_id: str, size: int, root: bytes) -> bytes:
    """The signed text of a head: origin, size and root, each on a line (C2SP tlog-checkpoint body)."""
    return f"ehr-desk/{vault_id}\n{size}\n{b64(root)}\n".encode()


@dataclass(frozen=True)
class Signatory:
    """Whose sitting writes: ids, the computer's name, and the key that signs heads."""

    vault_id: str
    sitting_id: str
    staff_id: str
    device: str


class AuditLog:
    """Appends on behalf of one sitting. The key is forgotten at :meth:`drop`."""

    def __init__(self, signatory: Signatory, key: ec.EllipticCurvePrivateKey, clock: Clock) -> None:
        self.signatory = signatory
        self._key: ec.EllipticCurvePrivateKey | None = key
        self._clock = clock

    def drop(self) -> None:
        """Forget the sitting key."""
        self._key = None

    def append(
        self, connection: Connection | Session, events: Sequence[Pending], frontier: Frontier | None = None
    ) -> None:
        """Write the events and one head over the whole log, inside the caller's transaction, from the last
        head on or from ``frontier``."""
        if self._key is None:
            raise SittingClosed
        if not events:
            return
        frontier = frontier or last_frontier(connection)
        at, rows = stamp(self._clock.now()), []
        for pending in events:
            body = self._body(pending, frontier.size + 1, at)
            leaf = leaf_hash(body)
            frontier.append(leaf)
            rows.append(
                {
                    "seq": frontier.size,
                    "at": at,
                    "staff_id": self.signatory.staff_id,
                    "action": pending.action,
                    "client_id": pending.client_id,
                    "body": body,
                    "leaf": leaf,
                }
            )
        connection.execute(insert(AUDIT_EVENT), rows)
        root = frontier.root()
        text = checkpoint(self.signatory.vault_id, frontier.size, root)
        connection.execute(
            insert(AUDIT_HEAD).values(
                size=frontier.size,
                root=root,
                frontier=frontier.to_bytes(),
                sitting=self.signatory.sitting_id,
                signature=self._key.sign(text, ec.ECDSA(hashes.SHA256())),
            )
        )
        _count(connection, frontier.size)

    def public_der(self) -> bytes:
        """The public half of the sitting key (SubjectPublicKeyInfo)."""
        if self._key is None:
            raise SittingClosed
        return public_key_der(self._key.public_key())

    def _body(self, pending: Pending, seq: int, at: str) -> bytes:
        return canonical(
            {
                "action": pending.action,
                "at": at,
                "client": pending.client_id,
                "detail": pending.detail,
                "device": self.signatory.device,
                "entity": pending.entity,
                "entity_id": pending.entity_id,
                "seq": seq,
                "sitting": self.signatory.sitting_id,
                "staff": self.signatory.staff_id,
            }
        )


def _count(connection: Connection | Session, size: int) -> None:
    """The record counts its events a second time: whoever cuts the log back has to know of it."""
    counted = update(VAULT_META).where(VAULT_META.c.name == _LOG_SIZE).values(value=str(size))
    if not cast("CursorResult[Any]", connection.execute(counted)).rowcount:
        connection.execute(insert(VAULT_META).values(name=_LOG_SIZE, value=str(size)))


def counted_size(connection: Connection | Session) -> int:
    """How many events the record has counted; 0 when that cannot be read."""
    value = connection.execute(select(VAULT_META.c.value).where(VAULT_META.c.name == _LOG_SIZE)).scalar()
    return int(value) if value and value.isdecimal() else 0


def cut_back(connection: Connection | Session, frontier: Frontier) -> Pending | None:
    """The event to record when the log is shorter than the record has counted."""
    expected = counted_size(connection)
    if expected <= frontier.size:
        return None
    return Pending(CUT_BACK, detail={"events": frontier.size, "expected": expected})


def last_frontier(connection: Connection | Session) -> Frontier:
    """The state of the tree at the last head; refuses to build on one that does not fit the log."""
    frontier = _frontier_of_last_head(connection)
    if frontier is None:
        raise DatabaseRefused(
            "The end of the audit log has been altered, so nothing can be added to it.",
            "Lock the desk, unlock it again and run the record check.",
        )
    return frontier


def _frontier_of_last_head(connection: Connection | Session) -> Frontier | None:
    query = select(AUDIT_HEAD.c.size, AUDIT_HEAD.c.root, AUDIT_HEAD.c.frontier)
    row = connection.execute(query.order_by(AUDIT_HEAD.c.size.desc()).limit(1)).first()
    newest = connection.execute(select(func.max(AUDIT_EVENT.c.seq))).scalar() or 0
    if row is None:
        return None if newest else Frontier()
    try:
        frontier = Frontier.from_bytes(row.size, row.frontier)
    except ValueError:
        return None
    return frontier if frontier.root() == row.root and newest <= row.size else None


def sound_frontier(connection: Connection | Session) -> tuple[Frontier, bool]:
    """Where to go on, and whether the last head fits. A log with an altered end is gone on with from the events
    that are there, so that it can be opened and checked; the check keeps naming what was altered."""
    frontier = _frontier_of_last_head(connection)
    if frontier is not None:
        return frontier, True
    frontier = Frontier()
    for seq, body in connection.execute(select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.body).order_by(AUDIT_EVENT.c.seq)):
        frontier.append_missing(seq - 1)
        frontier.append(leaf_hash(body))
    return frontier, False


def head_of(connection: Connection | Session) -> tuple[int, str]:
    """Size and root (hexadecimal) of the log now: what a paper, an entry or another computer can keep as a witness."""
    frontier, _ = sound_frontier(connection)
    return frontier.size, frontier.root().hex()


def roots(connection: Connection | Session) -> dict[int, str]:
    """The root (hexadecimal) of every signed head, by the log's size."""
    found = connection.execute(select(AUDIT_HEAD.c.size, AUDIT_HEAD.c.root))
    return {size: bytes(root).hex() for size, root in found}
