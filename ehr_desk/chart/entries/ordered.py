"""Papers that somebody asked for, as stored: whole charts, large print."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.rows import PaperInfo
from ehr_desk.chart.entries.tables import EntryVersion, PaperToOrder

_NOT_STORED = frozenset({"revision", "taken_home", "on", "version", "replaced_by"})
_FIELDS = [field.name for field in fields(PaperInfo) if field.name not in _NOT_STORED]


def ordered_papers(session: Session, client_id: str) -> list[PaperInfo]:
    """The client's papers made to order, without the bytes."""
    columns = [PaperToOrder.__table__.c[name] for name in _FIELDS]
    found = session.execute(select(*columns).where(PaperToOrder.client_id == client_id)).mappings()
    return [PaperInfo(revision=1, **row) for row in found]


def ordered_paper(session: Session, document_id: str) -> tuple[PaperInfo, bytes] | None:
    """A paper made to order with its bytes."""
    stored = session.get(PaperToOrder, document_id)
    if stored is None:
        return None
    return PaperInfo(revision=1, **{name: getattr(stored, name) for name in _FIELDS}), stored.pdf


def order_scope(session: Session, document_id: str) -> str:
    """What a consent must name for a paper made to order."""
    found = session.scalar(select(PaperToOrder.scope).where(PaperToOrder.document_id == document_id))
    return found or ""


def last_signed(session: Session, client_id: str) -> int:
    """The newest signing number of a client's chart, 0 where nothing is signed."""
    return session.scalar(select(func.max(EntryVersion.seq)).where(EntryVersion.client_id == client_id)) or 0


def known_by(session: Session, document_id: str) -> int:
    """The chart's last signing number when a paper made to order was made: the clock may have gone back since."""
    return session.scalar(select(PaperToOrder.known_by).where(PaperToOrder.document_id == document_id)) or 0


def signed_since(session: Session, client_id: str, seq: int) -> int:
    """How many versions were signed in a chart after a signing number."""
    query = select(func.count()).where(EntryVersion.client_id == client_id, EntryVersion.seq > seq)
    return session.scalar(query) or 0
