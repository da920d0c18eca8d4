"""The states in which an entry's papers were stored, and what made each of them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.attested import COSIGNED, SIGNED
from ehr_desk.chart.entries.grounds import CLINICAL
from ehr_desk.chart.entries.tables import Cosignature, EntryVersion, PaperRow, PaperToOrder
from ehr_desk.chart.entries.witnessing import ACKNOWLEDGED
from ehr_desk.common.canonical import parse
from ehr_desk.vault.audit import AuditEvent, readable
from ehr_desk.vault.order import first_naming
from ehr_desk.vault.tables import AUDIT_EVENT

TIMESTAMPED = "entry.timestamped"
_ADDENDUM = b'"kind":"addendum"'
"""How the canonical body of an event says it."""

Act = Literal["signature", "co-signature", "addendum", "client's signature", "timestamp"]


@dataclass(frozen=True)
class PaperState:
    """One stored state. ``version`` is that of the entry; ``act`` made this state of the one before, ``who`` did it.

    ``made_at`` is a stamp (UTC). A client's signature and a timestamp name nobody here.
    """

    document_id: str
    revision: int
    version: int
    sha256: str
    signatures: int
    made_at: str
    act: Act
    who: str
    inside: str = ""
    """The number of the later paper that carries this state, as it was signed, attached."""
    entered: int = 0
    """The number of the log's event that entered it; 0 where that is not known."""


def paper_states(session: Session, document_id: str) -> list[PaperState]:
    """Every state in which the papers of a document's entry were stored, oldest first.

    A correction makes a paper with a number of its own: its states are among them.
    """
    entry_id = session.scalar(select(PaperRow.entry_id).where(PaperRow.document_id == document_id).limit(1))
    if entry_id is None:
        return _ordered(session, document_id)
    columns = (PaperRow.document_id, PaperRow.revision, PaperRow.sha256, PaperRow.signatures, PaperRow.made_at)
    query = (
        select(EntryVersion.version, *columns)
        .join(EntryVersion, EntryVersion.seq == PaperRow.seq)
        .where(PaperRow.entry_id == entry_id)
        .order_by(PaperRow.seq, PaperRow.revision)
    )
    acts = _Acts(session, entry_id)
    found: list[PaperState] = []
    for version, number, revision, sha256, signatures, made_at in session.execute(query):
        before = found[-1] if found and found[-1].document_id == number else None
        act, who = acts.of(number, made_at, signatures, before)
        found.append(PaperState(number, revision, version, sha256, signatures, made_at, act, who))
    entered = first_naming(session, paper_client(session, document_id), {state.sha256 for state in found})
    found = [replace(state, entered=entered.get(state.sha256, 0)) for state in found]
    for number in acts.carrying:
        found = _carried(found, number)
    return found


def paper_client(session: Session, document_id: str) -> str:
    """Whose chart a paper belongs to; empty where there is no such paper."""
    queries = (select(table.client_id).where(table.document_id == document_id) for table in (PaperRow, PaperToOrder))
    return next((found for query in queries if (found := session.scalar(query.limit(1)))), "")


def _carried(found: list[PaperState], number: str) -> list[PaperState]:
    """With what went into a later paper: the newest state before it by the log's order. It may have grown since."""
    made = next((at for at, state in enumerate(found) if state.document_id == number), 0)
    before = [state for state in found[:made] if 0 < state.entered < found[made].entered]
    newest = max(before, key=lambda state: state.entered, default=None)
    return [replace(state, inside=number) if state is newest else state for state in found]


def _ordered(session: Session, document_id: str) -> list[PaperState]:
    """The one state of a paper made to order."""
    row = session.get(PaperToOrder, document_id)
    if row is None:
        return []
    entered = first_naming(session, row.client_id, {row.sha256}).get(row.sha256, 0)
    return [PaperState(document_id, 1, 1, row.sha256, row.signatures, row.made_at, "signature", "", entered=entered)]


class _Acts:
    """Who signed what into an entry, and when."""

    def __init__(self, session: Session, entry_id: str) -> None:
        versions = session.scalars(select(EntryVersion).where(EntryVersion.entry_id == entry_id))
        bodies = [(row.signed_at, parse(row.body)) for row in versions]
        self._authors = {(at, body["document_id"]): str(body["author"]["name"]) for at, body in bodies}
        self._addenda = {(at, body.get("on_paper", "")): str(body["author"]["name"]) for at, body in bodies}
        self.carrying = {
            str(body["document_id"]) for _, body in bodies if body.get("ground") == CLINICAL or "continues" in body
        }
        """The papers that have their predecessor attached."""
        cosignatures = session.scalars(select(Cosignature).where(Cosignature.entry_id == entry_id))
        self._cosigned = {row.signed_at: str(parse(row.statement)["signer"]["name"]) for row in cosignatures}

    def of(self, document_id: str, made_at: str, signatures: int, before: PaperState | None) -> tuple[Act, str]:
        """What made a state, told by the moment: the acts of one entry come one after the other."""
        if before is None:
            return "signature", self._authors.get((made_at, document_id), "")
        if signatures == before.signatures:
            return "timestamp", ""
        if (made_at, document_id) in self._addenda:
            return "addendum", self._addenda[made_at, document_id]
        if made_at in self._cosigned:
            return "co-signature", self._cosigned[made_at]
        return "client's signature", ""


@dataclass(frozen=True)
class Later:
    """A version signed into an entry after a paper of it was made. ``on_paper``: it was written onto that paper."""

    kind: str
    signed_at: str
    name: str
    on_paper: bool


def later_versions(session: Session, document_id: str) -> list[Later]:
    """What was signed into an entry after this paper of it was made, oldest first."""
    first = select(PaperRow.entry_id, func.min(PaperRow.seq)).where(PaperRow.document_id == document_id)
    made = session.execute(first.group_by(PaperRow.entry_id)).first()
    if made is None:
        return []
    query = (
        select(EntryVersion)
        .where(EntryVersion.entry_id == made[0], EntryVersion.seq > made[1])
        .order_by(EntryVersion.seq)
    )
    found = [(row.kind, row.signed_at, parse(row.body)) for row in session.scalars(query)]
    return [
        Later(kind, at, str(body["author"]["name"]), body.get("on_paper", "") == document_id)
        for kind, at, body in found
    ]


@dataclass(frozen=True)
class Entered:
    """What an event of the log says made a state of a paper, after the first. ``who``: the staff id of whose signature
    it added; ``device``: fingerprint of the certificate that sealed a client's signature; ``document`` is empty where
    the event names none. ``seq``: the event's number."""

    act: Act
    entry_id: str
    seq: int
    who: str = ""
    device: str = ""
    document: str = ""


def entering_acts(session: Session, entry_id: str = "") -> dict[str, list[Entered]]:
    """By the hash of each state that was added to a paper (of one entry): what the log says that it is."""
    found: dict[str, list[Entered]] = {}
    action, body = AUDIT_EVENT.c.action, AUDIT_EVENT.c.body
    added = and_(action == SIGNED, func.instr(body, literal(_ADDENDUM)) > 0)
    query = select(body).where(or_(action.in_((COSIGNED, ACKNOWLEDGED, TIMESTAMPED)), added))
    if entry_id:
        query = query.where(func.instr(body, literal(entry_id.encode())) > 0)
    # Nobody co-signs what they wrote themselves.
    others = select(Cosignature.entry_id, Cosignature.seq, Cosignature.signer_id).join(
        EntryVersion, and_(EntryVersion.seq == Cosignature.seq, EntryVersion.author_id != Cosignature.signer_id)
    )
    cosigned = {(str(entry), seq, str(signer)) for entry, seq, signer in session.execute(others)}
    for event in readable(session.scalars(query)):
        # One that says too little adds nothing, and the checks of the log and of the entries name it.
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            made = _entered(session, event, cosigned)
            if made is not None:
                for paper in event.detail["paper"].split():
                    found.setdefault(paper, []).append(made)
    return found


def _entered(session: Session, event: AuditEvent, cosigned: Collection[tuple[str, int, str]]) -> Entered | None:
    detail, entry_id = event.detail, event.entity_id
    if event.action == TIMESTAMPED:
        return Entered("timestamp", entry_id, event.seq)
    if event.action == ACKNOWLEDGED:
        device, document = detail["device"], detail["document"]
        return Entered("client's signature", entry_id, event.seq, device=device, document=document)
    if event.action == COSIGNED:
        each = [(entry_id, seq, event.staff_id) in cosigned for seq in detail["seqs"]]
        return Entered("co-signature", entry_id, event.seq, event.staff_id) if each and all(each) else None
    version = session.get(EntryVersion, detail["seq"])
    if version is None or (version.entry_id, version.kind) != (entry_id, "addendum"):
        return None
    document = parse(version.body).get("on_paper", "")
    return Entered("addendum", entry_id, event.seq, version.author_id, document=document)
