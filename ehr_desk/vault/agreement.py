"""Bringing header and database to one state before anything is opened.

A change of both writes the header just before the database commits. So a header that is ahead means that
the program died in between. Where only a slot differs, the header counts and the database is caught up;
where people, certificates or the next record key differ, the database counts and the previous header is put back.

Whoever holds the record's key can make such a header too. What a killed program does not explain is an alarm, and so is
a header that fits the record by its number and is not what the log says.
"""

from __future__ import annotations

import contextlib
from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, select

from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit import event_of
from ehr_desk.vault.certificates import Certificate, fingerprint, load
from ehr_desk.vault.enrolments import enrolments
from ehr_desk.vault.faults import HeaderChanged, RolledBack
from ehr_desk.vault.header import Header
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.kept_rows import HEADER, header_hashes, header_print, header_told_after, told
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.meta import Meta
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.sittings import HEADER_STATE, OPENED
from ehr_desk.vault.tables import AUDIT_EVENT
from ehr_desk.vault.trust import Trust

PREVIOUS_USED, CAUGHT_UP, TAKEN_BACK = "header.previous_used", "header.caught_up", "header.change_taken_back"
CHANGED_PAST = "header.changed_past"
MARKED_AGAIN = "passphrase.marked_again"
"""Event: whoever it names has to set a passphrase of their own before they sign, since nothing shows that they did."""


@dataclass(frozen=True)
class Agreed:
    """The header to go on with; ``action`` names the audit event when it had to be repaired."""

    header: Header
    action: str = ""


def agree(
    folder: Path, header: Header, keys: VaultKeys, meta: Meta, connection: Connection, *, from_previous: bool
) -> Agreed:
    """Raises :class:`RolledBack` or :class:`HeaderChanged` when the header cannot be trusted."""
    if meta.root_fingerprint != fingerprint(load(header.authority.root_pem)):
        raise HeaderChanged("the clinic's root certificate in it is not the one of the record.")
    if header.generation < meta.generation:
        raise RolledBack(header.generation, meta.generation)
    register = {c.fingerprint: c for c in all_certificates(connection)}
    if from_previous:
        if not (_all_registered(header, register) and _same_access(header, connection)):
            raise HeaderChanged("the people in it are not the ones in the clinic's register.")
        return Agreed(replace(header, generation=header.generation + 1), PREVIOUS_USED)
    if header.generation == meta.generation:
        if not _all_registered(header, register):
            raise HeaderChanged("the people in it are not the ones in the clinic's register.")
        return Agreed(header, CHANGED_PAST if _changed_past(header, connection) else "")
    # A next key that is ahead of the record was never begun there: the log says nothing of it and vouches for no sheet.
    if header.next is None and _all_registered(header, register) and _same_access(header, connection):
        return Agreed(header, CAUGHT_UP)
    return Agreed(_taken_back(folder, header, keys, meta), TAKEN_BACK)


def _changed_past(header: Header, connection: Connection) -> bool:
    """Whether a header that fits the record by its number is not the one that the log knows. The last unlock entered
    what it found; the whole log is asked only where something of the header changed since then."""
    opened = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action == OPENED).order_by(AUDIT_EVENT.c.seq.desc())
    with contextlib.suppress(KeyError, TypeError, ValueError):
        last = event_of(connection.scalar(opened.limit(1)) or b"")
        if not header_told_after(connection, last.seq):
            return bool(last.detail[HEADER_STATE] != header_print(header))
    known = {name: value for name, value in told(connection).get(HEADER, {}).items() if value}
    return bool(known) and known != header_hashes(header)


def _all_registered(header: Header, register: dict[str, Certificate]) -> bool:
    pems = [person.certificate_pem for person in header.people.values()]
    return all(fingerprint(load(pem)) in register for pem in (*pems, header.authority.issuing_pem))


def _same_access(header: Header, connection: Connection) -> bool:
    ended = _ended(header, connection)
    return all((fingerprint(load(each.certificate_pem)) in ended) == each.retired for each in header.people.values())


def _ended(header: Header, connection: Connection) -> Container[str]:
    """What is out of use by the log: a row of the register that says so can be anybody's who has the record's key."""
    trust = Trust(header.vault_id, header.authority.root_pem, header.recovery.publics)
    return enrolments(connection, trust).ended


def require_valid_opener(header: Header, staff_id: str, connection: Connection) -> None:
    """Refuses to open with a certificate that has been retired (a previous header may still carry it)."""
    person = header.people.get(staff_id)
    if person is None:
        return
    if fingerprint(load(person.certificate_pem)) in _ended(header, connection):
        raise UserError(
            "This passphrase belongs to a certificate that has been replaced.",
            "Ask an administrator to renew your access.",
        )


def _taken_back(folder: Path, header: Header, keys: VaultKeys, meta: Meta) -> Header:
    previous = HeaderFile(folder).read(previous=True)
    previous.authenticate(keys)
    if previous.header.generation != meta.generation:
        raise HeaderChanged("it is ahead of the record, and the copy before it does not fit either.")
    return replace(previous.header, generation=header.generation + 1)


def unexplained(folder: Path, header: Header, connection: Connection) -> bool:
    """Whether a header that had to be brought together with the record says more than the log knows and a killed
    program can explain. Where nobody else's part of it changed, one person's slots may be newer: a new passphrase."""
    before = {name: value for name, value in told(connection).get(HEADER, {}).items() if value}
    now = header_hashes(header)
    changed = {name for name in {*before, *now} if before.get(name) != now.get(name)} if before else set()
    if not changed:
        return False
    name = changed.pop()
    person = header.people.get(name.removeprefix("person "))
    if changed or person is None:
        return True
    try:
        old = HeaderFile(folder).read(previous=True).header
    except UserError:
        return True
    was = old.people.get(person.identity.staff_id)
    if was is None or header_hashes(old).get(name) != before.get(name):
        return True
    # Only a passphrase of their own takes the mark of a granted one away, and that is another slot.
    mark = was.provisional and (person.provisional or person.slots == was.slots)
    return replace(was, slots=person.slots, provisional=mark) != person


def marked_again(folder: Path, header: Header, connection: Connection, *, unexplained: bool) -> Header:
    """A header that had to be brought together with the record, with every mark of a granted passphrase that it takes
    away put back: whoever granted it can make such a header, with other slots too. Of one that is ``unexplained`` also
    wherever no copy tells. After a killed change of passphrase its owner sets one once more before they sign."""
    before, now = told(connection).get(HEADER, {}), header_hashes(header)
    try:
        old = HeaderFile(folder).read(previous=True).header
    except UserError:
        old = None
    known = {name for name, value in header_hashes(old).items() if value == before.get(name)} if old else set()
    for staff_id, person in header.people.items():
        name = f"person {staff_id}"
        if person.retired or person.provisional or now[name] == before.get(name):
            continue
        if old.people[staff_id].provisional if old is not None and name in known else unexplained:
            header = header.with_person(replace(person, provisional=True))
    return header


class ChangeTakenBack(UserError):
    """The change that gave this person their present passphrase or certificate was never completed."""

    def __init__(self) -> None:
        super().__init__(
            "The last change to your access was interrupted, so it has been taken back.",
            "Unlock with the passphrase you had before the change.",
        )
