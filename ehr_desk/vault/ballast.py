"""Room on the disk: told before it hurts, and 32 MB kept in a file that is given up when the disk is full."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from ehr_desk.vault.headerfile import sync_folder

NAME = "ballast"
SIZE = 32 * 1024 * 1024
DATABASE = "vault.db"
ENOUGH_TIMES = 3
"""A new key, a migration or a backup each need about the size of the database once more."""
LEAST = 128 * 1024 * 1024
_CHUNK = 1 << 20


@dataclass(frozen=True)
class DiskRoom:
    """Free bytes on the record's disk, and bytes of the database. ``spent``: the ballast had to be given up."""

    free: int
    database: int
    spent: bool = False

    @property
    def low(self) -> bool:
        """Whether to tell somebody now, while everything still works."""
        return self.free < max(ENOUGH_TIMES * self.database, LEAST)

    def sentence(self) -> str:
        """What to say when it is low."""
        megabytes = self.free // (1 << 20)
        said = f"The disk that holds the record has only {megabytes} MB left."
        if self.spent:
            said += " A reserve was given up so that drafts could still be saved."
        return f"{said} Free some space soon; nothing is lost so far."


class Ballast:
    """The file in one vault folder. ``size`` is in bytes."""

    def __init__(self, folder: Path, size: int = SIZE) -> None:
        self._folder = folder
        self._path = folder / NAME
        self._size = size

    @property
    def present(self) -> bool:
        """Whether there is something to give up."""
        return self._path.exists()

    def room(self) -> DiskRoom:
        """How much room there is now."""
        database = self._folder / DATABASE
        size = database.stat().st_size if database.exists() else 0
        return DiskRoom(shutil.disk_usage(self._folder).free, size, spent=not self.present)

    def keep(self) -> DiskRoom:
        """Put the ballast there where it is missing and the room is not low without it; answers the room."""
        room = self.room()
        if not self.present and not DiskRoom(room.free - self._size, room.database).low:
            self._write()
        return DiskRoom(room.free, room.database, spent=not self.present)

    def release(self) -> bool:
        """Give it up. ``True`` when that made room."""
        try:
            self._path.unlink()
            sync_folder(self._folder)
        except OSError:
            return False
        return True

    def _write(self) -> None:
        """Random bytes: zeros would take no room on disks that compress or leave holes."""
        unfinished = self._path.with_suffix(".unfinished")
        try:
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(descriptor, "wb") as file:
                for _ in range(self._size // _CHUNK):
                    file.write(secrets.token_bytes(_CHUNK))
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
