"""What readers get of a staff member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ROLES = ("therapist", "psychiatrist", "case manager", "supervisor", "administrator")


@dataclass(frozen=True)
class CredentialRow:
    """A credential with its licence and its days, both included; None where nothing is known or nothing ends it."""

    id: str
    credential: str
    licence: str = ""
    trainee: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class StaffRow:
    """A staff member with the credential held on the day it was read for. A trainee's entries need a co-signature.
    ``credentials`` are all that stand in the register, also earlier and later ones, by their first day."""

    id: str
    login: str
    name: str
    role: str
    credential: str
    licence: str
    trainee: bool
    retired: bool
    valid_from: date | None = None
    valid_until: date | None = None
    credentials: tuple[CredentialRow, ...] = ()

    @property
    def signature_name(self) -> str:
        """Name and credential as a signature shows them."""
        return f"{self.name}, {self.credential}" if self.credential else self.name
