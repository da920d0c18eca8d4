"""One program per vault: an operating system lock on ``vault.lock``, with a note of who holds it.

The lock itself is the system's, so a killed program frees it at once. The note serves the message, and
stands in for the lock when the folder is shared with another computer whose locks are not seen here.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ehr_desk.common.clock import Clock, from_stamp, stamp
from ehr_desk.vault.faults import AlreadyOpen
from ehr_desk.vault.headerfile import write_fault

NAME = "vault.lock"
FRESH = timedelta(minutes=10)
_NOTE_BYTES = 512
_LOCK_AT = 1 << 20  # Windows locks byte ranges and blocks reading them: lock one far behind the note


class LockFile:
    """Held from :meth:`acquire` to :meth:`release`. ``left_open`` says that the last holder never released."""

    def __init__(self, folder: Path, clock: Clock, name: str = NAME) -> None:
        self._path = folder / name
        self._clock = clock
        self._descriptor = -1
        self._beat: datetime | None = None
        self.left_open = False

    def acquire(self) -> None:
        """Take the lock or raise :class:`AlreadyOpen`; a :class:`UserError` when the folder cannot be written."""
        try:
            self._acquire()
        except OSError as error:
            raise write_fault(error) from error

    def _acquire(self) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            if not _try_lock(descriptor) and not _left_by_the_dead(self._path, _read_note(descriptor)):
                raise _already_open(_read_note(descriptor))
            self._refuse_other_computer(_read_note(descriptor))
            self._require_same_folder(descriptor)
            self._descriptor = descriptor
            self._write_note()
        except BaseException:
            self._descriptor = -1
            os.close(descriptor)
            raise

    def _refuse_other_computer(self, note: dict[str, Any]) -> None:
        self.left_open = bool(note)
        host = str(note.get("host", ""))
        if not host or host == socket.gethostname():
            return
        try:
            age = self._clock.now() - from_stamp(str(note.get("beat", "")))
        except ValueError:
            return
        if abs(age) < FRESH:
            raise _already_open(note)

    def _require_same_folder(self, descriptor: int) -> None:
        """A lock says something about this folder only if the folder was not renamed while we waited at its door."""
        if sys.platform == "win32":
            return
        if not self._path.exists() or not os.path.samestat(os.fstat(descriptor), self._path.stat()):
            raise _already_open({})

    def _write_note(self) -> None:
        self._beat = self._clock.now()
        note = {"beat": stamp(self._beat), "host": socket.gethostname(), "pid": os.getpid()}
        _overwrite(self._descriptor, json.dumps(note).encode())

    def heartbeat(self) -> None:
        """Renew the note; called by writes and by the desk's idle clock. Writes at most once a minute."""
        if self._descriptor >= 0 and (self._beat is None or self._clock.now() - self._beat > timedelta(minutes=1)):
            with contextlib.suppress(OSError):  # courtesy only: the lock itself is the system's
                self._write_note()

    def release(self) -> None:
        """Free the lock; harmless when it is not held."""
        if self._descriptor < 0:
            return
        descriptor, self._descriptor = self._descriptor, -1
        _overwrite(descriptor, b"")
        _unlock(descriptor)
        os.close(descriptor)


def is_held(folder: Path, name: str = NAME) -> bool:
    """Whether a program holds the lock of a folder now. Nothing is written there."""
    path = folder / name
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        if not _try_lock(descriptor):
            return not _left_by_the_dead(path, _read_note(descriptor))
        _unlock(descriptor)
    finally:
        os.close(descriptor)
    return False


def _left_by_the_dead(path: Path, note: dict[str, Any]) -> bool:
    """Where the disk knows no locks, the note alone counts: a process of this computer that is gone holds nothing.
    A lock that the system does hold is never passed over."""
    return (
        not _locks_work(path.parent)
        and note.get("host") in (None, "", socket.gethostname())
        and not (isinstance(note.get("pid"), int) and _alive(note["pid"]))
    )


def _already_open(note: dict[str, Any]) -> AlreadyOpen:
    pid = note.get("pid", 0)
    return AlreadyOpen(str(note.get("host", "")), pid if isinstance(pid, int) else 0)


def _alive(pid: int) -> bool:
    """Whether a process of this computer is there; also true where that cannot be known."""
    if sys.platform == "win32" or pid <= 0:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _locks_work(folder: Path) -> bool:
    """Whether files in a folder can be locked at all (a file of our own, locked by nobody else)."""
    probe = folder / f"{NAME}.{os.getpid()}.probe"
    try:
        descriptor = os.open(probe, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return True
    try:
        return _try_lock(descriptor)
    finally:
        os.close(descriptor)
        probe.unlink(missing_ok=True)


def _read_note(descriptor: int) -> dict[str, Any]:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        value = json.loads(os.read(descriptor, _NOTE_BYTES))
    except (ValueError, OSError):
        return {}
    return value if isinstance(value, dict) else {}


def _overwrite(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.ftruncate(descriptor, 0)
    os.write(descriptor, data)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCK_AT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCK_AT, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
