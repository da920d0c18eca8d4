"""What the vault's tests share: an invented clinic, its passphrases, a chart of one table."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, Text, insert, select

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.vault import Created, KdfLimits, StaffIdentity, VaultFile, create_vault
from ehr_desk.vault.audit import Pending
from ehr_desk.vault.recovery_sitting import RecoverySitting
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.witness import Witnesses

ADA = StaffIdentity("staff-ada", "ada", "Ada Marlow", "LCSW")
BEN = StaffIdentity("staff-ben", "ben", "Ben Okafor", "MD")
ADA_WORDS = "quiet river under stones"
BEN_WORDS = "seven lamps by the door"
NEW_WORDS = "another long passphrase"


@dataclass(frozen=True)
class NoteSchema:
    """A chart with notes that may never change, and drafts that may."""

    head: str = "1"
    triggers: tuple[str, ...] = ("note",)
    metadata: MetaData = field(default_factory=MetaData)

    def __post_init__(self) -> None:
        Table("note", self.metadata, Column("id", Integer, primary_key=True), Column("body", Text, nullable=False))
        Table("draft", self.metadata, Column("id", String(40), primary_key=True), Column("body", Text, nullable=False))

    @property
    def note(self) -> Table:
        return self.metadata.tables["note"]

    @property
    def draft(self) -> Table:
        return self.metadata.tables["draft"]

    @property
    def kept(self) -> tuple[str, ...]:
        return ()

    def knows(self, head: str) -> bool:
        return head in {"1", self.head}

    def migrate(self, connection: Connection) -> None:
        self.metadata.create_all(connection)

    @property
    def wording(self) -> int:
        return 1

    def altered(self, connection: Connection) -> list[str]:
        return []

    def rebuild(self, connection: Connection) -> list[Pending]:
        return []


@dataclass
class Clinic:
    folder: Path
    clock: SettableClock
    kdf: KdfLimits
    created: Created
    schema: NoteSchema = field(default_factory=NoteSchema)

    def file(self, *, previous: bool = False) -> VaultFile:
        return VaultFile(self.folder, self.kdf, previous=previous)

    def unlock(self, passphrase: str = ADA_WORDS, staff_id: str = ADA.staff_id, *, previous: bool = False) -> Sitting:
        file = self.file(previous=previous)
        return file.unlock(staff_id, passphrase, clock=self.clock, schema=self.schema, device="desk-1")

    def watched(self, profile: Path | None) -> Sitting:
        """Unlock as the program does: with a memory of this computer, or (None) on a computer that has none."""
        sitting = self.unlock()
        sitting.watch(None if profile is None else Witnesses(profile))
        return sitting

    def unlock_ben(self, passphrase: str = BEN_WORDS) -> Sitting:
        return self.unlock(passphrase, BEN.staff_id)

    def recover(self, code: str = "") -> RecoverySitting:
        code = code or self.created.recovery_code
        return self.file().recover(code, clock=self.clock, schema=self.schema, device="desk-1")

    def enrol_ben(self, *, administrator: bool = False) -> None:
        sitting = self.unlock()
        sitting.enrol(ADA_WORDS, BEN, BEN_WORDS, administrator=administrator)
        sitting.lock()

    def add_note(self, sitting: Sitting, body: str, number: int | None = None) -> None:
        with sitting.write() as unit:
            values = {"body": body} if number is None else {"body": body, "id": number}
            unit.session.execute(insert(self.schema.note).values(**values))
            unit.record("note.signed", entity="note", client_id="client-1", detail={"n": number or 0})

    def notes(self, sitting: Sitting | RecoverySitting) -> list[str]:
        with sitting.read() as session:
            return list(session.scalars(select(self.schema.note.c.body).order_by(self.schema.note.c.id)))

    def edit_header(self, change: Callable[[dict[str, Any]], None], *, checksum: bool = True) -> None:
        """Edit vault.hdr as somebody without the record's key can: with a right checksum, if they like."""
        path = self.folder / "vault.hdr"
        value = json.loads(path.read_bytes())
        change(value)
        if checksum:
            value.pop("sum", None)
            value["sum"] = sha256_hex(canonical(value))
        path.write_bytes(canonical(value))


def new_clinic(folder: Path, clock: SettableClock, kdf: KdfLimits) -> Clinic:
    created = create_vault(
        folder,
        clinic_name="Harbor Steps Clinic",
        administrator=ADA,
        passphrase=ADA_WORDS,
        clock=clock,
        ids=RandomIds(),
        kdf=kdf,
    )
    return Clinic(folder, clock, kdf, created)
