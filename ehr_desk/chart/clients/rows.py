"""What readers get of a client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ClientRow:
    """A client's identity and contact facts."""

    id: str
    record_number: str
    family_name: str
    given_name: str
    preferred_name: str
    pronouns: str
    date_of_birth: date
    phone: str
    email: str
    address: str
    emergency_contact: str
    primary_staff_id: str

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
        """Family name first, as lists sort it."""
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name

    def age_on(self, day: date) -> int:
        """Completed years of life on a day."""
        had_birthday = (day.month, day.day) >= (self.date_of_birth.month, self.date_of_birth.day)
        return day.year - self.date_of_birth.year - (0 if had_birthday else 1)
