"""What stands in the folder of a record, or beside it after a restore, told without opening anything."""

from __future__ import annotations

import contextlib
import glob
import itertools
import os
import shutil
from datetime import datetime
from pathlib import Path

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.anchors import AnchorFile
from ehr_desk.vault.ballast import DATABASE
from ehr_desk.vault.headerfile import NAME as HEADER
from ehr_desk.vault.headerfile import PREVIOUS, HeaderFile, sync_folder, write_fault

_ASIDE, _UNFINISHED, _FINISHED = ".before-restore-", ".restoring", ".restored"


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


def aside_for(folder: Path, at: datetime) -> Path:
    """A free name for the record that a restore sets aside."""
    name = f"{folder.name}{_ASIDE}{stamp(at)[:19].replace(':', '')}"
    further = (folder.with_name(f"{name}-{number}") for number in itertools.count(2))
    return next(one for one in itertools.chain([folder.with_name(name)], further) if not one.exists())


def set_aside(folder: Path) -> list[Path]:
    """What restores have set aside for a folder, newest first; only what is left of a record."""
    found = sorted(folder.parent.glob(f"{glob.escape(folder.name)}{_ASIDE}*"), reverse=True)
    return [one for one in found if any((one / name).is_file() for name in (HEADER, PREVIOUS, DATABASE))]


def put_back(folder: Path, aside: Path) -> None:
    """Give a record that was set aside its place again, after a restore that did not come to its end. Raises
    ``UserError``."""
    try:
        if folder.exists():
            folder.rmdir()  # refused where anything lies in it
        os.rename(aside, folder)  # noqa: PTH104 - Path.rename says nothing more
        sync_folder(folder.parent)
    except OSError as error:
        raise write_fault(error) from error
    clear_unfinished(folder)


def unfinished(folder: Path, mark: str) -> Path:
    """Where a restore makes a record before it gets its name."""
    return folder.with_name(f".{folder.name}.{mark}{_UNFINISHED}")


def all_but_named(work: Path) -> Path:
    """Mark a record in the making as copied, checked and unlocked: all that it lacks is its name. Answers where it is
    now."""
    return work.rename(work.with_suffix(_FINISHED))


def waits_for_name(folder: Path) -> Path | None:
    """A restored record for a folder that lacks only its name, since the restore was killed before it gave it; None
    where there is none, or another record has the place."""
    for left in sorted(_left(folder, _FINISHED)):
        with contextlib.suppress(UserError):
            vault_id = HeaderFile(left).read().header.vault_id
            if all(may_stand_in(one, vault_id) for one in (folder, *set_aside(folder)[:1])):
                return left
    return None


def clear_unfinished(folder: Path) -> None:
    """Remove what killed restores into a folder left of a record in the making; the backups are where they were."""
    for left in [*_left(folder, _UNFINISHED), *_left(folder, _FINISHED)]:
        shutil.rmtree(left, ignore_errors=True)


def _left(folder: Path, ending: str) -> list[Path]:
    return list(folder.parent.glob(f".{glob.escape(folder.name)}.????????{ending}"))
