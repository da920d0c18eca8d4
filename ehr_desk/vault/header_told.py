"""What the audit log says of the header: only by events of acts that change such a part of it.

Any event can carry hashes of the header's parts, and whoever holds the record's key can write any event. So a part
counts only from the transaction of an act that changes it: one's own slots from one's own act, somebody's access from
an administrator's or the recovery code's, a new record key from the one that was begun. Others are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, func, literal, select
from sqlalchemy.orm import Session

from ehr_desk.vault.audit import AuditEvent, event_of
from ehr_desk.vault.enrolment import ADMINISTRATION, CREATED, ENROLLED, PASSPHRASE_CHANGED, REGRANTED, RENEWED
from ehr_desk.vault.enrolments import KEY_BEGUN, KEY_CHANGED, KEY_POSTPONED, RETIRED, Enrolments
from ehr_desk.vault.header import Header
from ehr_desk.vault.kept_rows import DETAIL, HEADER, header_hashes, part_in_words
from ehr_desk.vault.register import ISSUING_RENEWED
from ehr_desk.vault.sittings import OPENED
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD

PREVIOUS_USED, CAUGHT_UP, TAKEN_BACK = "header.previous_used", "header.caught_up", "header.change_taken_back"
"""Events of an unlock that brought header and record together."""
_REPAIRS = (PREVIOUS_USED, CAUGHT_UP, TAKEN_BACK)
_OWN = (PASSPHRASE_CHANGED, "slot.added", "slot.removed")
_ALL, _PEOPLE = "", "person"
_OF_ADMINISTRATORS = {
    **dict.fromkeys((ENROLLED, REGRANTED, RENEWED), ()),
    # Whoever stays an administrator gets the issuing key anew.
    **dict.fromkeys((ADMINISTRATION, RETIRED, ISSUING_RENEWED), (_PEOPLE, "authority")),
    KEY_BEGUN: ("next",),
}
_OF_KEYS = {KEY_CHANGED: ("next", "key_gen", "recovery", _PEOPLE), KEY_POSTPONED: ("next",)}


@dataclass(frozen=True)
class ToldHeader:
    """``parts``: the hash of each part of the header; ``strange``: events that told a part, with these parts, in a
    transaction with no act that changes it."""

    parts: dict[str, str]
    strange: tuple[tuple[AuditEvent, tuple[str, ...]], ...]


def told_header(session: Session | Connection, log: Enrolments) -> ToldHeader:
    """What the log says of the header, by the last act that changed each part."""
    parts: dict[str, str] = {}
    strange: list[tuple[AuditEvent, tuple[str, ...]]] = []
    mark = literal(f'"{HEADER}":'.encode())
    bodies = select(AUDIT_EVENT.c.body).where(func.instr(AUDIT_EVENT.c.body, mark) > 0).order_by(AUDIT_EVENT.c.seq)
    for body in session.execute(bodies).scalars():
        with suppress(KeyError, TypeError, ValueError, AttributeError):  # the check of the log names such an event
            event = event_of(body)
            said = dict(event.detail[DETAIL][HEADER])
            known = set(_changed_by(session, log, event))
            wrong = tuple(sorted(name for name in said if known.isdisjoint((_ALL, name, name.split(" ")[0]))))
            parts |= {name: value for name, value in said.items() if name not in wrong}
            if wrong:
                strange.append((event, wrong))
    return ToldHeader({name: value for name, value in parts.items() if value}, tuple(strange))


def header_faults(session: Session, header: Header, log: Enrolments) -> Iterator[str]:
    """Parts of the header that are not what the log says, and events that told a part and may not, in words."""
    told = told_header(session, log)
    now = header_hashes(header) if told.parts else {}
    for name in sorted({*told.parts, *now}):
        if told.parts.get(name) != now.get(name):
            yield f"{part_in_words(name, header)} in the header is not what the audit log says."
    for event, names in told.strange:
        said = " and ".join(part_in_words(name, header) for name in names)
        yield (
            f"Event {event.seq}, in the name of {log.name_of(event.staff_id)}, tells of a change in the header that no "
            f"act made: {said[0].lower()}{said[1:]}."
        )


def _changed_by(session: Session | Connection, log: Enrolments, event: AuditEvent) -> Iterator[str]:
    """The parts that the acts in the transaction of an event change (of everybody: ``_PEOPLE``, all: ``_ALL``)."""
    beside = list(_transaction(session, event.seq))
    for one in beside:
        made = one.action == CREATED and beside[0].seq == 1
        if made or (one.action in _REPAIRS and beside[0].action == OPENED):
            yield _ALL
        elif one.action in _OWN:
            if one.entity_id == one.staff_id and log.wrote(one):
                yield f"{_PEOPLE} {one.entity_id}"
        elif one.action in _OF_KEYS:
            yield from _OF_KEYS[one.action] if one.seq in log.begun_before else ()
        elif one.action in _OF_ADMINISTRATORS and log.counts(one):
            yield f"{_PEOPLE} {one.entity_id}"
            yield from _OF_ADMINISTRATORS[one.action]


def _transaction(session: Session | Connection, seq: int) -> Iterator[AuditEvent]:
    """The events that were written together with one, in their order."""
    sizes = AUDIT_HEAD.c.size
    before = session.execute(select(func.max(sizes)).where(sizes < seq)).scalar() or 0
    last = session.execute(select(func.min(sizes)).where(sizes >= seq)).scalar() or 0
    bodies = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.seq > before, AUDIT_EVENT.c.seq <= last)
    for body in session.execute(bodies.order_by(AUDIT_EVENT.c.seq)).scalars():
        with suppress(KeyError, TypeError, ValueError):
            yield event_of(body)
