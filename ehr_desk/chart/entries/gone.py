"""Later versions of entries that nobody can ask any more: lost when a damaged record was saved, or not to be read.

Nobody knows whether they took back what the version before them says; until somebody corrects the entry anew, it is
treated as if they did.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import reader
from ehr_desk.chart.entries.attested import told_but_gone
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.tables import EntryVersion
from ehr_desk.vault.audit import event_of
from ehr_desk.vault.salvage import SALVAGED
from ehr_desk.vault.snapshot import once
from ehr_desk.vault.tables import AUDIT_EVENT

MAY_TAKE_BACK = frozenset(CONTENT_KINDS - {"original", "late_entry"} | {"entered_in_error"})
"""Kinds of versions that may take back what an entry said before."""


def gone_in(session: Session, client_id: str) -> dict[str, int]:
    """The entries of a chart of which such a version is gone, with the signing number of the newest one."""
    found = _lost(session, client_id)
    damaged = select(EntryVersion).where(EntryVersion.client_id == client_id, EntryVersion.kind.in_(MAY_TAKE_BACK))
    for stored in session.scalars(damaged):
        if whole(stored) is None:
            found[stored.entry_id] = max(stored.seq, found.get(stored.entry_id, 0))
    return found


def was_salvaged(session: Session) -> bool:
    """Whether the record was ever read out of a damaged one: nearly never, by one look at an index for all charts."""
    salvaged = select(AUDIT_EVENT.c.seq).where(AUDIT_EVENT.c.action == SALVAGED).limit(1)
    return once(session, SALVAGED, lambda: session.scalar(salvaged)) is not None


def _lost(session: Session, client_id: str) -> dict[str, int]:
    found: dict[str, int] = {}
    if not was_salvaged(session):
        return found
    for body in told_but_gone(session):
        try:
            event = event_of(body)
            seq = int(event.detail["seq"])
        except (KeyError, TypeError, ValueError):  # the record check names it
            continue
        if event.client_id == client_id and event.detail.get("kind") in MAY_TAKE_BACK:
            found[event.entity_id] = max(seq, found.get(event.entity_id, 0))
    return found


def whole(stored: EntryVersion) -> VersionRow | None:
    """A version that says at least whose it is, on what form, and what; ``None`` of a damaged one, which the record
    check names."""
    try:
        version = reader.to_version(stored)
        parts = [version.body[name] for name in ("client", "form", "author", "answers")]
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return version if all(isinstance(part, dict) for part in parts) else None
