"""Handing an entry back to its author: not a signature and no part of the entry, but kept for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from ehr_desk.chart.base import stated
from ehr_desk.chart.entries.additions import handed_back
from ehr_desk.chart.entries.reader import cosigned_seqs, lines_by_id, lines_in_state, versions_of
from ehr_desk.chart.entries.rows import EntryRow, VersionRow
from ehr_desk.chart.entries.tables import CosignReturn, EntryVersion
from ehr_desk.chart.staff.reader import has_access
from ehr_desk.common.canonical import canonical, sha256_hex

AUTHOR_GONE = "{name} has no access any more and signs no new version."
WITHOUT_AUTHOR = (
    "Co-sign the entry; where something has to change, correct it in your own name, or add an addendum first."
)


@dataclass(frozen=True)
class ReturnedRow:
    """An entry that was handed back to who signed its last version, ``author_id``, and has no new version since;
    ``addendum``: what was added to it was, its text is co-signed. ``returned_at`` is a UTC stamp."""

    entry: EntryRow
    author_id: str
    addendum: bool
    comment: str
    returned_by: str
    returned_at: str


def add_return(session: Session, versions: Sequence[VersionRow], who: str, at: str, comment: str) -> tuple[int, str]:
    """Keep that the waiting versions were handed back. Answers the row's number and its hash, for the audit log."""
    newest = versions[-1]
    last = select(func.max(EntryVersion.seq)).where(EntryVersion.entry_id == newest.entry_id)
    number = (session.scalar(select(func.max(CosignReturn.id))) or 0) + 1
    session.add(
        CosignReturn(
            id=number,
            seq=session.scalar(last) or newest.seq,
            entry_id=newest.entry_id,
            client_id=newest.body["client"]["id"],
            author_id=newest.body["author"]["staff_id"],
            returned_by=who,
            returned_at=at,
            comment=comment,
        )
    )
    session.flush()
    return number, return_hashes(session)[number]


def return_hashes(session: Session) -> dict[int, str]:
    """What the audit log keeps of each return: a hash of everything that its row says."""
    rows = session.execute(select(*CosignReturn.__table__.columns)).mappings()
    return {row["id"]: sha256_hex(canonical(stated(dict(row)))) for row in rows}


def addenda_handed_back(session: Session, versions: Sequence[VersionRow]) -> list[VersionRow]:
    """The addenda of an entry that are with their author, oldest first; ``versions``: all of the entry."""
    if not versions:
        return []
    entry_id = versions[0].entry_id
    given = set(session.scalars(select(CosignReturn.seq).where(CosignReturn.entry_id == entry_id)))
    back = handed_back(versions, cosigned_seqs(session, entry_id), given) if given else []
    # Whoever has no access any more signs nothing anew: theirs waits for its co-signature again.
    return [one for one in back if session.scalar(select(has_access(literal(one.body["author"]["staff_id"]))))]


def returned(session: Session) -> list[ReturnedRow]:
    """Every entry that is with its author: handed back, and nothing signed upon it since; oldest first."""
    newest = select(func.max(EntryVersion.seq)).where(EntryVersion.entry_id == CosignReturn.entry_id).scalar_subquery()
    query = select(CosignReturn).where(CosignReturn.seq == newest).order_by(CosignReturn.id)
    last = {row.entry_id: row for row in session.scalars(query)}
    waiting = {line.entry_id: line for line in lines_in_state(session, "co-sign pending")}
    added = _added_and_returned(session)
    texts = [
        ReturnedRow(waiting[entry_id], row.author_id, False, row.comment, row.returned_by, row.returned_at)
        for entry_id, row in last.items()
        if entry_id in waiting and entry_id not in {one.entry.entry_id for one in added}
    ]
    return sorted([*texts, *added], key=lambda one: one.returned_at)


def _added_and_returned(session: Session) -> list[ReturnedRow]:
    """The addenda that are with their authors, one row for each of them."""
    gave: dict[str, list[CosignReturn]] = defaultdict(list)
    of_added = select(EntryVersion.entry_id).where(EntryVersion.kind == "addendum")
    returns = select(CosignReturn).where(CosignReturn.entry_id.in_(of_added)).order_by(CosignReturn.id)
    for row in session.scalars(returns):
        gave[row.entry_id].append(row)
    found: dict[tuple[str, str], ReturnedRow] = {}
    for line in lines_by_id(session, gave):
        for one in addenda_handed_back(session, versions_of(session, line.entry_id)):
            row = next(each for each in reversed(gave[line.entry_id]) if each.seq >= one.seq)
            author = str(one.body["author"]["staff_id"])
            found[line.entry_id, author] = ReturnedRow(
                line, author, True, row.comment, row.returned_by, row.returned_at
            )
    return list(found.values())
