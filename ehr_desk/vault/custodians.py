"""The custodian's sheet: made by an administrator, opening the sealed notes of those authors who agreed to it.

It is a key that exists only on paper. An author's yes is signed, holds for one sheet, and can be taken back.
"""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import delete, insert, select

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.compartment_keys import CompartmentKeys, next_number
from ehr_desk.vault.compartments import Also
from ehr_desk.vault.keys import derived
from ehr_desk.vault.opened_compartments import CustodianSheet, Opened
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import OwnAccess
from ehr_desk.vault.recovery import new_code, read_code
from ehr_desk.vault.sealed_ledger import (
    CUSTODIAN_AGREED,
    CUSTODIAN_HOLDER,
    CUSTODIAN_MADE,
    CUSTODIAN_REFUSED,
    CUSTODIAN_USED,
    logged_wraps,
    row_hash,
)
from ehr_desk.vault.sealed_statements import agreement_statement, custodian_statement
from ehr_desk.vault.sealed_tables import COMPARTMENT, COMPARTMENT_WRAP, CUSTODIAN
from ehr_desk.vault.staffing import Staffing


class Custodians:
    """The person at the desk and the custodian's sheet: as its maker and user, or as an author."""

    def __init__(
        self, vault: OpenVault, staff_id: str, own: OwnAccess, staffing: Staffing, keys: CompartmentKeys
    ) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._own = own
        self._staffing = staffing
        self._keys = keys

    @property
    def sheet(self) -> CustodianSheet | None:
        """The newest custodian's sheet. Without one that its author agreed to, a forgotten passphrase loses their
        sealed notes."""
        with self._vault.read() as session:
            ledger = self._keys.ledger(session)
            found = ledger.sheet(session)
        if found is None:
            return None
        made, _public = found
        return CustodianSheet(made.at, made.staff_id, ledger.agreed.get((self._staff_id, made.public)))

    @property
    def exists(self) -> bool:
        """Whether a custodian's sheet was made."""
        return self.sheet is not None

    @property
    def used(self) -> list[tuple[datetime, str]]:
        """When a custodian's sheet opened one's own notes, and for whom (a staff id): of what counts in the log."""
        with self._vault.read() as session:
            return [(at, reader) for author, at, reader in self._keys.ledger(session).used if author == self._staff_id]

    def make(self, own_passphrase: str) -> str:
        """Make the custodian's sheet; answers its code, shown once. Needs an administrator. It opens the notes of each
        author who agrees to it (:meth:`agree`), and nobody else's."""
        _, opener = self._staffing.registrar(own_passphrase)
        code, at = new_code(), stamp(self._vault.clock.now())
        public = sheet_key(code).public_key().public_bytes_raw()
        with self._vault.write() as unit:
            row = {
                "public": public,
                "number": next_number(unit.session, CUSTODIAN),
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
            ledger, keys = self._keys.ledger(session), self._keys.mine(session, opened)
            found = ledger.sheet(session)
        if found is None:
            raise UserError("There is no custodian's sheet.", "An administrator can make one.")
        public = found[1]
        print_of, newest = sha256_hex(public), ledger.own(self._staff_id)[-1]
        older = any(one == newest and by == CUSTODIAN_HOLDER and to != print_of for one, by, to in ledger.wraps)
        publics = self._keys.publics(self._keys.still_here(ledger.readers(self._staff_id, later=True))) if older else {}
        made: tuple[str, bytes] | None = None
        with self._vault.write() as unit:
            wraps = [self._keys.wrap(unit.session, one, CUSTODIAN_HOLDER, public, key) for one, key in keys.items()]
            detail = {
                **self._own.signed_detail(opened, agreement_statement(vault_id, self._staff_id, print_of)),
                "public": print_of,
                "wraps": logged_wraps(wraps),
            }
            unit.record(CUSTODIAN_AGREED, entity="staff", entity_id=self._staff_id, detail=detail)
            if older:
                made = self._keys.make(unit, opened, publics, public)
                also(unit, Opened(made[0], keys | dict([made])))
        if made is not None:
            self._keys.move_to(*made)

    def take_back(self, passphrase: str, also: Also = lambda _unit, _opened: None) -> list[str]:
        """Take back one's yes: no sheet opens one's notes in this record any more, and later ones lie under a new key.
        An older copy of the record keeps what the sheet opened. ``also``, and what stays open and is answered, as in
        :meth:`Compartments.withdraw`."""
        opened = self._own.open_to_sign(passphrase)
        with self._vault.read() as session:
            ledger, keys = self._keys.ledger(session), self._keys.mine(session, opened)
        ids = list(keys)
        stay = ledger.held_beside(keys, self._staff_id, CUSTODIAN_HOLDER)
        if not any(author == self._staff_id for author, _public in ledger.agreed):
            raise UserError("You have not agreed to a custodian's sheet.", "There is nothing to take back.")
        publics = self._keys.publics(self._keys.still_here(ledger.readers(self._staff_id, later=True)))
        with self._vault.write() as unit:
            wraps = COMPARTMENT_WRAP.c
            unit.session.execute(
                delete(COMPARTMENT_WRAP).where(wraps.compartment_id.in_(ids), wraps.holder == CUSTODIAN_HOLDER)
            )
            unit.record(CUSTODIAN_REFUSED, entity="staff", entity_id=self._staff_id, detail={"compartments": ids})
            made = self._keys.make(unit, opened, publics, None)
            also(unit, Opened(made[0], keys | dict([made])))
        self._keys.move_to(*made)
        return stay

    def use(self, own_passphrase: str, code: str, author_id: str, reader_id: str) -> int:
        """With the custodian's sheet, let somebody read an author's sealed notes: the author after a forgotten
        passphrase, or a colleague when the author has left. Needs an administrator; the author is shown it. Answers
        how many compartments were opened."""
        self._staffing.attend(own_passphrase)
        private, found = sheet_key(code), []
        with self._vault.read() as session:
            public, ledger = self._keys.exchange_key_of(session, reader_id), self._keys.ledger(session)
            for row in session.execute(select(COMPARTMENT).where(COMPARTMENT.c.author_id == author_id)):
                key = self._keys.unwrapped(session, ledger, row, CUSTODIAN_HOLDER, private)
                if key is not None:
                    found.append((row.id, key))
        if not found:
            raise UserError(
                "This code opens no sealed notes of this person.",
                "Compare it with the custodian's sheet. It opens only notes whose author agreed to it.",
            )
        with self._vault.write() as unit:
            wraps = [self._keys.wrap(unit.session, one, reader_id, public, key) for one, key in found]
            detail = {"reader": reader_id, "wraps": logged_wraps(wraps)}
            unit.record(CUSTODIAN_USED, entity="staff", entity_id=author_id, detail=detail)
        return len(found)


def sheet_key(code: str) -> X25519PrivateKey:
    """The key that exists only on the sheet: derived from its 160 bits."""
    return X25519PrivateKey.from_private_bytes(derived(read_code(code), "custodian"))
