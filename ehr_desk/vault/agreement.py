"""Bringing header and database to one state before anything is opened.

A change of both writes the header just before the database commits. So a header that is ahead means that
the program died in between. Where only a slot differs, the header counts and the database is caught up;
where people, certificates or the next record key differ, the database counts and the previous header is put back.

Whoever holds the record's key can make such a header too. What a killed program does not explain is an alarm, and so is
a header that fits the record by its number and is not what the log says. Who owes a passphrase of their own is read
from the log, at every unlock.
"""

from __future__ import annotations

import contextlib
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, select

from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit import AuditEvent, event_of
from ehr_desk.vault.certificates import Certificate, fingerprint, load
from ehr_desk.vault.enrolments import Enrolments, enrolments
from ehr_desk.vault.faults import HeaderChanged, RolledBack
from ehr_desk.vault.header import Header
from ehr_desk.vault.header_told import CAUGHT_UP, PREVIOUS_USED, TAKEN_BACK, told_header
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.kept_rows import header_hashes, header_print, header_told_after
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.meta import Meta
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.sittings import HEADER_STATE, OPENED
from ehr_desk.vault.tables import AUDIT_EVENT
from ehr_desk.vault.trust import Trust

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
    known = told_header(connection, _log(header, connection)).parts
    return bool(known) and known != header_hashes(header)


def _all_registered(header: Header, register: dict[str, Certificate]) -> bool:
    pems = [person.certificate_pem for person in header.people.values()]
    return all(fingerprint(load(pem)) in register for pem in (*pems, header.authority.issuing_pem))


def _same_access(header: Header, connection: Connection) -> bool:
    ended = _ended(header, connection)
    return all((fingerprint(load(each.certificate_pem)) in ended) == each.retired for each in header.people.values())


def _ended(header: Header, connection: Connection) -> Container[str]:
    """What is out of use by the log: a row of the register that says so can be anybody's who has the record's key."""
    return _log(header, connection).keys.ended


def _log(header: Header, connection: Connection) -> Enrolments:
    return enrolments(connection, Trust(header.vault_id, header.authority.root_pem, header.recovery.publics))


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


def unexplained(folder: Path, header: Header, before: Mapping[str, str], begun: AuditEvent | None) -> bool:
    """Whether a header that had to be brought together with the record says more than the log knows (``before``: the
    hash of each part) and a killed program can explain: one person's new passphrase, where nobody else's part changed,
    or the end of the new record key that ``begun`` tells of, and of that exactly what it changes."""
    now = header_hashes(header)
    changed = {name for name in {*before, *now} if before.get(name) != now.get(name)} if before else set()
    if not changed:
        return False
    try:
        old = HeaderFile(folder).read(previous=True).header
    except UserError:
        return True
    was = header_hashes(old)
    if any(was.get(name) != before.get(name) for name in changed):
        return True
    return not (_ends_new_key(old, now, begun) or (len(changed) == 1 and _new_passphrase(old, header, changed.pop())))


def _ends_new_key(old: Header, now: Mapping[str, str], begun: AuditEvent | None) -> bool:
    """Whether the header is nothing but the one before with its next key in force, or without it."""
    if begun is None or old.next is None or any(begun.detail.get(k) != v for k, v in old.next.detail().items()):
        return False
    return now in (header_hashes(old.with_next_done()), header_hashes(old.with_next(None)))


def _new_passphrase(old: Header, header: Header, name: str) -> bool:
    staff_id = name.removeprefix("person ")
    was, person = old.people.get(staff_id), header.people.get(staff_id)
    if was is None or person is None:
        return False
    # Only a passphrase of their own takes the mark of a granted one away, and that is another slot.
    mark = was.provisional and (person.provisional or person.slots == was.slots)
    return replace(was, slots=person.slots, provisional=mark) == person


def marked_again(header: Header, log: Enrolments) -> tuple[Header, list[str]]:
    """The header with the mark of a granted passphrase at everybody who owes one of their own by the log, and at whom
    it was put back: whoever granted it, or has the record's key, can make any other header. After a killed change of
    passphrase its owner sets one once more before they sign."""
    again = []
    for staff_id, person in header.people.items():
        owes = log.keys.owes_passphrase(fingerprint(load(person.certificate_pem)))
        if owes and not person.retired and not person.provisional:
            header = header.with_person(replace(person, provisional=True))
            again.append(staff_id)
    return header, again


class ChangeTakenBack(UserError):
    """The change that gave this person their present passphrase or certificate was never completed."""

    def __init__(self) -> None:
        super().__init__(
            "The last change to your access was interrupted, so it has been taken back.",
            "Unlock with the passphrase you had before the change.",
        )
