"""Sealed compartments: one key for each author's sealed notes, wrapped to the author, to those the author grants, and
to a custodian key that exists only on a printed sheet, once the author agreed to that sheet.

The vault key opens none of them. An administrator who gives a new passphrase gives new keys, and what was wrapped to
the old ones stays closed: without the custodian's sheet a forgotten passphrase loses these notes to their author. Which
keys and wraps there are is told by the audit log (``sealed_ledger``): rows that it does not know are not used.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import UserError
from ehr_desk.vault.compartment_keys import CompartmentKeys
from ehr_desk.vault.opened_compartments import Opened, OwnKeyGone
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import OwnAccess
from ehr_desk.vault.sealed_ledger import GRANTED, WITHDRAWN, logged_wraps
from ehr_desk.vault.sealed_statements import grant_statement
from ehr_desk.vault.sealed_tables import COMPARTMENT_WRAP
from ehr_desk.vault.unit import Unit

Also = Callable[[Unit, Opened], None]
"""Seals anew, in the same transaction, what has to follow into a new compartment."""


class Compartments:
    """The person at the desk, their sealed notes and their readers. Every act asks for their passphrase."""

    def __init__(self, vault: OpenVault, staff_id: str, own: OwnAccess, keys: CompartmentKeys) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._own = own
        self._keys = keys

    def drop(self) -> None:
        """Forget every key that was handed out: the desk is locked."""
        for one in self._keys.handed_out:
            one.drop()
        self._keys.handed_out.clear()

    def open(self, passphrase: str) -> Opened:
        """Open whatever this person's keys open. The first time, and after an administrator gave a new signing key, a
        compartment is made for them; otherwise their newest one has to open: :class:`OwnKeyGone`."""
        opened = self._own.open_to_sign(passphrase)
        with self._vault.read() as session:
            ledger = self._keys.ledger(session)
            keys = self._keys.openable(session, ledger, opened)
            mine = ledger.own(self._staff_id)
            handed = self._keys.standing_of(ledger, mine, keys, opened)
            fresh = not mine or mine[-1] not in keys
            if fresh and not self._keys.may_begin(session, ledger, mine, opened):
                raise OwnKeyGone
        if fresh:
            publics = self._keys.publics([])
            with self._vault.write() as unit:
                sheet = self._keys.agreed_sheet(unit.session)
                handed.own, key = self._keys.make(unit, opened, publics, sheet)
            handed.keys[handed.own] = key
        self._keys.handed_out.append(handed)
        return handed

    def readers(self) -> list[str]:
        """The staff members whom this person lets read, by id."""
        with self._vault.read() as session:
            return sorted(self._keys.ledger(session).readers(self._staff_id))

    def grant(self, passphrase: str, staff_id: str) -> None:
        """Let a colleague read all of one's own sealed notes, those of before and those to come."""
        opened = self._own.open_to_sign(passphrase)
        if staff_id == self._staff_id:
            raise UserError("You can read your own sealed notes.", "Choose a colleague.")
        with self._vault.read() as session:
            public = self._keys.exchange_key_of(session, staff_id)
            mine = self._keys.mine(session, opened)
        to = sha256_hex(public)
        signed = self._own.signed_detail(
            opened, grant_statement(self._vault.header.vault_id, self._staff_id, staff_id, to)
        )
        with self._vault.write() as unit:
            wraps = [self._keys.wrap(unit.session, one, staff_id, public, key) for one, key in mine.items()]
            detail = {**signed, "exchange": to, "wraps": logged_wraps(wraps)}
            unit.record(GRANTED, entity="staff", entity_id=staff_id, detail=detail)

    def withdraw(self, passphrase: str, staff_id: str, also: Also = lambda _unit, _opened: None) -> list[str]:
        """Let a colleague read no more. What they opened before they may remember, or have copied with a changed
        program; later notes go into a new compartment that they never had. ``also`` seals one's drafts anew.

        Compartments that one cannot open oneself, after new keys, stay as they are: the colleague's could be the last
        wrap of their key. Answers those that stay open to the colleague."""
        opened = self._own.open_to_sign(passphrase)
        if staff_id == self._staff_id:
            raise UserError("Your own sealed notes stay readable to you.", "Choose a colleague.")
        with self._vault.read() as session:
            ledger, keys = self._keys.ledger(session), self._keys.mine(session, opened)
            ids = list(keys)
            person = self._vault.header.people.get(staff_id)
            theirs = sha256_hex(person.exchange_public) if person is not None else ""
            stay = ledger.held_beside(keys, self._staff_id, staff_id, theirs)
        publics = self._keys.publics(self._keys.still_here(ledger.readers(self._staff_id, later=True) - {staff_id}))
        with self._vault.write() as unit:
            wraps = COMPARTMENT_WRAP.c
            unit.session.execute(
                delete(COMPARTMENT_WRAP).where(wraps.compartment_id.in_(ids), wraps.holder == staff_id)
            )
            unit.record(WITHDRAWN, entity="staff", entity_id=staff_id, detail={"compartments": ids})
            made = self._keys.make(unit, opened, publics, self._keys.agreed_sheet(unit.session))
            also(unit, Opened(made[0], keys | dict([made])))
        self._keys.move_to(*made)
        return stay
