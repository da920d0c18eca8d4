"""Sealed compartments: one key for each author's sealed notes, wrapped to the author, to those the author grants, and
to a custodian key that exists only on a printed sheet.

The vault key opens none of them. An administrator who gives a new passphrase gives new keys, and what was wrapped to
the old ones stays closed: without a grant or the custodian's sheet a forgotten passphrase loses these notes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Row, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault.audit_check import trusted_people
from ehr_desk.vault.certificates import Certificate, ec_public_key, fingerprint, load, verify_with_key
from ehr_desk.vault.enrolments import Enrolments
from ehr_desk.vault.faults import HeaderChanged, SittingClosed
from ehr_desk.vault.keys import derived, new_key
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import OwnAccess
from ehr_desk.vault.people import OpenedPerson
from ehr_desk.vault.recovery import new_code, read_code
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.seal import CannotOpen, b64, seal, unseal, unwrap, wrap_to
from ehr_desk.vault.sealed_tables import COMPARTMENT, COMPARTMENT_WRAP, CUSTODIAN
from ehr_desk.vault.staffing import Staffing
from ehr_desk.vault.unit import Unit

CUSTODIAN_HOLDER = "custodian"
GRANTED, WITHDRAWN, CUSTODIAN_MADE, CUSTODIAN_USED = (
    "sealed.granted",
    "sealed.withdrawn",
    "sealed.custodian_made",
    "sealed.custodian_used",
)


@dataclass
class Opened:
    """The compartments that a person's keys open, until :meth:`drop`. ``own``: the one that new notes go into."""

    own: str
    keys: dict[str, bytes] = field(repr=False)

    def seal(self, compartment_id: str, data: bytes, bound_to: list[object]) -> bytes:
        """Seal something; it opens only with the same ``bound_to``."""
        return seal(self._key(compartment_id), data, [compartment_id, *bound_to])

    def unseal(self, compartment_id: str, sealed: bytes, bound_to: list[object]) -> bytes:
        """The inverse; :class:`Refused` where the compartment is not open to this person."""
        try:
            return unseal(self._key(compartment_id), sealed, [compartment_id, *bound_to])
        except CannotOpen as error:
            raise UserError("This sealed note was changed, so it cannot be read.", "Check the record.") from error

    def opens(self, compartment_id: str) -> bool:
        """Whether this person can read what is in a compartment."""
        return compartment_id in self.keys

    def drop(self) -> None:
        """Forget the keys."""
        self.keys.clear()
        self.own = ""

    def _key(self, compartment_id: str) -> bytes:
        if not self.own:
            raise SittingClosed
        try:
            return self.keys[compartment_id]
        except KeyError:
            raise Refused("This note is sealed by its author.", "Its author can let you read it.") from None


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
        """Open whatever this person's keys open; the first time, or after new keys, a compartment is made for them."""
        opened = self._own.open_to_sign(passphrase)
        with self._vault.read() as session:
            found = self._openable(session, opened)
        mine = [row for row, _ in found if row.author_id == self._staff_id]
        if not mine:
            publics = self._publics([])
            with self._vault.write() as unit:
                own, key = self._make(unit, opened, publics)
            handed = Opened(own, {row.id: each for row, each in found} | {own: key})
        else:
            self._wrap_to_custodian([(row.id, key) for row, key in found if row.author_id == self._staff_id])
            handed = Opened(mine[-1].id, {row.id: key for row, key in found})
        self._handed_out.append(handed)
        return handed

    def readers(self) -> list[str]:
        """The staff members whom this person lets read, by id."""
        with self._vault.read() as session:
            return sorted(_holders(session, self._staff_id) - {self._staff_id, CUSTODIAN_HOLDER})

    def grant(self, passphrase: str, staff_id: str) -> None:
        """Let a colleague read all of one's own sealed notes, those of before and those to come."""
        opened = self._own.open_to_sign(passphrase)
        if staff_id == self._staff_id:
            raise UserError("You can read your own sealed notes.", "Choose a colleague.")
        with self._vault.read() as session:
            public = self._exchange_key_of(session, staff_id)
            mine = [(row.id, key) for row, key in self._openable(session, opened) if row.author_id == self._staff_id]
        if not mine:
            raise UserError("You have written no sealed note yet.", "Write one first.")
        with self._vault.write() as unit:
            for compartment_id, key in mine:
                self._wrap(unit.session, compartment_id, staff_id, public, key)
            unit.record(GRANTED, entity="staff", entity_id=staff_id)

    def withdraw(self, passphrase: str, staff_id: str) -> None:
        """Let a colleague read no more. What they opened before they may remember, or have copied with a changed
        program; later notes go into a new compartment that they never had."""
        opened = self._own.open_to_sign(passphrase)
        with self._vault.read() as session:
            rows = session.scalars(select(COMPARTMENT.c.id).where(COMPARTMENT.c.author_id == self._staff_id))
            ids, kept = list(rows), _holders(session, self._staff_id) - {staff_id, self._staff_id, CUSTODIAN_HOLDER}
        people = self._vault.header.people
        kept = {one for one in kept if one in people and not people[one].retired}
        publics = self._publics(sorted(kept))
        with self._vault.write() as unit:
            wraps = COMPARTMENT_WRAP.c
            unit.session.execute(
                delete(COMPARTMENT_WRAP).where(wraps.compartment_id.in_(ids), wraps.holder == staff_id)
            )
            unit.record(WITHDRAWN, entity="staff", entity_id=staff_id)
            self._make(unit, opened, publics)

    # The custodian's sheet ----------------------------------------------------------------------------------------

    @property
    def has_custodian(self) -> bool:
        """Whether a custodian's sheet was made. Without one a forgotten passphrase loses the author's sealed notes."""
        with self._vault.read() as session:
            return session.execute(select(CUSTODIAN.c.public).limit(1)).first() is not None

    def make_custodian(self, own_passphrase: str) -> str:
        """Make the custodian's sheet; answers its code, shown once. Needs an administrator. Authors' compartments are
        wrapped to it from their next opening on."""
        _, opener = self._staffing.registrar(own_passphrase)
        code, at = new_code(), stamp(self._vault.clock.now())
        public = _custodian_key(code).public_key().public_bytes_raw()
        with self._vault.write() as unit:
            unit.session.execute(
                insert(CUSTODIAN).values(
                    public=public,
                    number=_next(unit.session, CUSTODIAN),
                    made_at=at,
                    signed_by=opener.signed_by,
                    signature=opener.sign(self._custodian_statement(public)),
                )
            )
            unit.record(CUSTODIAN_MADE, detail={"public": sha256_hex(public)})
        return code

    def use_custodian(self, own_passphrase: str, code: str, author_id: str, reader_id: str) -> int:
        """With the custodian's sheet, let somebody read an author's sealed notes: the author after a forgotten
        passphrase, or a colleague when the author has left. Needs an administrator; the author is shown it. Answers
        how many compartments were opened."""
        self._staffing.attend(own_passphrase)
        private, found = _custodian_key(code), []
        with self._vault.read() as session:
            public = self._exchange_key_of(session, reader_id)
            for row in _compartments(session, author_id):
                key = self._unwrapped(session, row, CUSTODIAN_HOLDER, private)
                if key is not None:
                    found.append((row.id, key))
        if not found:
            raise UserError("This code opens no sealed notes of this person.", "Compare it with the custodian's sheet.")
        with self._vault.write() as unit:
            for compartment_id, key in found:
                self._wrap(unit.session, compartment_id, reader_id, public, key)
            unit.record(CUSTODIAN_USED, entity="staff", entity_id=author_id, detail={"reader": reader_id})
        return len(found)

    # Inside -------------------------------------------------------------------------------------------------------

    def _publics(self, readers: list[str]) -> dict[str, bytes]:
        """The exchange keys of the person at the desk and of those who may read, by staff id."""
        with self._vault.read() as session:
            return {one: self._exchange_key_of(session, one) for one in (self._staff_id, *readers)}

    def _make(self, unit: Unit, opened: OpenedPerson, publics: Mapping[str, bytes]) -> tuple[str, bytes]:
        """A new compartment of the person at the desk, which new notes go into from now on."""
        compartment_id, key, at = secrets.token_hex(16), new_key(), stamp(self._vault.clock.now())
        check = _key_check(key)
        unit.session.execute(
            insert(COMPARTMENT).values(
                id=compartment_id,
                author_id=self._staff_id,
                number=_next(unit.session, COMPARTMENT),
                made_at=at,
                key_check=check,
                signed_by=fingerprint(load(self._own.me.certificate_pem)),
                signature=opened.sign(self._statement(compartment_id, self._staff_id, check)),
            )
        )
        for holder, public in publics.items():
            self._wrap(unit.session, compartment_id, holder, public, key)
        for public in self._custodians(unit.session):
            self._wrap(unit.session, compartment_id, CUSTODIAN_HOLDER, public, key)
        unit.record("sealed.compartment_made", entity="compartment", entity_id=compartment_id)
        return compartment_id, key

    def _wrap_to_custodian(self, mine: list[tuple[str, bytes]]) -> None:
        """A sheet that was made later opens what was written before it, from the author's next opening on."""
        wraps = COMPARTMENT_WRAP.c
        with self._vault.read() as session:
            publics = {sha256_hex(public): public for public in self._custodians(session)}
            query = select(wraps.compartment_id).where(wraps.exchange.in_(list(publics)))
            wrapped = set(session.scalars(query))
        lacking = [(compartment_id, key) for compartment_id, key in mine if compartment_id not in wrapped]
        if publics and lacking:
            with self._vault.write() as unit:
                for compartment_id, key in lacking:
                    for public in publics.values():
                        self._wrap(unit.session, compartment_id, CUSTODIAN_HOLDER, public, key)

    def _openable(self, session: Session, opened: OpenedPerson) -> list[tuple[Row[Any], bytes]]:
        found = []
        for row in session.execute(select(COMPARTMENT).order_by(COMPARTMENT.c.number)):
            key = self._unwrapped(session, row, self._staff_id, opened.exchange)
            if key is not None:
                found.append((row, key))
        return found

    def _unwrapped(self, session: Session, row: Row[Any], holder: str, private: X25519PrivateKey) -> bytes | None:
        """The key that the author made: somebody with the vault key could have put another one there."""
        wraps = COMPARTMENT_WRAP.c
        print_of = sha256_hex(private.public_key().public_bytes_raw())
        wrapped = session.scalar(
            select(wraps.wrapped).where(
                wraps.compartment_id == row.id, wraps.holder == holder, wraps.exchange == print_of
            )
        )
        if wrapped is None:
            return None
        try:
            key = unwrap(private, wrapped, self._bound(row.id, holder))
        except CannotOpen:
            return None
        signer = self._register(session).get(row.signed_by)
        covered = self._statement(row.id, row.author_id, row.key_check)
        if (
            signer is None
            or signer.staff_id != row.author_id
            or _key_check(key) != row.key_check
            or not verify_with_key(ec_public_key(load(signer.pem)), covered, row.signature)
        ):
            raise HeaderChanged("a key of sealed notes is not the one that its author made.")
        return key

    def _wrap(self, session: Session, compartment_id: str, holder: str, public: bytes, key: bytes) -> None:
        wraps, print_of = COMPARTMENT_WRAP.c, sha256_hex(public)
        session.execute(
            delete(COMPARTMENT_WRAP).where(
                wraps.compartment_id == compartment_id, wraps.holder == holder, wraps.exchange == print_of
            )
        )
        session.execute(
            insert(COMPARTMENT_WRAP).values(
                compartment_id=compartment_id,
                holder=holder,
                exchange=print_of,
                wrapped=wrap_to(public, key, self._bound(compartment_id, holder)),
                at=stamp(self._vault.clock.now()),
            )
        )

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

    def _custodians(self, session: Session) -> Iterator[bytes]:
        """The public key of the newest sheet, once an administrator's signature on it was checked."""
        row = session.execute(select(CUSTODIAN).order_by(CUSTODIAN.c.number.desc()).limit(1)).first()
        if row is None:
            return
        register = self._register(session)
        signer, enrolments = register.get(row.signed_by), Enrolments(session, self._vault.trust, register)
        covered = self._custodian_statement(row.public)
        known = signer is not None and signer.staff_id in enrolments.were_administrators
        if signer is None or not known or not verify_with_key(ec_public_key(load(signer.pem)), covered, row.signature):
            raise HeaderChanged("the custodian's key is not one that an administrator made.")
        yield row.public

    def _register(self, session: Session) -> dict[str, Certificate]:
        return trusted_people(self._vault.header.authority.root_pem, all_certificates(session))

    def _bound(self, compartment_id: str, holder: str) -> list[object]:
        return [self._vault.header.vault_id, "sealed notes", compartment_id, holder]

    def _statement(self, compartment_id: str, author_id: str, check: str) -> bytes:
        vault_id = self._vault.header.vault_id
        return canonical(
            {
                "author": author_id,
                "check": check,
                "compartment": compartment_id,
                "purpose": "sealed notes",
                "vault": vault_id,
            }
        )

    def _custodian_statement(self, public: bytes) -> bytes:
        return canonical({"public": b64(public), "purpose": "custodian", "vault": self._vault.header.vault_id})


def _next(session: Session, table: Table) -> int:
    """One more than the highest number of a table: a clock that is set back changes no order."""
    return (session.scalar(select(func.max(table.c.number))) or 0) + 1


def _key_check(key: bytes) -> str:
    return derived(key, "compartment check").hex()


def _custodian_key(code: str) -> X25519PrivateKey:
    """The key that exists only on the sheet: derived from its 160 bits."""
    return X25519PrivateKey.from_private_bytes(derived(read_code(code), "custodian"))


def _compartments(session: Session, author_id: str) -> list[Row[Any]]:
    return list(session.execute(select(COMPARTMENT).where(COMPARTMENT.c.author_id == author_id)))


def _holders(session: Session, author_id: str) -> set[str]:
    query = (
        select(COMPARTMENT_WRAP.c.holder)
        .join(COMPARTMENT, COMPARTMENT.c.id == COMPARTMENT_WRAP.c.compartment_id)
        .where(COMPARTMENT.c.author_id == author_id)
    )
    return set(session.scalars(query))
