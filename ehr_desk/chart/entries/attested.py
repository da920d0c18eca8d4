"""The record against its audit log: every signature ever given is entered there, so none can vanish unseen.

Replay alone cannot tell that a whole entry was taken out, together with everything that came of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from ehr_desk.chart.clients.reader import row_hashes as client_hashes
from ehr_desk.chart.entries.replay import Fault, readable
from ehr_desk.chart.entries.returning import return_hashes
from ehr_desk.chart.entries.tables import Cosignature, EntryVersion, PaperRow
from ehr_desk.chart.staff.reader import row_hashes as staff_hashes
from ehr_desk.chart.staff.service import ROW_EVENTS as STAFF_EVENTS
from ehr_desk.common.canonical import parse
from ehr_desk.vault.audit import AuditEvent
from ehr_desk.vault.tables import AUDIT_EVENT

SIGNED, COSIGNED, RETURNED = "entry.signed", "entry.cosigned", "entry.returned"
_PEOPLE = frozenset({"client.added", "client.changed"}) | STAFF_EVENTS
_Signing = tuple[str, object]
"""An entry's id and a signing number."""


def last_number(session: Session) -> int:
    """The highest signing number that was ever given: also one whose version a damaged record lost. Given twice, it
    would hide that the first one is gone."""
    body = cast(AUDIT_EVENT.c.body, Text)
    told = (
        select(func.json_extract(body, "$.detail.seq"))
        .where(AUDIT_EVENT.c.action == SIGNED, func.json_valid(body) == 1)
        .order_by(AUDIT_EVENT.c.seq.desc())
    )
    kept = session.scalar(select(func.max(EntryVersion.seq)))
    return max(int(session.scalar(told.limit(1)) or 0), kept or 0)


def told_but_gone(session: Session) -> list[bytes]:
    """The events of signatures whose version the record does not hold, oldest first; an event that cannot be read hides
    no other. The database compares them, so that only what is gone is read."""
    told = AUDIT_EVENT.c.action == SIGNED
    events = session.scalar(select(func.count()).select_from(AUDIT_EVENT).where(told)) or 0
    if events == (session.scalar(select(func.count()).select_from(EntryVersion)) or 0):
        return []
    body = cast(AUDIT_EVENT.c.body, Text)
    query = (
        select(AUDIT_EVENT.c.body)
        .where(told, func.json_valid(body) == 1)
        .where(func.json_extract(body, "$.detail.seq").not_in(select(EntryVersion.seq)))
        .order_by(AUDIT_EVENT.c.seq)
    )
    return list(session.scalars(query))


def check_attested(session: Session, events: Iterable[AuditEvent]) -> list[Fault]:
    """Compare the stored signatures, papers and returns with the log's events about signing and co-signing."""
    faults: list[Fault] = []
    signed: dict[_Signing, str] = {}
    cosigned: set[_Signing] = set()
    returns: dict[int, tuple[str, str]] = {}
    papers: dict[str, set[str]] = defaultdict(set)
    for event in events:
        with readable(faults, "an event of the audit log about this entry cannot be read", event.entity_id):
            if event.action == SIGNED:
                signed[event.entity_id, event.detail["seq"]] = event.detail["body_hash"]
            elif event.action == COSIGNED:
                cosigned |= {(event.entity_id, seq) for seq in event.detail["seqs"]}
            elif event.action == RETURNED:
                returns[event.detail["return"]] = (event.entity_id, event.detail["row"])
            if event.detail.get("paper"):
                papers[event.entity_id].update(event.detail["paper"].split())
    faults += _compared(signed, _stored_versions(session))
    faults += _compared_cosignatures(cosigned, _stored_cosignatures(session))
    faults += _compared_papers(papers, _stored_papers(session))
    with readable(faults, "what was returned to its author cannot be read", ""):
        faults += _compared_returns(returns, return_hashes(session))
    return faults


def check_logs(session: Session, roots: Mapping[int, str]) -> list[Fault]:
    """Every signed text names the audit log it was signed upon; ``roots`` are those of the signed heads, by size."""
    faults: list[Fault] = []
    for entry_id, body in session.execute(select(EntryVersion.entry_id, EntryVersion.body)):
        with readable(faults, "the signed text does not say upon which audit log it was signed", str(entry_id)):
            log = parse(body)["log"]
            if roots.get(log["size"]) != log["root"]:
                faults.append(Fault("the audit log is not the one that this entry was signed upon", str(entry_id)))
    return faults


def check_people(session: Session, events: Iterable[AuditEvent]) -> list[Fault]:
    """Compare the facts of clients and the roles and credentials of staff with the log's events about them."""
    faults: list[Fault] = []
    logged: dict[str, str] = {}
    for event in sorted(events, key=lambda one: one.seq):
        if event.action in _PEOPLE:
            with readable(faults, "an event of the audit log about this person cannot be read", event.entity_id):
                logged[event.entity_id] = str(event.detail["row"])
    stored: dict[str, str] = {}
    with readable(faults, "the facts of people cannot be read", ""):
        stored = {**client_hashes(session), **staff_hashes(session)}
    known = {key: value for key, value in logged.items() if key in stored}
    return [
        *faults,
        *(Fault("a person is gone that the audit log knows", key) for key in sorted(logged.keys() - stored)),
        *(Fault("the audit log knows nothing of this person", key) for key in sorted(stored.keys() - logged)),
        *(
            Fault("a person's facts were changed past the program", key)
            for key in sorted(known)
            if stored[key] != known[key]
        ),
    ]


def _compared(logged: dict[_Signing, str], stored: dict[_Signing, str]) -> list[Fault]:
    missing = [Fault("a signed text is gone that the audit log knows", key[0]) for key in logged if key not in stored]
    unknown = [Fault("the audit log knows nothing of this signed text", key[0]) for key in stored if key not in logged]
    other = [
        Fault("the signed text is not the one that the audit log knows", key[0])
        for key, body_hash in logged.items()
        if stored.get(key, body_hash) != body_hash
    ]
    return missing + unknown + other


def _compared_cosignatures(logged: set[_Signing], stored: set[_Signing]) -> list[Fault]:
    missing = [Fault("a co-signature is gone that the audit log knows", key[0]) for key in logged - stored]
    return missing + [Fault("the audit log knows nothing of this co-signature", key[0]) for key in stored - logged]


def _compared_returns(logged: Mapping[int, tuple[str, str]], stored: Mapping[int, str]) -> list[Fault]:
    gone = [
        Fault("a return to the author is gone that the audit log knows", logged[key][0])
        for key in logged.keys() - stored
    ]
    strange = [
        Fault("the audit log knows nothing of this return to the author", str(key)) for key in stored.keys() - logged
    ]
    other = [
        Fault("a return to the author is not the one that the audit log knows", logged[key][0])
        for key in sorted(stored.keys() & logged)
        if stored[key] != logged[key][1]
    ]
    return [*gone, *strange, *other]


def _compared_papers(logged: dict[str, set[str]], stored: dict[str, set[str]]) -> list[Fault]:
    return [
        Fault("the stored papers are not those that the audit log knows", entry_id)
        for entry_id in sorted({*logged, *stored})
        if logged.get(entry_id, set()) != stored.get(entry_id, set())
    ]


def _stored_versions(session: Session) -> dict[_Signing, str]:
    found = session.execute(select(EntryVersion.entry_id, EntryVersion.seq, EntryVersion.body_hash))
    return {(str(entry_id), seq): str(body_hash) for entry_id, seq, body_hash in found}


def _stored_cosignatures(session: Session) -> set[_Signing]:
    found = session.execute(select(Cosignature.entry_id, Cosignature.seq))
    return {(str(entry_id), seq) for entry_id, seq in found}


def _stored_papers(session: Session) -> dict[str, set[str]]:
    papers: dict[str, set[str]] = defaultdict(set)
    for entry_id, sha256 in session.execute(select(PaperRow.entry_id, PaperRow.sha256)):
        papers[str(entry_id)].add(str(sha256))
    return papers
