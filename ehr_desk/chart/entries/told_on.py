"""What a stored paper has to tell: its entry as it was when the paper was made, and what was written onto it later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import derived
from ehr_desk.chart.entries.attested import SIGNED
from ehr_desk.chart.entries.definitions import kept
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.gone import was_salvaged
from ehr_desk.chart.entries.line import content_version, standing_addenda
from ehr_desk.chart.entries.paper import Told, ToldOn
from ehr_desk.chart.entries.reader import to_version, versions_of
from ehr_desk.chart.entries.replay import UNREADABLE
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.tables import EntryVersion, PaperRow
from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit import readable
from ehr_desk.vault.definitions import MIGRATED
from ehr_desk.vault.tables import AUDIT_EVENT

Says = Callable[[bytes, ToldOn], bool]
"""Whether a paper says what it has to tell (``Paper.says``)."""


class OtherWords(UserError):
    """A paper does not say what its entry says: whoever made it used a program that was changed."""

    def __init__(self, document_id: str, remedy: str) -> None:
        super().__init__(f"Document {document_id} does not say what its entry says.", remedy)


def require_same_words(session: Session, says: Says, document_id: str, pdf: bytes, remedy: str) -> None:
    """Raises :class:`OtherWords` for a stored paper, in its newest state, that says something else than its entry."""
    if not same_words(session, says, document_id, pdf):
        raise OtherWords(document_id, remedy)


def same_words(session: Session, says: Says, document_id: str, pdf: bytes) -> bool:
    """Whether a stored paper, in its newest state, says what its entry says, as far as that can be told: an entry that
    cannot be read is named by the check of the record."""
    told = None
    with suppress(*UNREADABLE):
        told = told_on(session, document_id)
    return told is None or says(pdf, told)


def told_on(session: Session, document_id: str) -> ToldOn | None:
    """What a paper of an entry has to tell; ``None`` of a paper made to order, of one whose entry was lost in part, and
    of one from before this program's words (``derived.WORDING``): what those printed nobody can tell any more."""
    query = select(PaperRow.entry_id, PaperRow.client_id).where(PaperRow.document_id == document_id)
    found = session.execute(query.limit(1)).first()
    if found is None:
        return None
    papers = _papers_of(session, PaperRow.entry_id == found.entry_id)[found.entry_id]
    otherwise = _worded_otherwise(session, found.client_id)
    told = _told_on(session, document_id, versions_of(session, found.entry_id), papers, otherwise)
    return replace(told, lost=was_salvaged(session)) if told is not None else None


def first_states(session: Session) -> Iterator[tuple[str, bytes, ToldOn]]:
    """Number and bytes of the first state of every paper of an entry, and what it has to tell, where that is known.
    An entry that cannot be read is left to the check of the record."""
    for client_id in session.scalars(select(PaperRow.client_id).distinct()).all():
        by_entry: dict[str, list[VersionRow]] = defaultdict(list)
        signed = select(EntryVersion).where(EntryVersion.client_id == client_id).order_by(EntryVersion.seq)
        for stored in session.scalars(signed):
            with suppress(*UNREADABLE):
                by_entry[stored.entry_id].append(to_version(stored))
        papers, otherwise = _papers_of(session, PaperRow.client_id == client_id), _worded_otherwise(session, client_id)
        first = select(PaperRow).where(PaperRow.client_id == client_id, PaperRow.revision == 1)
        for row in session.scalars(first.execution_options(yield_per=20)):
            told = None
            with suppress(*UNREADABLE):
                told = _told_on(session, row.document_id, by_entry[row.entry_id], papers[row.entry_id], otherwise)
            if told is not None:
                yield row.document_id, row.pdf, told
            session.expunge(row)
        session.expunge_all()


def _papers_of(session: Session, where: ColumnElement[bool]) -> dict[str, dict[str, int]]:
    """By entry: the number of each of its papers, and the signing number with which it was made."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    query = select(PaperRow.entry_id, PaperRow.document_id, PaperRow.seq).where(where, PaperRow.revision == 1)
    for entry_id, document_id, seq in session.execute(query):
        found[entry_id][document_id] = seq
    return found


def _told_on(
    session: Session,
    document_id: str,
    versions: Sequence[VersionRow],
    papers: Mapping[str, int],
    otherwise: Collection[int],
) -> ToldOn | None:
    """``versions``, ``papers``: of the paper's entry; ``otherwise``: signing numbers of what was worded otherwise."""
    made = next((one for one in versions if one.seq == papers.get(document_id)), None)
    if made is None or made.seq in otherwise:
        return None
    before = [one for one in versions if one.seq < made.seq]
    if [one.version for one in before] != list(range(1, made.version)):
        return None
    return ToldOn(
        made=_told(session, made),
        content=_told(session, content_version(before) if made.body.get("continues") else made),
        added=tuple(_told(session, one) for one in _added(made, before)),
        written=tuple(_told(session, one) for one in versions if one.body.get("on_paper") == document_id),
        replaces=any(seq < made.seq for seq in papers.values()),
    )


def _added(made: VersionRow, before: Sequence[VersionRow]) -> list[VersionRow]:
    """The addenda that a paper was made with."""
    if not made.body.get("continues") and made.kind not in CONTENT_KINDS:
        return []
    return [one for one in standing_addenda([*before, made]) if one is not made]


def _told(session: Session, version: VersionRow) -> Told:
    return Told(version.body, kept(session, version.body["form"]["hash"]))


def _worded_otherwise(session: Session, client_id: str) -> frozenset[int]:
    """What was signed for a client before the record was brought to the words of this program, by the log's order."""
    migrated = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == MIGRATED).order_by(AUDIT_EVENT.c.seq)
    changes = [(event.seq, event.detail.get("wording")) for event in readable(session.scalars(migrated))]
    # The first one that leads to these words: who enters another one later gains nothing.
    first = next(((seq, by) for seq, by in changes if isinstance(by, dict) and by.get("to") == derived.WORDING), None)
    if first is None or not first[1].get("from"):
        return frozenset()
    signed = select(AUDIT_EVENT.c.body).where(
        AUDIT_EVENT.c.client_id == client_id, AUDIT_EVENT.c.action == SIGNED, AUDIT_EVENT.c.seq < first[0]
    )
    found = (event.detail.get("seq") for event in readable(session.scalars(signed)))
    return frozenset(seq for seq in found if isinstance(seq, int))
