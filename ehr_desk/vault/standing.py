"""What stands in the folder of a record, or beside it after a restore, told without opening anything."""

from __future__ import annotations

import contextlib
import glob
import itertools
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.anchors import AnchorFile
from ehr_desk.vault.ballast import DATABASE
from ehr_desk.vault.headerfile import NAME as HEADER
from ehr_desk.vault.headerfile import PREVIOUS, HeaderFile, sync_folder, write_fault, write_file
from ehr_desk.vault.lockfile import LockFile, is_held

_ASIDE, _UNFINISHED, _FINISHED, _SALVAGING = ".before-restore-", ".restoring", ".restored", ".salvaging"
_MAKING, _DONE = "making.lock", "restore.done"
"""Held in a folder that a record is being made in; and left in one that a finished restore has set aside."""


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


def left_aside(folder: Path) -> Path | None:
    """What the last restore has set aside for a folder, if it did not come to its end."""
    newest = next(iter(set_aside(folder)), None)
    return None if newest is None or (newest / _DONE).exists() else newest


def day_set_aside(aside: Path) -> date | None:
    """The day (UTC) on which a restore set a record aside, by its name."""
    told = aside.name.rpartition(_ASIDE)[2][:10]
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def mark_done(aside: Path) -> None:
    """The restore that set a record aside came to its end: it is the one of before, and nobody misses it. Where that
    cannot be written, it is offered again where no record stands in the place."""
    with contextlib.suppress(OSError, UserError):
        write_file(aside / _DONE, b"")


def unmark(folder: Path) -> None:
    """What was set aside once stands in its place again, or is about to be set aside anew."""
    with contextlib.suppress(OSError):
        (folder / _DONE).unlink(missing_ok=True)


def put_back(folder: Path, aside: Path) -> None:
    """Give a record that was set aside its place again, after a restore that did not come to its end. Raises
    ``UserError``."""
    require_none_under_way(folder)
    try:
        if folder.exists():
            folder.rmdir()  # refused where anything lies in it
        os.rename(aside, folder)  # noqa: PTH104 - Path.rename says nothing more
        sync_folder(folder.parent)
    except OSError as error:
        raise write_fault(error) from error
    unmark(folder)
    clear_unfinished(folder)


def unfinished(folder: Path) -> Path:
    """Where a restore makes a record before it gets its name."""
    return _beside(folder, _UNFINISHED)


def salvaging(folder: Path) -> Path:
    """Where what can be read of a damaged record is put together before it gets its name."""
    return _beside(folder, _SALVAGING)


@contextlib.contextmanager
def held(work: Path, clock: Clock) -> Iterator[Callable[[], None]]:
    """Hold a record in the making, so that nobody takes it for one that was left by the dead. The lock goes along with
    the folder where that gets another name. Windows renames no folder in which a file is open, so what is yielded is
    called before that: there it lets go."""
    lock = LockFile(work, clock, _MAKING)
    lock.acquire()
    try:
        yield lock.release if sys.platform == "win32" else lambda: None
    finally:
        lock.release()


def named(folder: Path) -> None:
    """A record in the making has its name: nothing more is held there."""
    with contextlib.suppress(OSError):
        (folder / _MAKING).unlink(missing_ok=True)


def require_none_under_way(folder: Path, mine: Path | None = None) -> None:
    """Refuse where another program, or another window, just restores into a folder."""
    if any(is_held(one, _MAKING) for one in _in_the_making(folder) if one != mine):
        raise UserError(
            "A record is being restored into this folder just now.",
            "Wait until it is done, or choose another folder.",
        )


def all_but_named(work: Path) -> Path:
    """Mark a record in the making as copied, checked and unlocked: all that it lacks is its name. Answers where it is
    now."""
    return work.rename(work.with_suffix(_FINISHED))


def waits_for_name(folder: Path) -> Path | None:
    """A restored record for a folder that lacks only its name, since the restore was killed before it gave it; None
    where there is none, or another record has the place."""
    for left in sorted(_left(folder, _FINISHED)):
        with contextlib.suppress(UserError):
            if is_held(left, _MAKING):  # its restore still works on it
                continue
            vault_id = HeaderFile(left).read().header.vault_id
            if all(may_stand_in(one, vault_id) for one in (folder, *set_aside(folder)[:1])):
                return left
    return None


def clear_unfinished(folder: Path) -> None:
    """Remove what killed restores into a folder left of a record in the making; the backups are where they were."""
    for left in _in_the_making(folder):
        _clear(left)


def clear_salvaged(place: Path) -> None:
    """Remove what killed salvages left in a folder; the damaged record is where it was."""
    for left in place.glob(f".*.????????{_SALVAGING}"):
        _clear(left)


def _clear(left: Path) -> None:
    if not is_held(left, _MAKING):
        shutil.rmtree(left, ignore_errors=True)


def _beside(folder: Path, ending: str) -> Path:
    return folder.with_name(f".{folder.name}.{secrets.token_hex(4)}{ending}")


def _in_the_making(folder: Path) -> list[Path]:
    return [*_left(folder, _UNFINISHED), *_left(folder, _FINISHED)]


def _left(folder: Path, ending: str) -> list[Path]:
    return list(folder.parent.glob(f".{glob.escape(folder.name)}.????????{ending}"))
