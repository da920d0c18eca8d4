"""Going on with a new record key where a killed program left it, before anything else is opened."""

from __future__ import annotations

from dataclasses import replace

from ehr_desk.common.errors import UserError
from ehr_desk.vault.engine import NAME, opens
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.opening import Opening, open_vault
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.rotation import finish, give_up


def resumed(opening: Opening, next_key: bytes) -> Opening:
    """The opening to go on with: the header without a next key, and the keys that open the database now.

    ``next_key`` is empty for whoever does not know it (an older recovery sheet): then the old key stays in force,
    as long as the database was not encrypted anew yet.
    """
    path, new = opening.folder / NAME, VaultKeys(next_key) if next_key else None
    encrypted = new is not None and opens(path, new.database)
    if new is not None:
        new.drop()
    if encrypted:
        opening.keys.become(next_key)
    elif not next_key and not opens(path, opening.keys.database):
        raise UserError(
            "This recovery sheet has been replaced: the record has a new key.",
            "Use the newest sheet, or have a staff member unlock with their passphrase.",
        )
    vault = open_vault(replace(opening, schema=None))
    try:
        if vault.header.next is not None:
            with vault.alone():
                _go_on(vault, next_key, encrypted=encrypted)
    finally:
        vault.hand_over()
    return replace(opening, header=vault.header, from_previous=False)


def _go_on(vault: OpenVault, next_key: bytes, *, encrypted: bool) -> None:
    if not next_key:
        give_up(vault)
        return
    try:
        finish(vault, next_key, encrypted=encrypted)
    except UserError:
        if vault.header.next is not None:
            raise
        # The disk is full, for example: the old key is in force, the new one is owed, and the desk opens.
