"""The keys of compartments: made, wrapped, opened, and only as far as the audit log knows them.

Who may open what is decided elsewhere (``compartments`` for an author and their readers, ``custodians`` for the sheet).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Row, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.certificates import Certificate, fingerprint, load
from ehr_desk.vault.enrolment_check import person_faults
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.faults import HeaderChanged
from ehr_desk.vault.keys import derived, new_key
from ehr_desk.vault.opened_compartments import Opened, OwnKeyGone
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import OwnAccess
from ehr_desk.vault.people import OpenedPerson
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.seal import CannotOpen, unwrap, wrap_to
from ehr_desk.vault.sealed_ledger import (
    CUSTODIAN_HOLDER,
    MADE,
    Ledger,
    logged_wraps,
    row_hash,
)
from ehr_desk.vault.sealed_statements import compartment_statement
from ehr_desk.vault.sealed_tables import COMPARTMENT, COMPARTMENT_WRAP
from ehr_desk.vault.trust import trusted_people
from ehr_desk.vault.unit import Unit


class CompartmentKeys:
    """The keys that the person at the desk makes and opens; ``handed_out`` are those that are open now."""

    def __init__(self, vault: OpenVault, staff_id: str, own: OwnAccess) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._own = own
        self.handed_out: list[Opened] = []

    def standing_of(self, ledger: Ledger, mine: list[str], keys: dict[str, bytes], opened: OpenedPerson) -> Opened:
        """What opens, and of one's own what does not: closed where no wrap to one's present key was ever made."""
        print_of = _print(opened)
        lost = [one for one in mine if one not in keys]
        missing = sum(1 for one in lost if (one, self._staff_id, print_of) in ledger.wraps)
        return Opened(mine[-1] if mine else "", keys, len(lost) - missing, missing)

    def may_begin(self, session: Session, ledger: Ledger, mine: list[str], opened: OpenedPerson) -> bool:
        """Whether a compartment may be made although none of one's own opens: there never was one, or the newest was
        wrapped to keys that an administrator has replaced since."""
        if not mine:
            own = COMPARTMENT.c.author_id == self._staff_id
            return session.execute(select(COMPARTMENT.c.id).where(own).limit(1)).first() is None
        wrapped = {to for one, holder, to in ledger.wraps if (one, holder) == (mine[-1], self._staff_id)}
        return bool(wrapped) and _print(opened) not in wrapped

    def still_here(self, staff_ids: Iterable[str]) -> list[str]:
        """Of some staff members those who have access."""
        people = self._vault.header.people
        return sorted(one for one in staff_ids if one in people and not people[one].retired)

    def move_to(self, compartment_id: str, key: bytes) -> None:
        """Whoever has their notes open goes on under another key."""
        for one in self.handed_out:
            one.move_to(compartment_id, key)

    def publics(self, readers: list[str]) -> dict[str, bytes]:
        """The exchange keys of the person at the desk and of those who may read, by staff id."""
        with self._vault.read() as session:
            return {one: self.exchange_key_of(session, one) for one in (self._staff_id, *readers)}

    def make(
        self, unit: Unit, opened: OpenedPerson, publics: Mapping[str, bytes], sheet: bytes | None
    ) -> tuple[str, bytes]:
        """A new compartment of the person at the desk, which new notes go into from now on. ``sheet``: the key of the
        custodian's sheet that they agreed to (:meth:`agreed_sheet`), or agree to in this act."""
        compartment_id, key, at = secrets.token_hex(16), new_key(), stamp(self._vault.clock.now())
        check, vault_id = _key_check(key), self._vault.header.vault_id
        row = {
            "id": compartment_id,
            "author_id": self._staff_id,
            "number": next_number(unit.session, COMPARTMENT),
            "made_at": at,
            "key_check": check,
            "signed_by": fingerprint(load(self._own.me.certificate_pem)),
            "signature": opened.sign(compartment_statement(vault_id, compartment_id, self._staff_id, check)),
        }
        unit.session.execute(insert(COMPARTMENT).values(row))
        wraps = [self.wrap(unit.session, compartment_id, one, public, key) for one, public in publics.items()]
        if sheet is not None:
            wraps.append(self.wrap(unit.session, compartment_id, CUSTODIAN_HOLDER, sheet, key))
        detail = {"row": row_hash(row), "wraps": logged_wraps(wraps)}
        unit.record(MADE, entity="compartment", entity_id=compartment_id, detail=detail)
        return compartment_id, key

    def agreed_sheet(self, session: Session) -> bytes | None:
        """The key of the newest sheet, where the person at the desk agreed to it."""
        ledger = self.ledger(session)
        found = ledger.sheet(session)
        agreed = found is not None and (self._staff_id, found[0].public) in ledger.agreed
        return found[1] if found is not None and agreed else None

    def mine(self, session: Session, opened: OpenedPerson) -> dict[str, bytes]:
        """One's own compartments that open; the newest is among them."""
        ledger = self.ledger(session)
        keys, mine = self.openable(session, ledger, opened), ledger.own(self._staff_id)
        if not mine:
            raise UserError("You have written no sealed note yet.", "Write one first.")
        if mine[-1] not in keys:
            if self.may_begin(session, ledger, mine, opened):
                raise UserError("You have written no sealed note since your new signing key.", "Open your notes first.")
            raise OwnKeyGone
        return {one: keys[one] for one in mine if one in keys}

    def openable(self, session: Session, ledger: Ledger, opened: OpenedPerson) -> dict[str, bytes]:
        """Every compartment that a person's keys open."""
        found = {}
        for row in session.execute(select(COMPARTMENT).order_by(COMPARTMENT.c.number)):
            key = self.unwrapped(session, ledger, row, self._staff_id, opened.exchange)
            if key is not None:
                found[row.id] = key
        return found

    def unwrapped(
        self, session: Session, ledger: Ledger, row: Row[Any], holder: str, private: X25519PrivateKey
    ) -> bytes | None:
        """The key that the author made: somebody with the vault key could have put another one there."""
        wraps = COMPARTMENT_WRAP.c
        print_of = sha256_hex(private.public_key().public_bytes_raw())
        wrap = session.execute(
            select(COMPARTMENT_WRAP).where(
                wraps.compartment_id == row.id, wraps.holder == holder, wraps.exchange == print_of
            )
        ).first()
        if wrap is None or not ledger.knows(row) or not ledger.knows_wrap(wrap):
            return None
        try:
            key = unwrap(private, wrap.wrapped, self._bound(row.id, holder))
        except CannotOpen:
            return None
        covered = compartment_statement(self._vault.header.vault_id, row.id, row.author_id, row.key_check)
        signed = ledger.signed(row.author_id, row.signed_by, covered, row.signature)
        if not signed or _key_check(key) != row.key_check:
            raise HeaderChanged("a key of sealed notes is not the one that its author made.")
        return key

    def wrap(self, session: Session, compartment_id: str, holder: str, public: bytes, key: bytes) -> dict[str, Any]:
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

    def exchange_key_of(self, session: Session, staff_id: str) -> bytes:
        """A staff member's exchange key, after the check that it is theirs."""
        person = self._vault.header.people.get(staff_id)
        if person is None or person.retired:
            raise UserError("This person has no access.", "Choose somebody from the list.")
        enrolments = Enrolments(session, self._vault.trust, self._register(session))
        fault = next(person_faults(enrolments, self._vault.header.vault_id, person), "")
        if fault:
            raise HeaderChanged(fault[0].lower() + fault[1:])
        return person.exchange_public

    def ledger(self, session: Session) -> Ledger:
        """What the audit log tells of these keys."""
        register = self._register(session)
        enrolments = Enrolments(session, self._vault.trust, register)
        return Ledger(session, self._vault.header.vault_id, register, enrolments)

    def _register(self, session: Session) -> dict[str, Certificate]:
        return trusted_people(self._vault.header.authority.root_pem, all_certificates(session))

    def _bound(self, compartment_id: str, holder: str) -> list[object]:
        return [self._vault.header.vault_id, "sealed notes", compartment_id, holder]


def next_number(session: Session, table: Table) -> int:
    """One more than the highest number of a table: a clock that is set back changes no order."""
    return (session.scalar(select(func.max(table.c.number))) or 0) + 1


def _key_check(key: bytes) -> str:
    return derived(key, "compartment check").hex()


def _print(opened: OpenedPerson) -> str:
    return sha256_hex(opened.exchange.public_key().public_bytes_raw())
