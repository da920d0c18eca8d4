"""A small invented clinic with one person for each role, on a real vault."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.founding import FirstPerson, create
from ehr_desk.chart.staff.service import NewStaff
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.desk import Desk, unlock
from ehr_desk.vault.kdf import KdfLimits

START = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
PEOPLE = {
    "therapist": NewStaff("dana", "Dana Whitlock", "therapist", "LPCC-S"),
    "psychiatrist": NewStaff("ade", "Adaeze Okonkwo", "psychiatrist", "MD"),
    "case manager": NewStaff("cory", "Cory Lindqvist", "case manager", "CDCA"),
    "supervisor": NewStaff("sam", "Samira Haddad", "supervisor", "LISW-S"),
    "trainee": NewStaff("toby", "Toby Marsh", "therapist", "CT", trainee=True),
}


def passphrase_of(who: str) -> str:
    """The invented passphrase of one of the clinic's people."""
    return f"invented passphrase of the {who}"


@dataclass
class TestClinic:
    """A vault folder and what is needed to sit down at its desk as anybody."""

    __test__ = False

    folder: Path
    clock: SettableClock
    ids: SeededIds
    staff_ids: dict[str, str]
    kdf: KdfLimits

    @classmethod
    def build(cls, folder: Path, kdf: KdfLimits) -> TestClinic:
        """Create the vault and enrol everybody."""
        clock, ids = SettableClock(START), SeededIds(7)
        clinic = ClinicRow(
            "Riverbend Demo Clinic", address="1840 Canal Street\nMillbrook, OH 44901", phone="(419) 555-0142"
        )
        create(
            folder,
            clinic,
            FirstPerson("admin", "Ona Petrov", "MBA"),
            passphrase_of("administrator"),
            clock=clock,
            ids=ids,
            kdf=kdf,
        )
        test_clinic = cls(folder, clock, ids, {}, kdf)
        test_clinic.staff_ids["administrator"] = first_staff_id(folder)
        desk = test_clinic.desk("administrator")
        for who, new in PEOPLE.items():
            row = desk.staff.add(
                new, own_passphrase=passphrase_of("administrator"), their_passphrase=passphrase_of(who)
            )
            test_clinic.staff_ids[who] = row.id
        desk.lock()
        return test_clinic

    def copy_to(self, folder: Path) -> TestClinic:
        """A copy of the clinic in a folder of its own."""
        shutil.copytree(self.folder, folder)
        return TestClinic(folder, SettableClock(self.clock.now()), SeededIds(11), dict(self.staff_ids), self.kdf)

    def desk(self, who: str) -> Desk:
        """Unlock as one of the people."""
        return unlock(
            self.folder, self.staff_ids[who], passphrase_of(who), clock=self.clock, ids=self.ids, kdf=self.kdf
        )


def first_staff_id(folder: Path) -> str:
    """The id of the person who created the vault."""
    from ehr_desk.vault.vault import VaultFile

    return next(iter(VaultFile(folder).people)).staff_id


def add_client(desk: Desk, family_name: str = "Vega-Ortiz", given_name: str = "Marisol") -> ClientRow:
    """An invented client."""
    return desk.clients.add(
        ClientFacts(
            family_name=family_name,
            given_name=given_name,
            date_of_birth=date(1991, 3, 14),
            record_number="",
            phone="(419) 555-0117",
        )
    )
