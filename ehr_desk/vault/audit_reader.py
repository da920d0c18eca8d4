"""Questions to the audit log: what a page of it shows, and whether it is sound."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ehr_desk.common.clock import stamp
from ehr_desk.vault.audit import AuditEvent, AuditFinding, head_of, readable
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD


@dataclass(frozen=True)
class Wanted:
    """Which events, in which order: ``at``, ``person``, ``client`` or ``action``. ``actions`` are whole names or their
    beginnings up to a dot; ``until`` is not included; ``after`` is a sequence number to begin behind."""

    since: datetime | None = None
    until: datetime | None = None
    staff: str = ""
    client: str = ""
    actions: tuple[str, ...] = ()
    after: int = 0
    order: str = "at"
    descending: bool = True


class AuditReader:
    """Questions to the log of an open vault."""

    def __init__(
        self,
        read: Callable[[], AbstractContextManager[Session]],
        verify: Callable[[Session], list[AuditFinding]],
    ) -> None:
        self._read = read
        self._verify = verify

    def events(
        self,
        period: tuple[datetime | None, datetime | None] = (None, None),
        staff: str = "",
        client: str = "",
        action: str = "",
        *,
        limit: int = 500,
        before: int = 0,
    ) -> list[AuditEvent]:
        """Newest first: events from ``period[0]`` up to but not including ``period[1]``, of one staff member,
        about one client, of one action (or its beginning up to a dot); ``before`` pages by sequence number."""
        query = select(AUDIT_EVENT.c.body).order_by(AUDIT_EVENT.c.seq.desc()).limit(limit)
        since, until = period
        if since is not None:
            query = query.where(AUDIT_EVENT.c.at >= stamp(since))
        if until is not None:
            query = query.where(AUDIT_EVENT.c.at < stamp(until))
        if staff:
            query = query.where(AUDIT_EVENT.c.staff_id == staff)
        if client:
            query = query.where(AUDIT_EVENT.c.client_id == client)
        if action:
            exact = AUDIT_EVENT.c.action == action
            query = query.where(exact | AUDIT_EVENT.c.action.startswith(action + ".", autoescape=True))
        if before:
            query = query.where(AUDIT_EVENT.c.seq < before)
        with self._read() as session:
            return list(readable(session.scalars(query)))

    def page(self, wanted: Wanted, *, limit: int, offset: int = 0) -> list[AuditEvent]:
        """One page of what is wanted, in its order. Each order has an index: the first page never reads them all."""
        columns = {"at": (), "person": (AUDIT_EVENT.c.staff_id,), "client": (AUDIT_EVENT.c.client_id,)}
        by = (*columns.get(wanted.order, (AUDIT_EVENT.c.action,)), AUDIT_EVENT.c.seq)
        query = select(AUDIT_EVENT.c.body).limit(limit).offset(offset)
        query = query.order_by(*(column.desc() if wanted.descending else column for column in by))
        if wanted.since is not None:
            query = query.where(AUDIT_EVENT.c.at >= stamp(wanted.since))
        if wanted.until is not None:
            query = query.where(AUDIT_EVENT.c.at < stamp(wanted.until))
        if wanted.after:
            query = query.where(AUDIT_EVENT.c.seq > wanted.after)
        if wanted.staff:
            query = query.where(AUDIT_EVENT.c.staff_id == wanted.staff)
        if wanted.client:
            query = query.where(AUDIT_EVENT.c.client_id == wanted.client)
        if wanted.actions:
            starts = [AUDIT_EVENT.c.action.startswith(each + ".", autoescape=True) for each in wanted.actions]
            query = query.where(or_(AUDIT_EVENT.c.action.in_(wanted.actions), *starts))
        with self._read() as session:
            return list(readable(session.scalars(query)))

    def clients(self) -> list[str]:
        """The ids of all clients that events are about; answered by the index alone."""
        with self._read() as session:
            return list(
                session.scalars(select(AUDIT_EVENT.c.client_id).where(AUDIT_EVENT.c.client_id != "").distinct())
            )

    def head(self) -> tuple[int, str]:
        """As :func:`head_of`."""
        with self._read() as session:
            return head_of(session)

    def root(self, size: int) -> str:
        """The root (hexadecimal) of the signed head over the first ``size`` events; empty where there is none."""
        with self._read() as session:
            root = session.execute(select(AUDIT_HEAD.c.root).where(AUDIT_HEAD.c.size == size)).scalar()
        return bytes(root).hex() if root is not None else ""

    def verify(self) -> list[AuditFinding]:
        """Everything wrong with the log; an empty list when all is well. Cost grows with the log."""
        with self._read() as session:
            return self._verify(session)
