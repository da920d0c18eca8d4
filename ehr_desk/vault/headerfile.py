"""Replacing the header so that a crash at any moment leaves one whole header."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
from pathlib import Path

from ehr_desk.common.errors import UserError
from ehr_desk.vault.faults import RESTORE, DiskFull, NotAVault
from ehr_desk.vault.header import Header, StoredHeader, read_header
from ehr_desk.vault.keys import VaultKeys

NAME = "vault.hdr"
PREVIOUS = "vault.hdr.prev"
_LARGEST = 8 * 1024 * 1024
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
_TRIES = 20  # Windows: a virus scanner may hold the file for a moment


class HeaderFile:
    """The header's two files in the vault folder. ``previous`` reads the copy before the last change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / NAME

    def read(self, *, previous: bool = False) -> StoredHeader:
        """The stored header; never falls back to the previous copy by itself."""
        path = self._folder / PREVIOUS if previous else self._path
        try:
            if path.stat().st_size > _LARGEST:
                raise NotAVault("The header file is far too large to be one.", RESTORE)
            return read_header(path.read_bytes())
        except FileNotFoundError as error:
            raise NotAVault(
                "There is no vault in this folder (vault.hdr is missing).",
                f"Choose the folder that holds vault.hdr. If the file is lost: {RESTORE}",
            ) from error
        except OSError as error:
            raise NotAVault("The vault's header cannot be read.", "Check that you may read this folder.") from error

    @property
    def has_previous(self) -> bool:
        """Whether the copy before the last change is there and can be read as a header."""
        try:
            self.read(previous=True)
        except UserError:
            return False
        return True

    def renew_previous(self) -> None:
        """Keep a copy of the present header, a file of its own, in the place of the one before the last change, whose
        ways in are none any more; and overwrite that one. What a disk keeps of it elsewhere is not in our hands."""
        path, kept = self._folder / PREVIOUS, self._folder / (PREVIOUS + ".tmp")
        try:
            for left in (kept, self._folder / (NAME + ".tmp")):  # by a program that was killed; may be the header's too
                left.unlink(missing_ok=True)
            data, there = self._path.read_bytes(), path.exists()
            if there and path.read_bytes() == data and not path.samefile(self._path):
                return
            write_file(kept, data)
            with contextlib.ExitStack() as stack:
                old = None
                # An open file cannot be replaced on Windows; there the copy is only replaced.
                if sys.platform != "win32" and there and path.stat().st_nlink == 1:
                    old = stack.enter_context(path.open("r+b"))
                _rename(kept, path)
                sync_folder(self._folder)
                if old is not None:
                    old.write(bytes(os.fstat(old.fileno()).st_size))
                    old.flush()
                    os.fsync(old.fileno())
        except OSError as error:
            raise write_fault(error) from error

    def replace(self, header: Header, keys: VaultKeys) -> None:
        """Write, flush, keep the old one as ``.prev``, rename, flush the folder."""
        self._write(header, keys, keep=True)

    def repair(self, header: Header, keys: VaultKeys) -> None:
        """The same in the place of a header that is not in force (damaged, or of a change that never came to its end):
        the copy before it is the one that was, and stays until the record agrees."""
        self._write(header, keys, keep=False)

    def _write(self, header: Header, keys: VaultKeys, *, keep: bool) -> None:
        data = header.to_bytes(keys)
        try:
            write_file(self._folder / (NAME + ".tmp"), data)
            if keep and self._intact():
                self._keep_previous()
            _rename(self._folder / (NAME + ".tmp"), self._path)
            sync_folder(self._folder)
        except OSError as error:
            raise write_fault(error) from error

    def _intact(self) -> bool:
        """A damaged header is never kept in the place of a good previous one."""
        try:
            self.read()
        except UserError:
            return False
        return True

    def _keep_previous(self) -> None:
        kept = self._folder / (PREVIOUS + ".tmp")
        kept.unlink(missing_ok=True)
        try:
            kept.hardlink_to(self._path)
        except OSError:  # a file system without hard links
            shutil.copy2(self._path, kept)
        _rename(kept, self._folder / PREVIOUS)


def write_fault(error: OSError) -> UserError:
    """What to tell the user when a file of the vault could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    return UserError("A file of the vault could not be written.", "Check that you may write to its folder.")


def write_file(path: Path, data: bytes) -> None:
    """Write a private file (0600) and flush it to the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), _PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def make_private(path: Path) -> None:
    """Have an empty file stand there that only its owner may read, for a library that would ask the umask."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, _PRIVATE_FILE))
    except OSError as error:
        raise write_fault(error) from error


def keep_private(folder: Path) -> None:
    """Take everybody else's rights away from a vault folder and what lies in it (0700 and 0600). Files that
    belong to somebody else stay as they are. Windows knows no such modes: there the folder's own list holds."""
    if sys.platform == "win32":
        return
    for path in (folder, *folder.rglob("*")):
        wanted = _PRIVATE_FOLDER if path.is_dir() else _PRIVATE_FILE
        with contextlib.suppress(OSError):
            if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) != wanted:
                path.chmod(wanted)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries; Windows has no such call."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rename(source: Path, target: Path) -> None:
    for _ in range(_TRIES):
        with contextlib.suppress(PermissionError):
            source.replace(target)
            return
    source.replace(target)
