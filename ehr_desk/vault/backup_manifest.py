"""What a backup says about itself: ``backup.json`` beside the encrypted database and the header of that time."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ehr_desk.common.canonical import canonical, parse
from ehr_desk.common.clock import from_stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.headerfile import write_file
from ehr_desk.vault.keys import VaultKeys

NAME = "backup.json"
SUFFIX = ".backup"
UNFINISHED = ".unfinished"
REGULAR = "regular"
RESTORED = "backup.restored"
"""The event with which a record begins that was made of a backup."""
FORMAT = 1
_LARGEST = 64 * 1024
_CHUNK = 1 << 20


class BackupRefused(UserError):
    """A folder that is no backup, or one that is damaged, altered or not finished."""


@dataclass(frozen=True)
class Manifest:
    """One backup. ``made`` is a UTC stamp; ``sheet`` is the number of the recovery sheet valid at that time;
    ``purpose`` is ``regular`` or what it was made before ("before 0002"); ``events`` and ``root`` are size and
    root (hexadecimal) of the audit log; ``schema`` is the chart's revision. A backup that is not ``sound`` is a true
    copy of a record in which a check found something wrong."""

    backup_id: str
    vault_id: str
    made: str
    purpose: str
    program: str
    schema: str
    generation: int
    key_generation: int
    sheet: int
    events: int
    root: str
    header_sha256: str
    database_sha256: str
    database_bytes: int
    sound: bool

    @property
    def made_at(self) -> datetime:
        """When it was made, aware."""
        return from_stamp(self.made)

    @property
    def folder_name(self) -> str:
        """The folder it lies in: day and time (UTC), then the beginning of its id."""
        return f"{self.made[:19].replace(':', '')}Z-{self.backup_id[:8]}{SUFFIX}"

    def body(self) -> dict[str, Any]:
        """The JSON value without its MAC."""
        return {"fmt": FORMAT, **asdict(self)}

    def write(self, folder: Path, keys: VaultKeys) -> None:
        """Write it into a backup's folder, with its MAC."""
        body = self.body()
        body["mac"] = keys.backup_mac(self.backup_id, canonical(body))
        write_file(folder / NAME, canonical(body))


@dataclass(frozen=True)
class StoredManifest:
    """As read from a folder: believed only after :meth:`authenticate`."""

    folder: Path
    manifest: Manifest
    mac: str

    def authenticate(self, keys: VaultKeys) -> Manifest:
        """The manifest, once its MAC is right."""
        expected = keys.backup_mac(self.manifest.backup_id, canonical(self.manifest.body()))
        if not hmac.compare_digest(expected, self.mac):
            raise BackupRefused(
                "The description of this backup (backup.json) was altered, or belongs to another record.",
                "Use another backup.",
            )
        return self.manifest


def read_manifest(folder: Path) -> StoredManifest:
    """Read a backup's description, or :class:`BackupRefused`."""
    path = folder / NAME
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        value = parse(path.read_bytes())
        if value["fmt"] > FORMAT:
            raise BackupRefused("This backup was made by a newer program.", "Install the newest EHR Desk.")
        mac, _ = str(value.pop("mac")), value.pop("fmt")
        return StoredManifest(folder, Manifest(**value), mac)
    except FileNotFoundError as error:
        raise BackupRefused(
            f"The folder {folder.name} is no backup (backup.json is missing).",
            f"Choose a folder whose name ends in {SUFFIX}.",
        ) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupRefused(
            "The description of this backup (backup.json) cannot be read.", "Use another backup."
        ) from error


def backups_in(place: Path) -> list[StoredManifest]:
    """The finished backups in a folder, newest first; what cannot be read is left out."""
    found = []
    try:
        folders = [path for path in place.iterdir() if path.name.endswith(SUFFIX) and path.is_dir()]
    except OSError:
        return []
    for folder in folders:
        try:
            found.append(read_manifest(folder))
        except UserError:
            continue
    return sorted(found, key=lambda stored: stored.manifest.made, reverse=True)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
