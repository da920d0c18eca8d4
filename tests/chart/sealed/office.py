"""A clinic whose therapist writes sealed notes, and somebody with its key who edits rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import text

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk, unlock
from ehr_desk.vault.triggers import create_triggers, drop_triggers
from tests.support.clinic import TestClinic, passphrase_of

MARKER = "the kite over the frozen lake"


@dataclass
class Office:
    clinic: TestClinic
    client: ClientRow
    desks: list[Desk] = field(default_factory=list)

    def sit(self, role: str, words: str = "") -> Desk:
        for desk in self.desks:
            desk.lock()
        self.clinic.clock.advance(timedelta(hours=1))
        at = self.clinic
        person = at.staff_ids[role], words or passphrase_of(role)
        desk = unlock(at.folder, *person, clock=at.clock, ids=at.ids, kdf=at.kdf)
        self.desks = [desk]
        return desk

    def write(self, words: str = MARKER) -> str:
        """Dana writes a psychotherapy note and signs it."""
        desk = self.sit("therapist")
        opened = desk.sealed.open(passphrase_of("therapist"))
        draft = desk.sealed.start(opened, "psychotherapy_note", self.client.id)
        draft = desk.sealed.save(opened, draft, {**draft.answers, "conversation": words})
        return desk.sealed.sign(opened, draft, passphrase_of("therapist"))


def reads(desk: Desk, note: str, words: str) -> str:
    opened = desk.sealed.open(words)
    found = desk.sealed.read(opened, note)
    return str(found.answers["conversation"])


def meddle(desk: Desk, *statements: str, **values: object) -> None:
    """Edit rows as somebody can who holds the record's key and another program."""
    vault = desk.sitting._vault
    with vault._writer.connect() as connection, connection.begin():
        drop_triggers(connection, vault.protected)
        for statement in statements:
            assert connection.execute(text(statement), values).rowcount, statement
        create_triggers(connection, vault.protected)
