"""Which entries of a chart rest on others: told when one of these falls away, and after that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import reader
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.rows import EntryRow, VersionRow
from ehr_desk.chart.entries.tables import EntryLine, EntryVersion
from ehr_desk.chart.entries.tracing import Tracing
from ehr_desk.chart.entries.withdrawals import holding, withdrawals
from ehr_desk.common.days import in_words

_WRONG = "entered in error"


@dataclass(frozen=True)
class Resting:
    """An entry that counts, and what it rests on that does not, or not as it stood, in the order of their days.
    ``forbids``: it is handed out no more until it is corrected; else it is to be compared. ``holds``: with what words
    were taken back that stand in it; then it rests on nothing else that fell away."""

    line: EntryRow
    upon: tuple[EntryRow, ...] = ()
    forbids: bool = True
    holds: str = ""


def sources_of(session: Session, version: VersionRow) -> frozenset[str]:
    """The entries that a signed version was assembled from, or that words in it were carried from."""
    return Tracing(session).sources(version)


def in_words_of(session: Session, entries: Collection[str]) -> tuple[str, ...]:
    """Entries as title and day, in the order of their days."""
    if not entries:
        return ()
    query = select(EntryLine).where(EntryLine.entry_id.in_(entries)).order_by(EntryLine.effective_on, EntryLine.seq)
    lines = session.scalars(query).all()
    return tuple(f"{line.title} of {in_words(date.fromisoformat(line.effective_on))}" for line in lines)


def quoting(session: Session, client_id: str, entry_id: str) -> list[EntryRow]:
    """The entries of a chart that rest on an entry, by whatever others, and count; newest first."""
    tracing = Tracing(session)
    return [
        line
        for line in _lines(session, _resting(session, tracing, client_id, [entry_id]))
        if any(one.entry_id == entry_id for one in tracing.reached(_counts(tracing, line.entry_id)))
    ]


def resting_on_errors(session: Session, client_id: str) -> list[Resting]:
    """The entries of a chart that count and rest on what was entered in error or taken back, or hold words that were
    taken back, newest first."""
    wrong_here = (EntryLine.client_id == client_id, EntryLine.state == _WRONG)
    taken = withdrawals(session, client_id)
    wrong = set(session.scalars(select(EntryLine.entry_id).where(*wrong_here))) | {one.entry_id for one in taken}
    if not wrong:
        return []  # most charts: nothing more is read
    tracing = Tracing(session)
    held = holding(session, client_id, taken)
    found = []
    for line in _lines(session, _resting(session, tracing, client_id, wrong) | held.keys()):
        traced = tracing.of(_counts(tracing, line.entry_id))
        upon = traced.fallen.keys() or traced.corrected & wrong
        if line.entry_id in held and not traced.fallen:
            found.append(Resting(line, holds=held[line.entry_id].by.source))
        elif upon:
            found.append(Resting(line, tuple(reversed(_lines(session, upon, wrong=True))), bool(traced.fallen)))
    return found


def _counts(tracing: Tracing, entry_id: str) -> VersionRow:
    return content_version(tracing.contents([entry_id])[entry_id])


def _resting(session: Session, tracing: Tracing, client_id: str, upon: Iterable[str]) -> set[str]:
    """The entries of a chart of which any version rests on some, followed through until nothing new is found."""
    found: set[str] = set()
    step = set(upon)
    while step:
        mentions = or_(*(func.instr(EntryVersion.body, one.encode()) > 0 for one in sorted(step)))
        query = select(EntryVersion.entry_id).where(
            EntryVersion.client_id == client_id, EntryVersion.kind.in_(CONTENT_KINDS), mentions
        )
        near = tracing.contents(set(session.scalars(query)) - found)
        new = {
            entry_id
            for entry_id, versions in near.items()
            if any((step - {entry_id}) & tracing.sources(one) for one in versions if one.kind in CONTENT_KINDS)
        }
        found |= new
        step = new
    return found


def _lines(session: Session, entry_ids: Collection[str], *, wrong: bool = False) -> list[EntryRow]:
    """The lines of entries, newest first; those in error only where they are ``wrong``."""
    lines = [line for line in reader.lines_by_id(session, entry_ids) if wrong or line.state != _WRONG]
    return sorted(lines, key=lambda line: (line.effective_on, line.start, line.seq), reverse=True)
