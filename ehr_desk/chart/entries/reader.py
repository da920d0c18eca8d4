"""Queries over entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.entries.fold import CONTENT_KINDS, VersionMark
from ehr_desk.chart.entries.grounds import takes_addenda
from ehr_desk.chart.entries.rows import CosignatureRow, EntryRow, EntryView, ReturnNote, VersionRow
from ehr_desk.chart.entries.tables import (
    Cosignature,
    CosignReturn,
    EffectRow,
    EntryLine,
    EntryVersion,
)
from ehr_desk.chart.staff.permissions import writers
from ehr_desk.chart.staff.reader import has_access, read_staff, writes
from ehr_desk.common.canonical import parse
from ehr_desk.common.errors import UserError

_EFFECT_FIELDS = [field.name for field in fields(SignedEffect)]
_LINE_FIELDS = [field.name for field in fields(EntryRow) if field.name != "returned"]


def authors_of(session: Session, entry_ids: Collection[str]) -> dict[str, str]:
    """The staff id of who wrote each of these entries: who signed it first, whoever corrected it since."""
    query = select(EntryVersion.entry_id, EntryVersion.author_id).where(
        EntryVersion.entry_id.in_(entry_ids), EntryVersion.version == 1
    )
    return {one.entry_id: one.author_id for one in session.execute(query)} if entry_ids else {}


def timeline(
    session: Session, client_id: str, *, category: str = "", limit: int | None = None, offset: int = 0
) -> list[EntryRow]:
    """A client's entries, newest first; a page of them where ``limit`` is given."""
    query = select(EntryLine).where(EntryLine.client_id == client_id)
    if category:
        query = query.where(EntryLine.category == category)
    query = query.order_by(EntryLine.effective_on.desc(), EntryLine.start.desc(), EntryLine.seq.desc())
    if limit is not None:
        query = query.limit(limit).offset(offset)
    return _rows(session, query)


def count_entries(session: Session, client_id: str) -> int:
    """How many entries a client's chart holds."""
    return session.scalar(select(func.count()).select_from(EntryLine).where(EntryLine.client_id == client_id)) or 0


def lines_in_state(session: Session, state: str) -> list[EntryRow]:
    """Every entry in a state, oldest signature first."""
    query = select(EntryLine).where(EntryLine.state == state).order_by(EntryLine.seq)
    return _rows(session, query)


def lines_of_sessions(session: Session, session_ids: Iterable[str]) -> list[EntryRow]:
    """The entries that document any of the planned sessions, unless entered in error."""
    query = select(EntryLine).where(EntryLine.session_id.in_(list(session_ids)), EntryLine.state != "entered in error")
    return _rows(session, query)


def lines_of_author(session: Session, author_id: str, on: date) -> list[EntryRow]:
    """What a staff member wrote about a day, whoever corrected it since, unless entered in error."""
    first = select(EntryVersion.entry_id).where(EntryVersion.author_id == author_id, EntryVersion.version == 1)
    query = select(EntryLine).where(
        EntryLine.entry_id.in_(first),
        EntryLine.effective_on == on.isoformat(),
        EntryLine.state != "entered in error",
    )
    return _rows(session, query)


def answered(session: Session, entry_ids: Iterable[str], role: str) -> dict[str, Any]:
    """The answers of these entries to the item with a role, as they stand, by entry; those who have one."""
    entry_ids = list(entry_ids)
    if not entry_ids:
        return {}
    query = (
        select(EntryVersion).join(EntryLine, EntryLine.seq == EntryVersion.seq).where(EntryLine.entry_id.in_(entry_ids))
    )
    given = {stored.entry_id: _answer(session, stored, role) for stored in session.scalars(query)}
    return {entry_id: answer for entry_id, answer in given.items() if answer}


def lines_by_id(session: Session, entry_ids: Iterable[str]) -> list[EntryRow]:
    """The lines of entries by id, in the order of their signing."""
    query = select(EntryLine).where(EntryLine.entry_id.in_(list(entry_ids))).order_by(EntryLine.seq)
    return _rows(session, query)


def view(session: Session, entry_id: str) -> EntryView:
    """An entry with all its versions and co-signatures, and the times it was handed back."""
    lines = _rows(session, select(EntryLine).where(EntryLine.entry_id == entry_id))
    if not lines:
        raise UserError("This entry is not in the record.", "Go back to the timeline and open it from there.")
    cosigned, returned = _cosignatures(session, entry_id), _returns(session, entry_id)
    found = EntryView(lines[0], versions_of(session, entry_id), cosigned, returned)
    content = next(one for one in reversed(found.versions) if one.kind in CONTENT_KINDS)
    form = definitions.kept(session, content.body["form"]["hash"])
    able = writers(form.category, form.authors)
    there = session.scalar(select(or_(*(writes(literal(one), able) for one in found.author_ids))))
    return replace(found, authors_gone=not there)


def versions_of(session: Session, entry_id: str) -> list[VersionRow]:
    """All signed versions of an entry, oldest first."""
    query = select(EntryVersion).where(EntryVersion.entry_id == entry_id).order_by(EntryVersion.seq)
    return [to_version(stored) for stored in session.scalars(query)]


def waiting_since(session: Session, entry_ids: Iterable[str]) -> dict[str, str]:
    """When the oldest version of each entry was signed that still needs a co-signature; without the others. A version
    that says the same as the one before it waits as long as that one."""
    wanted = list(entry_ids)
    cosigned = set(session.scalars(select(Cosignature.seq).where(Cosignature.entry_id.in_(wanted))))
    query = (
        select(EntryVersion, EntryLine.seq)
        .join(EntryLine, EntryLine.entry_id == EntryVersion.entry_id)
        .where(EntryLine.entry_id.in_(wanted))
        .order_by(EntryVersion.seq.desc())
    )
    found: dict[str, str] = {}
    upon: dict[str, Any] = {}  # the answers of the content that waits, until an older one differs
    apart: set[str] = set()  # what was added before goes with the text
    back: set[tuple[str, int]] = set()  # addenda that were handed back before another version was signed
    for stored, counts in session.execute(query):
        body = to_version(stored).body
        if (stored.entry_id, stored.version) in back:
            continue
        back |= {(stored.entry_id, number) for number in body.get("handed_back", ())}
        if stored.kind == "addendum" and stored.seq < counts and stored.entry_id not in apart:
            if body["needs_cosignature"] and stored.seq not in cosigned:
                found[stored.entry_id] = stored.signed_at
            continue
        if stored.kind in CONTENT_KINDS and takes_addenda(str(body.get("ground"))):
            apart.add(stored.entry_id)
        if stored.seq < counts and (stored.kind not in CONTENT_KINDS or stored.entry_id not in upon):
            continue
        waits = body["needs_cosignature"] and stored.seq not in cosigned
        if stored.seq < counts and not (waits and body["answers"] == upon[stored.entry_id]):
            del upon[stored.entry_id]
            continue
        if waits:
            found[stored.entry_id] = stored.signed_at
        if waits and stored.seq == counts:
            upon[stored.entry_id] = body["answers"]
    return found


def cosigned_seqs(session: Session, entry_id: str) -> frozenset[int]:
    """The signing numbers of an entry's versions that carry a co-signature."""
    return frozenset(session.scalars(select(Cosignature.seq).where(Cosignature.entry_id == entry_id)))


def in_error(session: Session, entry_ids: Iterable[str]) -> frozenset[str]:
    """Which of these entries are marked as entered in error."""
    asked = set(entry_ids)
    query = select(EntryLine.entry_id).where(EntryLine.entry_id.in_(asked), EntryLine.state == "entered in error")
    return frozenset(session.scalars(query)) if asked else frozenset()


def last_entry(session: Session, client_id: str, form_id: str) -> VersionRow | None:
    """The newest entry made with a form for a client, unless entered in error."""
    return next(iter(last_entries(session, client_id, form_id, limit=1)), None)


def last_entries(session: Session, client_id: str, form_id: str, *, limit: int) -> list[VersionRow]:
    """The newest entries made with a form for a client, newest first, without those in error."""
    query = (
        select(EntryVersion)
        .join(EntryLine, EntryLine.seq == EntryVersion.seq)
        .where(EntryLine.client_id == client_id, EntryLine.form_id == form_id, EntryLine.state != "entered in error")
        .order_by(EntryLine.effective_on.desc(), EntryLine.seq.desc())
        .limit(limit)
    )
    return [to_version(stored) for stored in session.scalars(query)]


def lines_of_forms(session: Session, client_id: str, form_ids: Iterable[str], *, limit: int) -> list[EntryRow]:
    """The newest entries made with any of some forms for a client, newest first, without those in error."""
    query = (
        select(EntryLine)
        .where(EntryLine.client_id == client_id, EntryLine.form_id.in_(list(form_ids)))
        .where(EntryLine.state != "entered in error")
        .order_by(EntryLine.effective_on.desc(), EntryLine.start.desc(), EntryLine.seq.desc())
    )
    return _rows(session, query.limit(limit))


def last_by(session: Session, client_id: str, category: str, author_id: str, *, limit: int) -> list[VersionRow]:
    """The newest entries of a category for a client, newest first, without those in error; of one author, or (empty)
    of everybody."""
    query = (
        select(EntryVersion)
        .join(EntryLine, EntryLine.seq == EntryVersion.seq)
        .where(EntryLine.client_id == client_id, EntryLine.category == category, EntryLine.state != "entered in error")
        .order_by(EntryLine.effective_on.desc(), EntryLine.seq.desc())
    )
    if author_id:
        query = query.where(EntryLine.author_id == author_id)
    return [to_version(stored) for stored in session.scalars(query.limit(limit))]


def revision_of(session: Session, client_id: str) -> int:
    """The client's revision: the highest signing number in the chart."""
    return session.scalar(select(func.max(EntryVersion.seq)).where(EntryVersion.client_id == client_id)) or 0


def marks_of(session: Session, client_id: str) -> list[VersionMark]:
    """Kind and signing number of every version in a client's chart."""
    found = session.execute(
        select(EntryVersion.entry_id, EntryVersion.seq, EntryVersion.kind).where(EntryVersion.client_id == client_id)
    )
    return [VersionMark(entry_id, seq, kind) for entry_id, seq, kind in found]


def effects_of_client(session: Session, client_id: str, kinds: Iterable[str] | None = None) -> list[SignedEffect]:
    """Every effect ever signed for a client, of some kinds or all; see ``fold.in_force`` for those that count."""
    columns = [EffectRow.__table__.c[name] for name in _EFFECT_FIELDS]
    query = select(*columns).where(EffectRow.client_id == client_id)
    if kinds is not None:
        query = query.where(EffectRow.kind.in_(list(kinds)))
    return [
        SignedEffect(kind, date.fromisoformat(effective_on), *rest)
        for kind, effective_on, *rest in session.execute(query)
    ]


def _answer(session: Session, stored: EntryVersion, role: str) -> Any:
    item = definitions.kept(session, stored.form_hash).by_role(role)
    return parse(stored.body)["answers"].get(item.id) if item is not None else None


def to_row(line: EntryLine, *, returned: bool = False) -> EntryRow:
    """The frozen row of a stored line. ``returned``: it is with its author, see :class:`EntryRow`."""
    values: dict[str, Any] = {name: getattr(line, name) for name in _LINE_FIELDS}
    return EntryRow(**values | {"effective_on": date.fromisoformat(line.effective_on), "returned": returned})


def to_version(stored: EntryVersion) -> VersionRow:
    """The frozen row of a stored version."""
    return VersionRow(
        seq=stored.seq,
        entry_id=stored.entry_id,
        version=stored.version,
        kind=stored.kind,
        body=parse(stored.body),
        body_hash=stored.body_hash,
        signature=stored.signature,
        certificate_pem=stored.certificate_pem,
    )


def _rows(session: Session, query: Select[EntryLine]) -> list[EntryRow]:
    """The rows of lines; whether one was handed back is asked in the same query, however many they are."""
    return [to_row(line, returned=back) for line, back in session.execute(query.add_columns(_handed_back()))]


def _handed_back() -> ColumnElement[bool]:
    """Whether an entry is with its author. Whoever has no access any more signs no new version: theirs waits again."""
    newest = select(func.max(EntryVersion.seq)).where(EntryVersion.entry_id == CosignReturn.entry_id).scalar_subquery()
    given_back = exists().where(
        CosignReturn.entry_id == EntryLine.entry_id, CosignReturn.seq == newest, has_access(CosignReturn.author_id)
    )
    return and_(EntryLine.state == "co-sign pending", given_back)


def _cosignatures(session: Session, entry_id: str) -> list[CosignatureRow]:
    query = select(Cosignature).where(Cosignature.entry_id == entry_id).order_by(Cosignature.id)
    shown: list[CosignatureRow] = []
    for stored in session.scalars(query):
        statement = parse(stored.statement)
        shown.append(
            CosignatureRow(
                entry_id=entry_id,
                seq=stored.seq,
                name=statement["signer"]["name"],
                credential=statement["signer"]["credential"],
                meaning=statement["meaning"],
                signed_at=statement["signed_at"],
            )
        )
    return shown


def _returns(session: Session, entry_id: str) -> list[ReturnNote]:
    query = select(CosignReturn).where(CosignReturn.entry_id == entry_id).order_by(CosignReturn.id)
    found = list(session.scalars(query))
    names = {row.id: row.name for row in read_staff(session)} if found else {}
    return [
        ReturnNote(one.seq, names.get(one.returned_by, "a supervisor"), one.returned_at, one.comment) for one in found
    ]
