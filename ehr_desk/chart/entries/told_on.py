"""What a stored paper has to tell: its entry as it was when the paper was made, and what was written onto it later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import derived
from ehr_desk.chart.entries.attested import SIGNED
from ehr_desk.chart.entries.definitions import kept
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.grounds import WRONG_CLIENT
from ehr_desk.chart.entries.line import content_version, standing_addenda
from ehr_desk.chart.entries.paper import Told, ToldOn
from ehr_desk.chart.entries.reader import versions_of
from ehr_desk.chart.entries.replay import UNREADABLE
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.tables import PaperRow
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
    """Raises :class:`OtherWords` for a stored paper, in its newest state, that says something else than its entry. An
    entry that cannot be read is named by the check of the record."""
    told = None
    with suppress(*UNREADABLE):
        told = told_on(session, document_id)
    if told is not None and not says(pdf, told):
        raise OtherWords(document_id, remedy)


def told_on(session: Session, document_id: str) -> ToldOn | None:
    """What a paper of an entry has to tell; ``None`` of a paper made to order, of one whose entry was lost, and of one
    from before this program's words (``derived.WORDING``): what those printed nobody can tell any more."""
    query = select(PaperRow.entry_id, PaperRow.client_id).where(PaperRow.document_id == document_id)
    found = session.execute(query.limit(1)).first()
    if found is None:
        return None
    versions = versions_of(session, found.entry_id)
    first = select(PaperRow.document_id, PaperRow.seq).where(
        PaperRow.entry_id == found.entry_id, PaperRow.revision == 1
    )
    papers = {str(number): int(seq) for number, seq in session.execute(first)}
    made = next((one for one in versions if one.seq == papers.get(document_id)), None)
    if made is None or made.seq in worded_otherwise(session, found.client_id):
        return None
    return _told_on(session, document_id, made, versions, papers.values())


def _told_on(
    session: Session, document_id: str, made: VersionRow, versions: Sequence[VersionRow], papers: Collection[int]
) -> ToldOn:
    """``papers``: the signing numbers with which a paper of the entry was made."""
    before = [one for one in versions if one.seq < made.seq]
    return ToldOn(
        made=_told(session, made),
        content=_told(session, content_version(before) if made.body.get("continues") else made),
        added=tuple(_told(session, one) for one in _added(made, before)),
        written=tuple(_told(session, one) for one in versions if one.body.get("on_paper") == document_id),
        replaces=any(seq < made.seq for seq in papers),
    )


def _added(made: VersionRow, before: Sequence[VersionRow]) -> list[VersionRow]:
    """The addenda that a paper was made with."""
    if made.body.get("continues"):
        return standing_addenda(before)
    if made.kind not in CONTENT_KINDS or made.body.get("ground") == WRONG_CLIENT:
        return []
    return standing_addenda(before)


def _told(session: Session, version: VersionRow) -> Told:
    return Told(version.body, kept(session, version.body["form"]["hash"]))


def worded_otherwise(session: Session, client_id: str) -> frozenset[int]:
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
