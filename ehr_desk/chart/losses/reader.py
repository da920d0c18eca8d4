"""Finding what is lost: every signature stands in the audit log, so the record can be held against it."""

from __future__ import annotations

import contextlib
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.attested import told_but_gone
from ehr_desk.chart.entries.reader import lines_by_id
from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.losses.rows import Losses, LostEntry
from ehr_desk.vault.audit import AuditEvent, event_of
from ehr_desk.vault.salvage import SALVAGED
from ehr_desk.vault.tables import AUDIT_EVENT

ANSWERED = "losses.answered"


def read_losses(session: Session) -> Losses:
    """What the last salvage left behind; nothing more than one look at an index where the record never was damaged."""
    salvaged = _last(session, SALVAGED)
    if salvaged is None:
        return Losses()
    answered = _last(session, ANSWERED)
    entries = lost_entries(session)
    return Losses(salvaged.at, tuple(entries), answered is not None and answered.seq > salvaged.seq)


def lost_entries(session: Session) -> list[LostEntry]:
    """The versions that the log tells were signed and that are not there, oldest first."""
    gone = [event for event in map(_read, told_but_gone(session)) if event is not None]
    lines = {line.entry_id: line for line in lines_by_id(session, {event.entity_id for event in gone})}
    found = []
    for event in gone:
        with contextlib.suppress(TypeError, ValueError):  # words that no program of ours wrote
            found.append(_lost(event, lines.get(event.entity_id)))
    return found


def lost_sessions(session: Session) -> frozenset[tuple[str, str]]:
    """Sessions with the clients whose signed entry of it is lost: it is written again, and was not forgotten."""
    losses = read_losses(session)
    return frozenset((one.session_id, one.client_id) for one in losses.entries if one.session_id)


def _lost(event: AuditEvent, line: EntryRow | None) -> LostEntry:
    detail = event.detail
    day = str(detail.get("day") or (line.effective_on.isoformat() if line is not None else ""))
    return LostEntry(
        entry_id=event.entity_id,
        seq=int(detail.get("seq") or 0),
        client_id=event.client_id,
        staff_id=event.staff_id,
        signed_at=event.at,
        form_id=str(detail.get("form") or ""),
        on=date.fromisoformat(day) if day else None,
        session_id=str(detail.get("session") or (line.session_id if line is not None else "")),
    )


def _last(session: Session, action: str) -> AuditEvent | None:
    newest = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == action).order_by(AUDIT_EVENT.c.seq.desc())
    body = session.scalar(newest.limit(1))
    return None if body is None else _read(body)


def _read(body: bytes) -> AuditEvent | None:
    """An event; None for one that cannot be read, which ``check`` names."""
    try:
        return event_of(body)
    except (KeyError, TypeError, ValueError):
        return None
