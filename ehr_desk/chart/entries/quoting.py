"""What an entry was assembled from: the entries that its tables of sources name, and which of them count no longer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import definitions, reader
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.grounds import taken_back_by
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.rows import EntryRow, VersionRow
from ehr_desk.chart.entries.tables import EntryLine, EntryVersion
from ehr_desk.common.days import in_words
from ehr_desk.forms import Form

_IN_ERROR = "entered_in_error"


def named_sources(form: Form, answers: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the entries that an entry names as what it was assembled from (tables with a column ``entry``)."""
    return frozenset(_named(form, answers))


def sources_of(session: Session, version: VersionRow) -> frozenset[str]:
    """The entries that a signed version was assembled from, or that words in it were carried from."""
    named = named_sources(definitions.kept(session, version.body["form"]["hash"]), version.body["answers"])
    return named | frozenset(version.body.get("rests_on", ()))


def fallen(session: Session, version: VersionRow) -> dict[str, int]:
    """Of the entries that a signed version was assembled from those that fell away, each with the signing number of
    what did it: entered in error, or corrected after the version because the text was not to be handed on."""
    named = sources_of(session, version)
    if not named:
        return {}
    later = and_(EntryVersion.seq > version.seq, EntryVersion.kind.in_(CONTENT_KINDS))
    query = select(EntryVersion).where(EntryVersion.entry_id.in_(named), or_(EntryVersion.kind == _IN_ERROR, later))
    found: dict[str, int] = {}
    for one in session.scalars(query.order_by(EntryVersion.seq)):
        if one.kind == _IN_ERROR or taken_back_by(reader.to_version(one)):
            found.setdefault(one.entry_id, one.seq)
    return found


def corrected_since(session: Session, version: VersionRow) -> frozenset[str]:
    """Of the entries that a signed version was assembled from those that have another content since, and count."""
    named = sources_of(session, version)
    later = select(EntryVersion.entry_id).where(
        EntryVersion.entry_id.in_(named), EntryVersion.seq > version.seq, EntryVersion.kind.in_(CONTENT_KINDS)
    )
    changed = frozenset(session.scalars(later)) if named else frozenset[str]()
    return changed - fallen(session, version).keys()


def in_words_of(session: Session, entries: Collection[str]) -> tuple[str, ...]:
    """Entries as title and day, in the order of their days."""
    if not entries:
        return ()
    query = select(EntryLine).where(EntryLine.entry_id.in_(entries)).order_by(EntryLine.effective_on, EntryLine.seq)
    lines = session.scalars(query).all()
    return tuple(f"{line.title} of {in_words(date.fromisoformat(line.effective_on))}" for line in lines)


def quoting(session: Session, client_id: str, entry_id: str) -> list[EntryRow]:
    """The entries of a chart that were assembled from an entry and count, newest first."""
    query = (
        select(EntryVersion.entry_id)
        .where(EntryVersion.client_id == client_id, EntryVersion.entry_id != entry_id)
        .where(func.instr(EntryVersion.body, entry_id.encode()) > 0)
        .distinct()
    )
    mentioning = set(session.scalars(query))
    if not mentioning:
        return []
    return [
        line
        for line in reader.timeline(session, client_id)
        if line.entry_id in mentioning
        and line.state != "entered in error"
        and entry_id in sources_of(session, content_version(reader.versions_of(session, line.entry_id)))
    ]


def resting_on_errors(session: Session, client_id: str) -> list[tuple[EntryRow, tuple[EntryRow, ...]]]:
    """The entries of a chart that count and were assembled from entries in error, newest first, each with those in the
    order of their days."""
    wrong_here = (EntryLine.client_id == client_id, EntryLine.state == "entered in error")
    if session.scalar(select(EntryLine.entry_id).where(*wrong_here).limit(1)) is None:
        return []  # most charts: nothing more is read
    wrong = [line for line in reader.timeline(session, client_id) if line.state == "entered in error"]
    quoted: dict[str, list[EntryRow]] = {}
    found: dict[str, EntryRow] = {}
    for line in reversed(wrong):
        for quoter in quoting(session, client_id, line.entry_id):
            found[quoter.entry_id] = quoter
            quoted.setdefault(quoter.entry_id, []).append(line)
    newest = sorted(found.values(), key=lambda one: (one.effective_on, one.seq), reverse=True)
    return [(one, tuple(quoted[one.entry_id])) for one in newest]


def _named(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    for item in form.walk():
        rows = answers.get(item.id)
        columns = [child.id for child in item.items if child.role == "entry"]
        if columns and isinstance(rows, list):
            yield from (str(row[column]) for row in rows for column in columns if row.get(column))
