"""Queries over papers: each at its newest revision, of entries and made to order."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from sqlalchemy import ColumnElement, case, false, func, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.ordered import ordered_paper, ordered_papers
from ehr_desk.chart.entries.paper import EarlierPaper
from ehr_desk.chart.entries.rows import PaperInfo
from ehr_desk.chart.entries.tables import EntryLine, EntryVersion, FormDefinition, PaperRow, PaperToOrder
from ehr_desk.common.errors import UserError

_BESIDE = frozenset({"title", "taken_home", "on", "version", "replaced_by"})
_FIELDS = [field.name for field in fields(PaperInfo) if field.name not in _BESIDE]


def papers(session: Session, client_id: str) -> list[PaperInfo]:
    """The client's papers, newest first, each at its newest revision, without the bytes."""
    columns = [PaperRow.__table__.c[name] for name in _FIELDS]
    query = (
        select(
            *columns,
            EntryLine.title,
            _taken_home().label("taken_home"),
            EntryLine.effective_on,
            EntryLine.document_id.label("counts"),
            EntryVersion.version,
        )
        .join(EntryLine, EntryLine.entry_id == PaperRow.entry_id)
        .join(EntryVersion, EntryVersion.seq == PaperRow.seq)
        .where(PaperRow.client_id == client_id)
        .order_by(PaperRow.made_at.desc())
    )
    newest: dict[str, PaperInfo] = {}
    counts: dict[str, str] = {}
    for found in session.execute(query).mappings():
        told = dict(found)
        on, counts[told["entry_id"]] = date.fromisoformat(told.pop("effective_on")), told.pop("counts")
        info = PaperInfo(**told, on=on)
        if info.document_id not in newest or newest[info.document_id].revision < info.revision:
            newest[info.document_id] = info
    for number, info in newest.items():
        other = newest.get(counts[info.entry_id])
        if other is not None and other.version > info.version:
            newest[number] = replace(info, replaced_by=other.version)
    every = [*newest.values(), *ordered_papers(session, client_id)]
    return sorted(every, key=lambda info: info.made_at, reverse=True)


def paper(session: Session, document_id: str) -> tuple[PaperInfo, bytes]:
    """A paper's newest revision with its stored bytes."""
    query = select(PaperRow).where(PaperRow.document_id == document_id).order_by(PaperRow.revision.desc()).limit(1)
    stored = session.scalars(query).first()
    if stored is None:
        ordered = ordered_paper(session, document_id)
        if ordered is None:
            raise UserError("This document is not in the vault.", "Check the document number.")
        return ordered
    title = session.scalar(select(EntryLine.title).where(EntryLine.entry_id == stored.entry_id)) or ""
    home = session.scalar(select(_taken_home()).where(PaperRow.document_id == document_id).limit(1)) or False
    values = {name: getattr(stored, name) for name in _FIELDS}
    return PaperInfo(**values, title=title, taken_home=home), stored.pdf


def paper_numbers(session: Session, document_id: str) -> frozenset[str]:
    """The document's number where the vault holds it, else nothing."""
    found = frozenset(session.scalars(select(PaperRow.document_id).where(PaperRow.document_id == document_id)))
    ordered = select(PaperToOrder.document_id).where(PaperToOrder.document_id == document_id)
    return found | frozenset(session.scalars(ordered))


def newest_paper(session: Session, entry_id: str) -> EarlierPaper | None:
    """The newest state of an entry's newest paper; ``None`` where it has none."""
    query = (
        select(PaperRow, EntryVersion.version)
        .join(EntryVersion, EntryVersion.seq == PaperRow.seq)
        .where(PaperRow.entry_id == entry_id)
        .order_by(PaperRow.seq.desc(), PaperRow.revision.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    if found is None:
        return None
    row, version = found
    return EarlierPaper(row.document_id, row.revision, version, row.seq, row.kind, row.sha256, row.pdf)


def _taken_home() -> ColumnElement[bool]:
    """Whether the exact form of a paper's entry says that clients take it home. Notes, the most, are not asked."""
    said = (
        select(FormDefinition.definition["taken_home"].as_boolean())
        .join(EntryVersion, EntryVersion.form_hash == FormDefinition.hash)
        .where(EntryVersion.entry_id == PaperRow.entry_id, EntryVersion.kind.in_(CONTENT_KINDS))
        .order_by(EntryVersion.seq.desc())
        .limit(1)
        .correlate(PaperRow)
        .scalar_subquery()
    )
    return case((PaperRow.kind == "note", false()), else_=func.coalesce(said, false()))
