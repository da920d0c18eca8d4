"""Certificates of an authority that is not the clinic's."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.vault import StaffIdentity
from ehr_desk.vault.authority import issue, new_issuing, new_root
from ehr_desk.vault.certificates import to_pem

AT = datetime(2026, 8, 21, tzinfo=UTC)


def from_another_clinic(name: str, clinic: str = "Elsewhere", at: datetime = AT) -> tuple[str, str]:
    """A certificate in somebody's name, and its issuer's (both PEM)."""
    key, root = new_root(clinic, at)
    issuing_key, issuing = new_issuing(clinic, key, root, at)
    own = ec.generate_private_key(ec.SECP256R1())
    made = issue(StaffIdentity("", "", name, ""), own.public_key(), clinic, issuing_key, issuing, at)
    return to_pem(made), to_pem(issuing)
