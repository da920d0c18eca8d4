"""Queries over the ledger, and what the door has to know of a paper."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.consents.room import room as consent_room
from ehr_desk.chart.consents.rows import ConsentRow, as_signed
from ehr_desk.chart.consents.rules import WHOLE_RECORD
from ehr_desk.chart.disclosures.attested import STARTED as BEGUN
from ehr_desk.chart.disclosures.recipients import KnownPeople
from ehr_desk.chart.disclosures.rows import NOT_COMPLETED, STARTED, DisclosureRow, DocumentFacts
from ehr_desk.chart.disclosures.scopes import scope_of, shows_more
from ehr_desk.chart.disclosures.tables import Disclosure
from ehr_desk.chart.entries.definitions import kept
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.line import awaiting_cosignature, content_version, shown_on
from ehr_desk.chart.entries.ordered import known_by, order_scope, signed_since
from ehr_desk.chart.entries.reader import timeline, view
from ehr_desk.chart.entries.rows import EntryView, PaperInfo, VersionRow
from ehr_desk.chart.entries.state import StoredState
from ehr_desk.chart.entries.withheld import against
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.common.clock import from_stamp
from ehr_desk.vault.audit import readable
from ehr_desk.vault.tables import AUDIT_EVENT

_FIELDS = [field.name for field in fields(DisclosureRow)]


def ledger(session: Session, client_id: str, *, since: datetime | None = None) -> list[DisclosureRow]:
    """A client's disclosures, newest first, each with its final outcome."""
    query = select(Disclosure).where(Disclosure.client_id == client_id).order_by(Disclosure.at, Disclosure.id)
    found: dict[str, DisclosureRow] = {}
    outcomes: dict[str, str] = {}
    for line in session.scalars(query):
        if line.corrects:
            outcomes[line.corrects] = line.outcome
        else:
            found[line.id] = _row(line)
    rows = [replace(row, outcome=outcomes.get(row.id, row.outcome)) for row in found.values()]
    return [row for row in reversed(rows) if since is None or row.at >= since]


def handed_out(session: Session, document_id: str, *, covers: bool = False) -> dict[str, list[datetime]]:
    """When each state of a document left the desk, by the SHA-256 of the state, oldest first; of the sheets that went
    with it, with ``covers``.

    What was cut off counts: it may have left.
    """
    query = select(Disclosure).where(Disclosure.document_id == document_id).order_by(Disclosure.at, Disclosure.id)
    lines = list(session.scalars(query))
    stayed = {line.corrects for line in lines if line.outcome == NOT_COMPLETED}
    found: dict[str, list[datetime]] = {}
    for line in lines:
        if not line.corrects and line.id not in stayed:
            found.setdefault(line.cover_sha256 if covers else line.sha256, []).append(from_stamp(line.at))
    return found


def copies_handed_out(session: Session, document_id: str) -> dict[str, list[datetime]]:
    """When each copy under a passphrase left the desk, by its SHA-256, oldest first. The ledger names the paper that it
    shows; the event of the line also names the bytes of the copy."""
    query = select(Disclosure.client_id, Disclosure.corrects, Disclosure.outcome)
    lines = session.execute(query.where(Disclosure.document_id == document_id)).all()
    stayed = {line.corrects for line in lines if line.outcome == NOT_COMPLETED}
    begun = select(AUDIT_EVENT.c.body).where(
        AUDIT_EVENT.c.client_id.in_({line.client_id for line in lines}), AUDIT_EVENT.c.action == BEGUN
    )
    found: dict[str, list[datetime]] = {}
    for event in readable(session.scalars(begun.order_by(AUDIT_EVENT.c.seq))):
        line = event.detail.get("disclosure")
        left = isinstance(line, str) and line not in stayed
        if event.entity_id == document_id and "copy" in event.detail and left:
            found.setdefault(str(event.detail["copy"]), []).append(event.at)
    return found


def unfinished(session: Session) -> frozenset[str]:
    """The ids of the lines that were started and never ended: the program was cut off on the way."""
    ended = select(Disclosure.corrects).where(Disclosure.corrects != "")
    return frozenset(
        session.scalars(select(Disclosure.id).where(Disclosure.outcome == STARTED, Disclosure.id.not_in(ended)))
    )


def consents_of(session: Session, client_id: str, waiting: Collection[str]) -> list[ConsentRow]:
    """The client's consents. ``waiting``: the entries that wait for the client's signature on the screen."""
    folds = {fold.name: fold for fold in consent_room().folds}
    return as_signed(StoredState(session, client_id, folds).rows("consents"), waiting)


def known_people(session: Session, client: ClientRow, on: date) -> KnownPeople:
    """Whom the record knows for a client: whoever acted for them on paper, and the staff of the day."""
    staff = [row.signature_name for row in read_staff(session, on) if not row.retired]
    return KnownPeople(client, read_clinic(session).name, tuple(_representatives(session, client.id)), tuple(staff))


def _representatives(session: Session, client_id: str) -> Iterator[str]:
    """What admissions and consents say of who stood in for the client, as written; those in error say nothing."""
    lines = [line for category in ("intake", "consent") for line in timeline(session, client_id, category=category)]
    for line in lines:
        if line.state != "entered in error":
            version = content_version(view(session, line.entry_id).versions)
            for item in kept(session, version.body["form"]["hash"]).walk():
                if item.role == "representative" and version.body["answers"].get(item.id):
                    yield str(version.body["answers"][item.id])


def document_facts(session: Session, paper: PaperInfo) -> DocumentFacts:
    """A stored paper and how it stands to the entry it belongs to."""
    ordered = order_scope(session, paper.document_id)
    if ordered and not paper.entry_id:
        since = signed_since(session, paper.client_id, known_by(session, paper.document_id))
        pending = any(line.state == "co-sign pending" for line in timeline(session, paper.client_id))
        marked = _any_third_party(session, paper.client_id)
        whole = _whole(paper)
        return replace(whole, third_party=marked, signed_since=since, cosignature_pending=pending)
    entry = view(session, paper.entry_id)
    seq = known_by(session, paper.document_id) if ordered else _seq_of(entry, paper.document_id)
    later = [version for version in entry.versions if version.seq > seq]
    found = against(session, entry.versions, seq, inside=not ordered)
    pending, never = _lacking(entry, seq, "" if ordered else paper.document_id)
    facts = replace(
        _facts(paper, entry, later),
        cosignature_pending=pending,
        never_cosigned=never,
        third_party=_third_party(session, entry),
        taken_back=found.taken_back,
        sources_in_error=found.sources,
        in_error_before=found.before,
        newer=_newer(session, entry, seq) if found.sources else 0,
        sources_corrected=found.corrected,
        words_taken_back=found.words,
        addressed_to=_addressee(session, entry, seq),
    )
    if not ordered:
        return facts
    return replace(
        facts,
        kind=ordered.partition("/")[0],
        title=paper.title,
        # An addendum that stands on the entry's own paper is not on this one.
        addenda=sum(1 for version in later if version.kind == "addendum"),
        superseded=any(version.kind in CONTENT_KINDS for version in later),
    )


def _addressee(session: Session, entry: EntryView, seq: int) -> str:
    """To whom a letter is written; empty of any other paper."""
    shown = content_version([version for version in entry.versions if version.seq <= seq])
    item = kept(session, shown.body["form"]["hash"]).by_role("recipient")
    letter = shown.body["form"]["paper"] == "attendance_letter"
    return str(shown.body["answers"].get(item.id) or "") if letter and item is not None else ""


def _whole(paper: PaperInfo) -> DocumentFacts:
    """A paper that shows more than one entry."""
    return DocumentFacts(
        document_id=paper.document_id,
        revision=paper.revision,
        kind=paper.kind,
        title=paper.title,
        client_id=paper.client_id,
        scope=WHOLE_RECORD,
        sha256=paper.sha256,
    )


def _facts(paper: PaperInfo, entry: EntryView, later: list[VersionRow]) -> DocumentFacts:
    return DocumentFacts(
        document_id=paper.document_id,
        revision=paper.revision,
        kind=paper.kind,
        title=entry.line.title,
        client_id=paper.client_id,
        scope=scope_of(entry.line.form_id),
        shows_more=shows_more(entry.line.form_id),
        sha256=paper.sha256,
        entered_in_error=entry.line.state == "entered in error",
        # An addendum without room on the paper made the whole paper anew.
        superseded=any(version.kind in CONTENT_KINDS or "continues" in version.body for version in later),
        addenda=sum(
            1 for version in later if version.kind == "addendum" and not {"on_paper", "continues"} & version.body.keys()
        ),
    )


def _newer(session: Session, entry: EntryView, seq: int) -> int:
    """The version whose paper is the newest one and may leave, where that is a later one; else 0."""
    made = [version for version in entry.versions if version.body["document_id"]]
    if not made or made[-1].seq <= seq or against(session, entry.versions, made[-1].seq).forbids:
        return 0
    return made[-1].version


def _lacking(entry: EntryView, seq: int, document_id: str) -> tuple[bool, bool]:
    """Whether something that a paper shows waits for its co-signature, and whether something was replaced before it
    had one. What was added to the entry since may wait alone."""
    if entry.line.state == "entered in error":
        return False, False
    cosigned = {one.seq for one in entry.cosignatures}
    lacking = [
        one
        for one in shown_on(entry.versions, seq, document_id)
        if one.body["needs_cosignature"] and one.seq not in cosigned
    ]
    waiting = awaiting_cosignature(entry.versions, cosigned)
    return any(one in waiting for one in lacking), any(one not in waiting for one in lacking)


def _third_party(session: Session, entry: EntryView) -> bool:
    """Whether any version of an entry is marked as holding sensitive information about somebody else."""
    return any(
        version.body["answers"].get(item.id) is True
        for version in entry.versions
        for item in kept(session, version.body["form"]["hash"]).walk()
        if item.role == "third_party_sensitive"
    )


def _any_third_party(session: Session, client_id: str) -> bool:
    """Whether any of a client's family sessions is marked so."""
    lines = timeline(session, client_id, category="family")
    return any(_third_party(session, view(session, line.entry_id)) for line in lines)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _seq_of(entry: EntryView, document_id: str) -> int:
    """The signing number of the version that the document shows."""
    return next((version.seq for version in entry.versions if version.body["document_id"] == document_id), 0)


def _row(line: Disclosure) -> DisclosureRow:
    values: dict[str, Any] = {name: getattr(line, name) for name in _FIELDS}
    return DisclosureRow(**values | {"at": from_stamp(line.at)})
