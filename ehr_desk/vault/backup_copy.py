"""A backup opened for reading: as much of an open vault as the checks ask for, and nothing that writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from ehr_desk.common.errors import OurError
from ehr_desk.vault.audit_check import verify_log
from ehr_desk.vault.audit_reader import AuditReader
from ehr_desk.vault.backup_manifest import BackupRefused, Manifest, StoredManifest, read_manifest, sha256_of
from ehr_desk.vault.certificates import Certificate
from ehr_desk.vault.check import CheckReport, check_vault
from ehr_desk.vault.cipher import cipher_module
from ehr_desk.vault.engine import NAME, connect_to_read
from ehr_desk.vault.faults import DatabaseRefused, HeaderChanged, NotAVault
from ehr_desk.vault.header import StoredHeader
from ehr_desk.vault.headerfile import NAME as HEADER
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.storage_faults import storage_faults
from ehr_desk.vault.tables import APPEND_ONLY
from ehr_desk.vault.trust import Trust

if TYPE_CHECKING:
    from ehr_desk.vault.openvault import OpenVault

OpenKeys = Callable[[StoredHeader], VaultKeys]


class BackupCopy:
    """Close it after use. ``database_key`` opens its file; ``protected`` are the append-only tables
    whose triggers the check looks for."""

    def __init__(
        self,
        folder: Path,
        database_key: bytes,
        stored: StoredHeader,
        keys: VaultKeys,
        protected: tuple[str, ...],
        manifest: Manifest | None = None,
    ) -> None:
        self.folder = folder
        self._manifest = manifest
        self.header = stored.header
        self.keys = keys
        self.protected = protected
        self.trust = Trust(self.header.vault_id, self.header.authority.root_pem, self.header.recovery.publics)
        self.audit = AuditReader(self.read, lambda session: verify_log(session, self.trust))
        self._engine = _engine(folder / NAME, database_key)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session over the backup's database."""
        with storage_faults(reading=True), Session(self._engine, expire_on_commit=False) as session:
            yield session

    def steady(self) -> AbstractContextManager[None]:
        """As an open vault's: here nothing changes."""
        return nullcontext()

    def certificates(self) -> list[Certificate]:
        """The register of certificates in the backup."""
        with self.read() as session:
            return all_certificates(session)

    def check(self) -> CheckReport:
        """Every check of a vault, on the backup."""
        return check_vault(cast("OpenVault", self))  # reads, header, keys and trust are all it asks for

    @property
    def manifest(self) -> Manifest:
        """What the backup says about itself, authenticated."""
        if self._manifest is None:
            raise OurError("a backup that is being made has no description yet")
        return self._manifest

    def close(self) -> None:
        """Close the file. The keys stay with whoever opened them."""
        self._engine.dispose()


@contextmanager
def opened_backup(folder: Path, keys_of: OpenKeys, protected: tuple[str, ...] = APPEND_ONLY) -> Iterator[BackupCopy]:
    """Open a backup to read it; the keys are dropped afterwards."""
    described = read_manifest(folder)
    try:
        stored = HeaderFile(folder).read()
        keys = keys_of(stored)
        try:
            stored.authenticate(keys)
            with copy_with(described, stored, keys, protected) as copy:
                yield copy
        finally:
            keys.drop()
    except (DatabaseRefused, HeaderChanged, NotAVault) as error:  # their remedy is to restore from a backup
        raise BackupRefused(f"This backup is damaged. {error.message}", "Use another backup.") from error


@contextmanager
def copy_with(
    described: StoredManifest, stored: StoredHeader, keys: VaultKeys, protected: tuple[str, ...]
) -> Iterator[BackupCopy]:
    """The same with keys that are open already and stay so."""
    manifest = described.authenticate(keys)
    if stored.header.vault_id != manifest.vault_id or stored.header.generation != manifest.generation:
        raise BackupRefused("Header and description of this backup do not belong together.", "Use another backup.")
    copy = BackupCopy(described.folder, keys.backup(manifest.backup_id), stored, keys, protected, manifest)
    try:
        yield copy
    finally:
        copy.close()


@contextmanager
def copy_of(folder: Path, backup_id: str, stored: StoredHeader, keys: VaultKeys) -> Iterator[BackupCopy]:
    """A backup that is just being made, without its description."""
    copy = BackupCopy(folder, keys.backup(backup_id), stored, keys, APPEND_ONLY)
    try:
        yield copy
    finally:
        copy.close()


@contextmanager
def opened_record(folder: Path, keys_of: OpenKeys) -> Iterator[BackupCopy]:
    """The record in a folder, opened to read it as a backup is, where no program has it open. Raises ``UserError``
    where it does not open with these keys."""
    stored = HeaderFile(folder).read()
    keys = keys_of(stored)
    try:
        stored.authenticate(keys)
        copy = BackupCopy(folder, keys.database, stored, keys, APPEND_ONLY)
        try:
            yield copy
        finally:
            copy.close()
    finally:
        keys.drop()


def faults_of_files(folder: Path, manifest: Manifest) -> list[str]:
    """Whether a backup's files are the ones that were written, byte by byte."""
    found = []
    try:
        if sha256_of(folder / HEADER) != manifest.header_sha256:
            found.append("files: the header in the backup is not the one that was copied.")
        if sha256_of(folder / NAME) != manifest.database_sha256:
            found.append("files: the database in the backup is not the one that was copied.")
    except OSError:
        found.append("files: a file of the backup cannot be read.")
    return found


def _engine(path: Path, key: bytes) -> Engine:
    engine = create_engine(
        "sqlite+pysqlite://",
        module=cipher_module(),
        creator=lambda: connect_to_read(path, key),
        poolclass=QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN")
