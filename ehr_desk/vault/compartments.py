"""Sealed compartments: one key for each author's sealed notes, wrapped to the author, to those the author grants, and
to a custodian key that exists only on a printed sheet, once the author agreed to that sheet.

The vault key opens none of them. An administrator who gives a new passphrase gives new keys, and what was wrapped to
the old ones stays closed: without the custodian's sheet a forgotten passphrase loses these notes to their author. Which
keys and wraps there are is told by the audit log (``sealed_ledger``): rows that it does not know are not used.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Row, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit_check import trusted_people
from ehr_desk.vault.certificates import Certificate, fingerprint, load
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.faults import HeaderChanged
from ehr_desk.vault.keys import derived, new_key
from ehr_desk.vault.opened_compartments import CustodianSheet, Opened, OwnKeyGone
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import OwnAccess
from ehr_desk.vault.people import OpenedPerson
from ehr_desk.vault.recovery import new_code, read_code
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.seal import CannotOpen, b64, unwrap, wrap_to
from ehr_desk.vault.sealed_ledger import (
    CUSTODIAN_AGREED,
    CUSTODIAN_HOLDER,
    CUSTODIAN_MADE,
    CUSTODIAN_USED,
    GRANTED,
    MADE,
    WITHDRAWN,
    Ledger,
    agreement_statement,
    compartment_statement,
    custodian_statement,
    logged_wraps,
    row_hash,
)
from ehr_desk.vault.sealed_tables import COMPARTMENT, COMPARTMENT_WRAP, CUSTODIAN
from ehr_desk.vault.staffing import Staffing
from ehr_desk.vault.unit import Unit

Also = Callable[[Unit, Opened], None]
"""Seals anew, in the same transaction, what has to follow into a new compartment."""


class Compartments:
    """The person at the desk and the compartments. Every act asks for their passphrase."""

    def __init__(self, vault: OpenVault, staff_id: str, own: OwnAccess, staffing: Staffing) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._own = own
        self._staffing = staffing
        self._handed_out: list[Opened] = []

    def drop(self) -> None:
        """Forget every key that was handed out: the desk is locked."""
        for one in self._handed_out:
            one.drop()
        self._handed_out.clear()

    def open(self, passphrase: str) -> Opened:
        """Open whatever this person's keys open. The first time, and after an administrator gave a new signing key, a
        compartment is made for them; otherwise their newest one has to open: :class:`OwnKeyGone`."""
        opened = self._own.open_to_sign(passphrase)
        with self._vault.read() as session:
            ledger = self._ledger(session)
            keys = self._openable(session, ledger, opened)
            mine = ledger.own(self._staff_id)
            handed = self._standing_of(ledger, mine, keys, opened)
            fresh = not mine or mine[-1] not in keys
            if fresh and not self._may_begin(session, ledger, mine, opened):
                raise OwnKeyGone
        if fresh:
            publics = self._publics([])
            with self._vault.write() as unit:
                handed.own, key = self._make(unit, opened, publics)
            handed.keys[handed.own] = key
        self._handed_out.append(handed)
        return handed

    def readers(self) -> list[str]:
        """The staff members whom this person lets read, by id."""
        with self._vault.read() as session:
            return sorted(self._ledger(session).readers(self._staff_id))

    def grant(self, passphrase: str, staff_id: str) -> None:
        """Let a colleague read all of one's own sealed notes, those of before and those to come."""
        opened = self._own.open_to_sign(passphrase)
        if staff_id == self._staff_id:
            raise UserError("You can read your own sealed notes.", "Choose a colleague.")
        with self._vault.read() as session:
            public = self._exchange_key_of(session, staff_id)
            mine = self._mine(session, opened)
        with self._vault.write() as unit:
            wraps = [self._wrap(unit.session, one, staff_id, public, key) for one, key in mine.items()]
            unit.record(GRANTED, entity="staff", entity_id=staff_id, detail={"wraps": logged_wraps(wraps)})

    def withdraw(self, passphrase: str, staff_id: str, also: Also = lambda _unit, _opened: None) -> None:
        """Let a colleague read no more. What they opened before they may remember, or have copied with a changed
        program; later notes go into a new compartment that they never had. ``also`` seals one's drafts anew."""
        opened = self._own.open_to_sign(passphrase)
        if staff_id == self._staff_id:
            raise UserError("Your own sealed notes stay readable to you.", "Choose a colleague.")
        with self._vault.read() as session:
            ledger, keys = self._ledger(session), self._mine(session, opened)
            ids = ledger.own(self._staff_id)
        publics = self._publics(self._still_here(ledger.readers(self._staff_id) - {staff_id}))
        with self._vault.write() as unit:
            wraps = COMPARTMENT_WRAP.c
            unit.session.execute(
                delete(COMPARTMENT_WRAP).where(wraps.compartment_id.in_(ids), wraps.holder == staff_id)
            )
            unit.record(WITHDRAWN, entity="staff", entity_id=staff_id, detail={"compartments": ids})
            made = self._make(unit, opened, publics)
            also(unit, Opened(made[0], keys | dict([made])))
        self._move_to(*made)

    # The custodian's sheet ----------------------------------------------------------------------------------------

    @property
    def sheet(self) -> CustodianSheet | None:
        """The newest custodian's sheet. Without one that its author agreed to, a forgotten passphrase loses their
        sealed notes."""
        with self._vault.read() as session:
            ledger = self._ledger(session)
            found = ledger.sheet(session)
        if found is None:
            return None
        made, _public = found
        return CustodianSheet(made.at, made.staff_id, ledger.agreed.get((self._staff_id, made.public)))

    @property
    def has_custodian(self) -> bool:
        """Whether a custodian's sheet was made."""
        return self.sheet is not None

    def make_custodian(self, own_passphrase: str) -> str:
        """Make the custodian's sheet; answers its code, shown once. Needs an administrator. It opens the notes of each
        author who agrees to it (:meth:`agree`), and nobody else's."""
        _, opener = self._staffing.registrar(own_passphrase)
        code, at = new_code(), stamp(self._vault.clock.now())
        public = _custodian_key(code).public_key().public_bytes_raw()
        with self._vault.write() as unit:
            row = {
                "public": public,
                "number": _next(unit.session, CUSTODIAN),
                "made_at": at,
                "signed_by": opener.signed_by,
                "signature": opener.sign(custodian_statement(self._vault.header.vault_id, public)),
            }
            unit.session.execute(insert(CUSTODIAN).values(row))
            unit.record(CUSTODIAN_MADE, detail={"public": sha256_hex(public), "row": row_hash(row)})
        return code

    def agree(self, passphrase: str, also: Also = lambda _unit, _opened: None) -> None:
        """Let the newest custodian's sheet open one's own notes, those of before and those to come. What an older
        sheet opens gets no further note: those go into a new compartment. ``also`` as in :meth:`withdraw`."""
        opened, vault_id = self._own.open_to_sign(passphrase), self._vault.header.vault_id
        with self._vault.read() as session:
            ledger, keys = self._ledger(session), self._mine(session, opened)
            found = ledger.sheet(session)
        if found is None:
            raise UserError("There is no custodian's sheet.", "An administrator can make one.")
        public = found[1]
        print_of, newest = sha256_hex(public), ledger.own(self._staff_id)[-1]
        older = any(one == newest and by == CUSTODIAN_HOLDER and to != print_of for one, by, to in ledger.wraps)
        publics = self._publics(self._still_here(ledger.readers(self._staff_id))) if older else {}
        made: tuple[str, bytes] | None = None
        with self._vault.write() as unit:
            wraps = [self._wrap(unit.session, one, CUSTODIAN_HOLDER, public, key) for one, key in keys.items()]
            detail = {
                "public": print_of,
                "signed_by": fingerprint(load(self._own.me.certificate_pem)),
                "signature": b64(opened.sign(agreement_statement(vault_id, self._staff_id, print_of))),
                "wraps": logged_wraps(wraps),
            }
            unit.record(CUSTODIAN_AGREED, entity="staff", entity_id=self._staff_id, detail=detail)
            if older:
                made = self._make(unit, opened, publics, public)
                also(unit, Opened(made[0], keys | dict([made])))
        if made is not None:
            self._move_to(*made)

    def use_custodian(self, own_passphrase: str, code: str, author_id: str, reader_id: str) -> int:
        """With the custodian's sheet, let somebody read an author's sealed notes: the author after a forgotten
        passphrase, or a colleague when the author has left. Needs an administrator; the author is shown it. Answers
        how many compartments were opened."""
        self._staffing.attend(own_passphrase)
        private, found = _custodian_key(code), []
        with self._vault.read() as session:
            public, ledger = self._exchange_key_of(session, reader_id), self._ledger(session)
            for row in session.execute(select(COMPARTMENT).where(COMPARTMENT.c.author_id == author_id)):
                key = self._unwrapped(session, ledger, row, CUSTODIAN_HOLDER, private)
                if key is not None:
                    found.append((row.id, key))
        if not found:
            raise UserError(
                "This code opens no sealed notes of this person.",
                "Compare it with the custodian's sheet. It opens only notes whose author agreed to it.",
            )
        with self._vault.write() as unit:
            wraps = [self._wrap(unit.session, one, reader_id, public, key) for one, key in found]
            detail = {"reader": reader_id, "wraps": logged_wraps(wraps)}
            unit.record(CUSTODIAN_USED, entity="staff", entity_id=author_id, detail=detail)
        return len(found)

    # Inside -------------------------------------------------------------------------------------------------------

    def _standing_of(self, ledger: Ledger, mine: list[str], keys: dict[str, bytes], opened: OpenedPerson) -> Opened:
        """What opens, and of one's own what does not: closed where no wrap to one's present key was ever made."""
        print_of = _print(opened)
        lost = [one for one in mine if one not in keys]
        missing = sum(1 for one in lost if (one, self._staff_id, print_of) in ledger.wraps)
        return Opened(mine[-1] if mine else "", keys, len(lost) - missing, missing)

    def _may_begin(self, session: Session, ledger: Ledger, mine: list[str], opened: OpenedPerson) -> bool:
        """Whether a compartment may be made although none of one's own opens: there never was one, or the newest was
        wrapped to keys that an administrator has replaced since."""
        if not mine:
            own = COMPARTMENT.c.author_id == self._staff_id
            return session.execute(select(COMPARTMENT.c.id).where(own).limit(1)).first() is None
        wrapped = {to for one, holder, to in ledger.wraps if (one, holder) == (mine[-1], self._staff_id)}
        return bool(wrapped) and _print(opened) not in wrapped

    def _still_here(self, staff_ids: Iterable[str]) -> list[str]:
        people = self._vault.header.people
        return sorted(one for one in staff_ids if one in people and not people[one].retired)

    def _move_to(self, compartment_id: str, key: bytes) -> None:
        for one in self._handed_out:
            one.move_to(compartment_id, key)

    def _publics(self, readers: list[str]) -> dict[str, bytes]:
        """The exchange keys of the person at the desk and of those who may read, by staff id."""
        with self._vault.read() as session:
            return {one: self._exchange_key_of(session, one) for one in (self._staff_id, *readers)}

    def _make(
        self, unit: Unit, opened: OpenedPerson, publics: Mapping[str, bytes], sheet: bytes | None = None
    ) -> tuple[str, bytes]:
        """A new compartment of the person at the desk, which new notes go into from now on. ``sheet``: the key of a
        custodian's sheet that they agree to in this act; one that they agreed to before is found."""
        compartment_id, key, at = secrets.token_hex(16), new_key(), stamp(self._vault.clock.now())
        check, vault_id = _key_check(key), self._vault.header.vault_id
        row = {
            "id": compartment_id,
            "author_id": self._staff_id,
            "number": _next(unit.session, COMPARTMENT),
            "made_at": at,
            "key_check": check,
            "signed_by": fingerprint(load(self._own.me.certificate_pem)),
            "signature": opened.sign(compartment_statement(vault_id, compartment_id, self._staff_id, check)),
        }
        unit.session.execute(insert(COMPARTMENT).values(row))
        wraps = [self._wrap(unit.session, compartment_id, one, public, key) for one, public in publics.items()]
        sheet = sheet or self._agreed_sheet(unit.session)
        if sheet is not None:
            wraps.append(self._wrap(unit.session, compartment_id, CUSTODIAN_HOLDER, sheet, key))
        detail = {"row": row_hash(row), "wraps": logged_wraps(wraps)}
        unit.record(MADE, entity="compartment", entity_id=compartment_id, detail=detail)
        return compartment_id, key

    def _agreed_sheet(self, session: Session) -> bytes | None:
        """The key of the newest sheet, where the person at the desk agreed to it."""
        ledger = self._ledger(session)
        found = ledger.sheet(session)
        agreed = found is not None and (self._staff_id, found[0].public) in ledger.agreed
        return found[1] if found is not None and agreed else None

    def _mine(self, session: Session, opened: OpenedPerson) -> dict[str, bytes]:
        """One's own compartments that open; the newest is among them."""
        ledger = self._ledger(session)
        keys, mine = self._openable(session, ledger, opened), ledger.own(self._staff_id)
        if not mine:
            raise UserError("You have written no sealed note yet.", "Write one first.")
        if mine[-1] not in keys:
            if self._may_begin(session, ledger, mine, opened):
                raise UserError("You have written no sealed note since your new signing key.", "Open your notes first.")
            raise OwnKeyGone
        return {one: keys[one] for one in mine if one in keys}

    def _openable(self, session: Session, ledger: Ledger, opened: OpenedPerson) -> dict[str, bytes]:
        found = {}
        for row in session.execute(select(COMPARTMENT).order_by(COMPARTMENT.c.number)):
            key = self._unwrapped(session, ledger, row, self._staff_id, opened.exchange)
            if key is not None:
                found[row.id] = key
        return found

    def _unwrapped(
        self, session: Session, ledger: Ledger, row: Row[Any], holder: str, private: X25519PrivateKey
    ) -> bytes | None:
        """The key that the author made: somebody with the vault key could have put another one there."""
        wraps = COMPARTMENT_WRAP.c
        print_of = sha256_hex(private.public_key().public_bytes_raw())
        wrapped = session.scalar(
            select(wraps.wrapped).where(
                wraps.compartment_id == row.id, wraps.holder == holder, wraps.exchange == print_of
            )
        )
        if wrapped is None or not ledger.knows(row):
            return None
        try:
            key = unwrap(private, wrapped, self._bound(row.id, holder))
        except CannotOpen:
            return None
        covered = compartment_statement(self._vault.header.vault_id, row.id, row.author_id, row.key_check)
        signed = ledger.signed(row.author_id, row.signed_by, covered, row.signature)
        if not signed or _key_check(key) != row.key_check:
            raise HeaderChanged("a key of sealed notes is not the one that its author made.")
        return key

    def _wrap(self, session: Session, compartment_id: str, holder: str, public: bytes, key: bytes) -> dict[str, Any]:
        """Wrap a key to somebody; answers the row."""
        wraps, print_of = COMPARTMENT_WRAP.c, sha256_hex(public)
        session.execute(
            delete(COMPARTMENT_WRAP).where(
                wraps.compartment_id == compartment_id, wraps.holder == holder, wraps.exchange == print_of
            )
        )
        row = {
            "compartment_id": compartment_id,
            "holder": holder,
            "exchange": print_of,
            "wrapped": wrap_to(public, key, self._bound(compartment_id, holder)),
            "at": stamp(self._vault.clock.now()),
        }
        session.execute(insert(COMPARTMENT_WRAP).values(row))
        return row

    def _exchange_key_of(self, session: Session, staff_id: str) -> bytes:
        """A staff member's exchange key, after the check that it is theirs."""
        person = self._vault.header.people.get(staff_id)
        if person is None or person.retired:
            raise UserError("This person has no access.", "Choose somebody from the list.")
        enrolments = Enrolments(session, self._vault.trust, self._register(session))
        fault = next(enrolments.faults_of(self._vault.header.vault_id, person), "")
        if fault:
            raise HeaderChanged(fault[0].lower() + fault[1:])
        return person.exchange_public

    def _ledger(self, session: Session) -> Ledger:
        register = self._register(session)
        enrolments = Enrolments(session, self._vault.trust, register)
        return Ledger(session, self._vault.header.vault_id, register, enrolments)

    def _register(self, session: Session) -> dict[str, Certificate]:
        return trusted_people(self._vault.header.authority.root_pem, all_certificates(session))

    def _bound(self, compartment_id: str, holder: str) -> list[object]:
        return [self._vault.header.vault_id, "sealed notes", compartment_id, holder]


def _next(session: Session, table: Table) -> int:
    """One more than the highest number of a table: a clock that is set back changes no order."""
    return (session.scalar(select(func.max(table.c.number))) or 0) + 1


def _key_check(key: bytes) -> str:
    return derived(key, "compartment check").hex()


def _custodian_key(code: str) -> X25519PrivateKey:
    """The key that exists only on the sheet: derived from its 160 bits."""
    return X25519PrivateKey.from_private_bytes(derived(read_code(code), "custodian"))


def _print(opened: OpenedPerson) -> str:
    return sha256_hex(opened.exchange.public_key().public_bytes_raw())
