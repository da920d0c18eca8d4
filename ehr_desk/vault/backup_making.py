"""Making one backup: one step of the engine's backup call, then everything is opened again and checked.

One step (``pages=-1``) reads one snapshot while writers go on; copying piece by piece starts again at every write and
never ends on a busy desk. The copy has a key of its own and is flushed to the disk before it gets its name.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ehr_desk import __version__
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.backup_copy import BackupCopy, copy_of, copy_with, faults_of_files
from ehr_desk.vault.backup_keys import sheet_of
from ehr_desk.vault.backup_manifest import REGULAR, UNFINISHED, BackupRefused, Manifest, read_manifest, sha256_of
from ehr_desk.vault.engine import NAME, connect, connect_to_fill
from ehr_desk.vault.header import StoredHeader
from ehr_desk.vault.headerfile import NAME as HEADER
from ehr_desk.vault.headerfile import HeaderFile, sync_folder, write_fault, write_file
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.meta import read_meta
from ehr_desk.vault.storage_faults import storage_faults
from ehr_desk.vault.tables import AUDIT_HEAD

FOLDER = "backups"
_MEGABYTE = 1 << 20
SPARE = 16 * _MEGABYTE
"""Bytes that stay free beside a backup, for drafts and for whatever else writes to that disk."""
BESIDE = ("clinic-root.cer", "anchors.log")
"""Small files of the vault that travel with it where they exist."""

Progress = Callable[[str], object]
"""Told the step that begins: ``copying``, ``checking``, ``second folder``, ``tidying``."""
Check = Callable[[BackupCopy], list[str]]
"""What is wrong, each beginning with its area and a colon. ``database``, ``files`` and ``copy`` concern the copy
itself; anything else was wrong in the record already: then the copy is kept, and told apart from a sound one."""
_OF_THE_COPY = ("database:", "files:", "copy:")


@dataclass(frozen=True)
class Source:
    """The record that is backed up; the header must stay as it is while :func:`make_backup` copies, and ``keys`` until
    it is done. ``root_at`` answers what the record's own log says of a size (empty: nothing); without it the database
    is opened for that."""

    folder: Path
    keys: VaultKeys
    clock: Clock
    protected: tuple[str, ...]
    root_at: Callable[[int], str] | None = None


@dataclass(frozen=True)
class Made:
    """A finished backup, and what the checks found wrong in the record that it is a true copy of."""

    manifest: Manifest
    findings: tuple[str, ...] = ()


def check_vault_only(copy: BackupCopy) -> list[str]:
    """The vault's own checks in words."""
    return [f"{finding.area}: {finding.text}" for finding in copy.check().findings]


def make_backup(
    source: Source,
    place: Path,
    backup_id: str,
    *,
    purpose: str = REGULAR,
    check: Check = check_vault_only,
    steady: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
    progress: Progress = lambda _step: None,
) -> Made:
    """Copy, reopen, check, and only then give the backup its name in ``place``. Raises :class:`BackupRefused` when
    it is no true copy, :class:`DiskFull` or another ``UserError`` when it could not be made."""
    vault_id = HeaderFile(source.folder).read().header.vault_id
    work = place / _unfinished(vault_id, backup_id)
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear(place, vault_id)
        require_room(place, sum(file.stat().st_size for file in source.folder.glob(f"{NAME}*")))
        work.mkdir(mode=0o700)
        progress("copying")
        with steady():
            stored = _copy(source, work, backup_id)
        manifest = _describe(source, work, backup_id, stored, purpose)
        progress("checking")
        found = _check(work, stored, source, check)
        if untrue := untrue_in(found):
            raise BackupRefused(
                "The backup was made, but it is no true copy: " + untrue[0],
                "Check the disk that holds the backups, then make it again. The earlier backups were kept.",
            )
        if found:
            manifest = replace(manifest, sound=False)
            manifest.write(work, source.keys)
        os.rename(work, place / manifest.folder_name)  # noqa: PTH104 - Path.rename says nothing more
        sync_folder(place)
        return Made(manifest, tuple(found))
    except OSError as error:
        raise write_fault(error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def require_room(place: Path, needed: int) -> None:
    """Refuse before anything is written where a backup of ``needed`` bytes would fill the disk."""
    free = shutil.disk_usage(place).free
    if free < needed + SPARE:
        raise UserError(
            f"There is no room for a backup: it needs {_megabytes(needed + SPARE)} MB, and the disk that holds "
            f"{place.name or place} has {free // _MEGABYTE} MB left.",
            "Free some space on that disk. The earlier backups were kept, and it is tried again by itself.",
        )


def _megabytes(size: int) -> int:
    return -(-size // _MEGABYTE)


def untrue_in(findings: Iterable[str]) -> list[str]:
    """The findings that concern the copy itself, not the record it is a copy of."""
    return [finding for finding in findings if finding.startswith(_OF_THE_COPY)]


def _unfinished(vault_id: str, backup_id: str) -> str:
    """The name of a backup in the making. Two clinics may have one second folder: the first part says whose it is."""
    return f"{vault_id}-{backup_id[:8]}{UNFINISHED}"


def _clear(place: Path, vault_id: str) -> None:
    """What a killed program of this clinic left unfinished; another clinic's may be running."""
    for left in place.glob(_unfinished(glob.escape(vault_id), "*")):
        shutil.rmtree(left, ignore_errors=True)


def _copy(source: Source, work: Path, backup_id: str) -> StoredHeader:
    header = (source.folder / HEADER).read_bytes()
    copy_database(source.folder / NAME, source.keys.database, work / NAME, source.keys.backup(backup_id))
    write_file(work / HEADER, header)
    for name in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            write_file(work / name, (source.folder / name).read_bytes())
    return HeaderFile(work).read()


def copy_database(source: Path, key: bytes, target: Path, target_key: bytes) -> None:
    """Copy a database in use under another key, in one step, flushed to the disk."""
    with storage_faults(), _closing(connect(source, key)) as reading:
        fill_database(reading, target, target_key)


def fill_database(reading: Any, target: Path, target_key: bytes) -> None:
    """Copy everything that an open connection sees into a new file under ``target_key``."""
    target.touch(mode=0o600, exist_ok=False)
    with storage_faults(), _closing(connect_to_fill(target, target_key)) as writing:
        reading.backup(writing, pages=-1)
        writing.execute("PRAGMA journal_mode = DELETE")  # one file, readable where nothing may be written
    _flush(target)


@contextlib.contextmanager
def _closing(connection: Any) -> Iterator[Any]:
    try:
        yield connection
    finally:
        connection.close()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _describe(source: Source, work: Path, backup_id: str, stored: StoredHeader, purpose: str) -> Manifest:
    header, path = stored.header, work / NAME
    with copy_of(work, backup_id, stored, source.keys) as copy:
        events, root = copy.audit.head()
        with copy.read() as session:
            meta = read_meta(session.connection())
    if meta.generation != header.generation:
        raise UserError("Keys and record changed while the backup was made.", "Make the backup again.")
    manifest = Manifest(
        backup_id=backup_id,
        vault_id=header.vault_id,
        made=stamp(source.clock.now()),
        purpose=purpose,
        program=__version__,
        schema=meta.schema_head,
        generation=header.generation,
        key_generation=header.key_generation,
        sheet=sheet_of(header),
        events=events,
        root=root,
        header_sha256=sha256_hex((work / HEADER).read_bytes()),
        database_sha256=sha256_of(path),
        database_bytes=path.stat().st_size,
        sound=True,
    )
    manifest.write(work, source.keys)
    return manifest


def _check(work: Path, stored: StoredHeader, source: Source, check: Check) -> list[str]:
    with copy_with(read_manifest(work), stored, source.keys, source.protected) as copy:
        manifest = copy.manifest
        return [*faults_of_files(work, manifest), *check(copy), *_differs(manifest, source)]


def _differs(manifest: Manifest, source: Source) -> list[str]:
    """The record's own log has to have had this root at this size."""
    ask = source.root_at or (lambda size: _root_in(source, size))
    return [] if ask(manifest.events) == manifest.root else ["copy: the copy's audit log is not the record's."]


def _root_in(source: Source, size: int) -> str:
    with storage_faults(reading=True), _closing(connect(source.folder / NAME, source.keys.database)) as reading:
        query = select(AUDIT_HEAD.c.root).where(AUDIT_HEAD.c.size == size)
        row = reading.execute(str(query.compile(compile_kwargs={"literal_binds": True}))).fetchone()
    return bytes(row[0]).hex() if row is not None else ""


def copy_onto(place: Path, backup: Path, manifest: Manifest) -> Path:
    """Put a finished backup into a second folder as well, and read it back there."""
    target, work = place / backup.name, place / _unfinished(manifest.vault_id, manifest.backup_id)
    try:
        if target.exists():
            return target
        if not place.is_dir():
            raise UserError("The second backup folder is not there.", "Connect the disk, or choose another folder.")
        _clear(place, manifest.vault_id)
        require_room(place, manifest.database_bytes)
        work.mkdir(mode=0o700)
        for file in sorted(backup.iterdir()):
            shutil.copyfile(file, work / file.name)
            _flush(work / file.name)
        if sha256_of(work / NAME) != manifest.database_sha256 or sha256_of(work / HEADER) != manifest.header_sha256:
            raise BackupRefused("The copy in the second folder is not the same.", "Check that disk, or use another.")
        os.rename(work, target)  # noqa: PTH104 - Path.rename says nothing more
        sync_folder(place)
    except OSError as error:
        raise write_fault(error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target
