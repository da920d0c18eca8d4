"""The invented staff of the demonstration clinic. Their passphrases are no secrets and say so."""

from __future__ import annotations

from dataclasses import dataclass

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.founding import FirstPerson
from ehr_desk.chart.staff.service import NewStaff

CLINIC = ClinicRow(
    "Riverbend Demo Clinic",
    address="1840 Canal Street, Suite 300\nMillbrook, OH 44901",
    phone="(419) 555-0142",
    fax="(419) 555-0143",
    email="desk@riverbend.example.org",
    licence="IOP-2291 (invented)",
    demonstration=True,
)

PROGRAM = "Riverbend Intensive Outpatient Program"


@dataclass(frozen=True)
class Colleague:
    """A staff member of the demonstration clinic, and what they do there in plain words."""

    login: str
    name: str
    role: str
    credential: str
    does: str
    trainee: bool = False

    @property
    def passphrase(self) -> str:
        """The demonstration passphrase."""
        return f"invented words for {self.login}"

    @property
    def signed(self) -> str:
        """Name and credential as a signature shows them."""
        return f"{self.name}, {self.credential}"

    @property
    def as_new(self) -> NewStaff:
        """What the administrator enters."""
        return NewStaff(self.login, self.name, self.role, self.credential, trainee=self.trainee)


DANA = Colleague("dana", "Dana Reyes", "therapist", "LCADC", "therapist, evening track")
HELEN = Colleague("helen", "Helen Calloway", "therapist", "LISW", "therapist, morning track")
TOBY = Colleague("toby", "Toby Marsh", "therapist", "CT", "trainee therapist, needs co-signatures", trainee=True)
ADE = Colleague("ade", "Adaeze Okonkwo", "psychiatrist", "MD", "psychiatrist")
CORY = Colleague("cory", "Cory Lindqvist", "case manager", "CDCA", "case manager")
SAM = Colleague("sam", "Samira Haddad", "supervisor", "LISW-S", "supervisor, co-signs for the trainee")
ONA = Colleague("ona", "Ona Petrov", "administrator", "MBA", "administrator, adds staff, reads no chart")

STAFF = (DANA, HELEN, TOBY, ADE, CORY, SAM, ONA)
BY_LOGIN = {colleague.login: colleague for colleague in STAFF}
FIRST = FirstPerson(ONA.login, ONA.name, ONA.credential)
