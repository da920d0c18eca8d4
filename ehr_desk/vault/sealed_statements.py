"""What people sign about the keys of sealed notes, as bytes: canonical JSON that names its purpose and the vault."""

from __future__ import annotations

from ehr_desk.common.canonical import canonical
from ehr_desk.vault.seal import b64


def compartment_statement(vault_id: str, compartment_id: str, author_id: str, check: str) -> bytes:
    """What an author signs of a compartment."""
    return canonical(
        {
            "author": author_id,
            "check": check,
            "compartment": compartment_id,
            "purpose": "sealed notes",
            "vault": vault_id,
        }
    )


def custodian_statement(vault_id: str, public: bytes) -> bytes:
    """What an administrator signs of a sheet."""
    return canonical({"public": b64(public), "purpose": "custodian", "vault": vault_id})


def agreement_statement(vault_id: str, author_id: str, public: str) -> bytes:
    """What an author signs who lets a sheet open their notes; ``public``: the hash of its key."""
    return canonical(
        {"author": author_id, "public": public, "purpose": "agreed to custodian's sheet", "vault": vault_id}
    )


def grant_statement(vault_id: str, author_id: str, reader_id: str, exchange: str) -> bytes:
    """What an author signs who lets a colleague read; ``exchange``: the hash of the colleague's public key."""
    return canonical(
        {
            "author": author_id,
            "exchange": exchange,
            "purpose": "lets read sealed notes",
            "reader": reader_id,
            "vault": vault_id,
        }
    )
