"""What readers get of a staff member."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("therapist", "psychiatrist", "case manager", "supervisor", "administrator")


@dataclass(frozen=True)
class StaffRow:
    """A staff member with the credential held now. A trainee's entries need a co-signature."""

    id: str
    login: str
    name: str
    role: str
    credential: str
    licence: str
    trainee: bool
    retired: bool

    @property
    def signature_name(self) -> str:
        """Name and credential as a signature shows them."""
        return f"{self.name}, {self.credential}" if self.credential else self.name
