"""A real vault with the toy concept, and services for two people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData

from ehr_desk.chart.base import Base
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.clients.service import ClientService
from ehr_desk.chart.clinic import tables as clinic_tables
from ehr_desk.chart.entries.amending import AmendingService
from ehr_desk.chart.entries.charts import ChartService
from ehr_desk.chart.entries.cosigning import CosigningService
from ehr_desk.chart.entries.drafts import DraftService
from ehr_desk.chart.entries.replay import Fault, check_record
from ehr_desk.chart.entries.signing import SigningService
from ehr_desk.chart.entries.tables import APPEND_ONLY
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.vault.audit import Pending
from ehr_desk.vault.certificates import verify_signature
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.vault import VaultFile
from tests.chart.entries.toy import PlainPaper, ToyBase, toy_heart, toy_library
from tests.support.one_person import DANA, PASSPHRASE, found

OTHER_PASSPHRASE = "invented passphrase of sam"
TOBY = StaffRow("s-dana", "dana", "Dana Whitlock", "therapist", "CT", "", True, False)
SAM = StaffRow("s-sam", "sam", "Samira Haddad", "supervisor", "LISW-S", "", False, False)


class ToySchema:
    """Only the tables the heart itself needs, and the toy's."""

    @property
    def metadata(self) -> MetaData:
        assert clinic_tables.ClinicSetting.metadata is Base.metadata
        return Base.metadata

    @property
    def triggers(self) -> tuple[str, ...]:
        return APPEND_ONLY

    @property
    def kept(self) -> tuple[str, ...]:
        return ()

    @property
    def head(self) -> str:
        return "toy"

    def knows(self, head: str) -> bool:
        return head == "toy"

    def migrate(self, connection: Connection) -> None:
        Base.metadata.create_all(connection)
        ToyBase.metadata.create_all(connection)

    @property
    def wording(self) -> int:
        return 1

    def altered(self, connection: Connection) -> list[str]:
        return []

    def rebuild(self, connection: Connection) -> list[Pending]:
        return []


@dataclass
class Workplace:
    """One sitting of one person, with the services of the heart."""

    sitting: Sitting
    me: StaffRow
    clock: SettableClock
    ids: SeededIds

    def __post_init__(self) -> None:
        heart, paper = toy_heart(), PlainPaper()
        self.heart = heart
        self.clients = ClientService(self.sitting, self.me, self.clock, self.ids)
        self.drafts = DraftService(self.sitting, self.me, toy_library(), heart, self.clock, self.ids)
        self.amending = AmendingService(self.sitting, self.me, toy_library(), heart, self.clock, self.ids)
        self.signing = SigningService(self.sitting, self.drafts, heart, paper, self.clock, self.ids)
        self.cosigning = CosigningService(self.sitting, self.me, paper, self.clock)
        self.charts = ChartService(self.sitting, self.me, heart, self.clock)

    def client(self, family_name: str = "Vega") -> ClientRow:
        return self.clients.add(ClientFacts(family_name, "Mari", date(1991, 3, 14)))

    def note(self, client: ClientRow, tokens: int = 2, on: str = "2026-11-20", form: str = "toy_note") -> str:
        """Write and sign a toy note; returns the entry's id."""
        draft = self.drafts.start(form, client_id=client.id)
        self.drafts.save(draft.id, {"on": on, "text": "A quiet day.", "tokens": tokens})
        return self.signing.sign([draft.id], PASSPHRASE if self.me.id == DANA.id else OTHER_PASSPHRASE).entry_ids[0]

    def tokens(self, client: ClientRow) -> list[int]:
        return [row.total for row in self.charts.state(client.id)["tokens"]]

    def faults(self) -> list[Fault]:
        known = {DANA.id, SAM.id}
        with self.sitting.read() as session:
            return check_record(session, self.heart.folds, verify_signature, lambda pem, staff_id: staff_id in known)


@dataclass
class Place:
    """The vault folder; sit down as anybody."""

    folder: Path
    kdf: KdfLimits
    clock: SettableClock
    ids: SeededIds
    open: list[Sitting]

    def sit(self, me: StaffRow = DANA, passphrase: str = PASSPHRASE) -> Workplace:
        for sitting in self.open:
            sitting.lock()
        vault = VaultFile(self.folder, self.kdf)
        sitting = vault.unlock(me.id, passphrase, clock=self.clock, schema=ToySchema(), device="test desk")
        self.open.append(sitting)
        return Workplace(sitting, me, self.clock, self.ids)

    def sit_as_sam(self) -> Workplace:
        return self.sit(SAM, OTHER_PASSPHRASE)


@pytest.fixture
def place(tmp_path: Path, cheap_kdf: KdfLimits) -> Iterator[Place]:
    founded = found(tmp_path / "clinic.vault", cheap_kdf, seed=1)
    place = Place(founded.folder, cheap_kdf, founded.clock, founded.ids, [])
    work = place.sit()
    work.sitting.enrol(PASSPHRASE, StaffIdentity(SAM.id, SAM.login, SAM.name, SAM.credential), OTHER_PASSPHRASE)
    yield place
    for sitting in place.open:
        sitting.lock()


@pytest.fixture
def work(place: Place) -> Workplace:
    return place.sit()
