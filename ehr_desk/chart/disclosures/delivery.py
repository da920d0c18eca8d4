"""Putting released documents into a folder: whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ehr_desk.common.errors import UserError

_PART = ".part"


@dataclass(frozen=True)
class Staged:
    """Files that lie complete in the target folder under names of their own, and the names they will get."""

    files: Sequence[tuple[Path, Path]]

    @property
    def paths(self) -> list[Path]:
        """The names that the files get."""
        return [target for _, target in self.files]

    def move(self) -> None:
        """Give the files their names: all, or none where one fails. A file that has appeared there meanwhile stays."""
        done: list[Path] = []
        try:
            for part, target in self.files:
                _name(part, target)
                done.append(target)
        except OSError:
            for target in done:
                with suppress(OSError):
                    target.unlink()
            raise
        _flush_folder(self.files[0][1].parent)


def there(folder: Path) -> None:
    """Raise ``UserError`` where there is no such folder."""
    if not folder.is_dir():
        raise UserError("This folder does not exist.", "Choose a folder that is there.")


def sweep(folder: Path, marks: Collection[str]) -> None:
    """Remove what disclosures that were cut off left half done in a folder. ``marks``: the ids of those disclosures."""
    for mark in marks:
        for part in folder.glob(f".{mark}-*{_PART}"):
            with suppress(OSError):
                part.unlink()


@contextmanager
def staged(folder: Path, contents: Sequence[tuple[str, bytes]], mark: str) -> Iterator[Staged]:
    """Write the contents beside their final names; what was not moved by the end is removed. No file is replaced.

    ``mark``, the id of the disclosure, stands in the names of the unfinished files: see :func:`sweep`.
    """
    files: list[tuple[Path, Path]] = []
    try:
        for name, data in contents:
            part = _write(folder, data, mark)
            files.append((part, part))
            taken = {target for _, target in files}
            files[-1] = (part, _free(folder / name, taken))
        yield Staged(files)
    finally:
        for part, _ in files:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def in_words(error: OSError) -> UserError:
    """A failed write as the user is told of it."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return UserError(
            "The disk is full, so nothing was written.", "Free some space there, or choose another folder."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return UserError("You may not write there, so nothing was written.", "Choose another folder.")
    if error.errno == errno.EEXIST:
        return UserError("Another file got this name just now, so nothing was written.", "Release it again.")
    return UserError("The document could not be written.", "Check the disk or the printer, then release it again.")


def _write(folder: Path, data: bytes, mark: str) -> Path:
    # Readable by this person only (mkstemp's own mode), and complete on the disk before it gets its name.
    handle, name = tempfile.mkstemp(prefix=f".{mark}-", suffix=_PART, dir=folder)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
    return part


def _name(part: Path, target: Path) -> None:
    """Give a finished file its name. Raises ``FileExistsError`` where another file has it by now."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        # No hard links on this disk (a stick with FAT) or this system (NotImplementedError): the name is taken first,
        # and only this file is replaced.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            part.replace(target)
        except OSError:
            target.unlink()
            raise
    else:
        part.unlink()


def _free(target: Path, taken: set[Path]) -> Path:
    found, number = target, 1
    while os.path.lexists(found) or found in taken:  # a link that leads nowhere has its name too
        number += 1
        found = target.with_stem(f"{target.stem}-{number}")
    return found


def _flush_folder(folder: Path) -> None:
    # Not every system lets a folder be opened; the files themselves are already on the disk.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
