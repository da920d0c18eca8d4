"""Disks that fill up: a small one of the system's, and an engine that is told its file may not grow."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from ehr_desk.desk import Desk


@contextlib.contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[None]:
    """A file system of its own at ``folder``; skips the test where it may not be mounted."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    folder.mkdir()
    if mount is None or umount is None or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("needs the right to mount a small disk")
    made = [mount, "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
    if subprocess.run(made, check=False, capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield
    finally:
        subprocess.run([umount, "-l", str(folder)], check=True)


@contextlib.contextmanager
def filled(folder: Path, *, leave_bytes: int = 0) -> Iterator[None]:
    """Nothing more fits on the disk, except ``leave_bytes``."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    with filler.open("r+b") as file:
        file.truncate(max(0, filler.stat().st_size - leave_bytes))
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def no_more_pages(desk: Desk) -> Iterator[None]:
    """The database may not grow: the engine answers as it does on a full disk."""
    engine = desk.sitting._vault._engine

    def limit(connection: Connection) -> None:
        _set_limit(connection, 1)  # the engine raises it to the present size

    event.listen(engine, "begin", limit)
    try:
        yield
    finally:
        event.remove(engine, "begin", limit)
        engine.dispose()


def _set_limit(connection: Connection, pages: int) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA max_page_count = {pages}")
