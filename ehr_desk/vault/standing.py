"""What stands in the folder of a record, or beside it after a restore, told without opening anything."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ehr_desk.common.errors import UserError
from ehr_desk.vault.anchors import AnchorFile
from ehr_desk.vault.headerfile import HeaderFile


def vaults_named_in(folder: Path) -> frozenset[str]:
    """The ids of the vaults that a folder names: in its header, in the copy of it, in its anchors. One id in a sound
    record, none where nothing of that is left; not authenticated."""
    named = {anchor.vault_id for anchor in AnchorFile(folder).read().anchors}
    for previous in (False, True):
        with contextlib.suppress(UserError):
            named.add(HeaderFile(folder).read(previous=previous).header.vault_id)
    return frozenset(named)


def may_stand_in(folder: Path, vault_id: str) -> bool:
    """Whether a backup of a vault may take the place of what lies in a folder: never that of another record."""
    named = vaults_named_in(folder)
    return not named or vault_id in named
