"""The encrypted database: SQLCipher through SQLAlchemy's pysqlite dialect. Fails closed.

Everything that is specific to this engine stands here. A connection is refused unless the module really
encrypts, is new enough, the file is not plaintext and the journal really is a write-ahead log.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from ehr_desk.vault.cipher import cipher_module
from ehr_desk.vault.faults import RESTORE, DatabaseRefused, VaultBusy
from ehr_desk.vault.headerfile import make_private
from ehr_desk.vault.storage_faults import storage_faults

NAME = "vault.db"
OLDEST_SQLITE = (3, 53, 3)  # WAL-reset corruption and two FTS5 memory errors are fixed from here on
BUSY_SECONDS = 8.0
_PLAINTEXT = b"SQLite format 3\x00"
_ADVICE = "Install EHR Desk again from its own package; the record was not touched."


def _refuse_file(path: Path, *, create: bool) -> None:
    if create and not path.exists():
        return
    try:
        with path.open("rb") as file:
            start = file.read(len(_PLAINTEXT))
    except FileNotFoundError as error:
        raise DatabaseRefused("The record's database (vault.db) is missing from the folder.", RESTORE) from error
    except OSError as error:
        raise DatabaseRefused("The record's database cannot be read.", "Check that you may read it.") from error
    if start == _PLAINTEXT:
        raise DatabaseRefused(
            "The file vault.db is not encrypted, so it is not this clinic's record.",
            f"Nothing was opened. {RESTORE}",
        )
    if not start and not create:
        raise DatabaseRefused("The file vault.db is empty.", RESTORE)


def _refuse_module(connection: Any, module: Any) -> None:
    if not hasattr(connection, "set_key"):
        raise DatabaseRefused("This installation cannot encrypt the record.", _ADVICE)
    if tuple(module.sqlite_version_info) < OLDEST_SQLITE:
        raise DatabaseRefused("This installation's database engine is too old to be safe.", _ADVICE)


def _unlock(connection: Any, module: Any, key: bytes) -> None:
    _refuse_module(connection, module)
    connection.set_key(f"x'{key.hex()}'".encode("ascii"))
    for setting in ("cipher_log_level = NONE", "cipher_compatibility = 4", "cipher_page_size = 4096"):
        connection.execute(f"PRAGMA {setting}")
    if not (connection.execute("PRAGMA cipher_version").fetchone() or [""])[0]:
        raise DatabaseRefused("This installation cannot encrypt the record.", _ADVICE)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except module.DatabaseError as error:
        if "locked" in str(error):
            raise VaultBusy from error
        raise DatabaseRefused(
            "The file vault.db does not belong to this vault, or it is damaged.",
            f"Nothing was changed. {RESTORE}",
        ) from error


def _configure(connection: Any, module: Any, key: bytes, synchronous: str) -> None:
    _unlock(connection, module, key)
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise DatabaseRefused(
            "The folder's disk cannot hold the record safely (no write-ahead log).",
            "Keep the vault on a local disk, not on a network drive.",
        )
    for setting in (
        f"synchronous = {synchronous}",
        "temp_store = MEMORY",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # else INSERT OR REPLACE deletes without asking the triggers
        "trusted_schema = OFF",
        "cache_size = -32768",
        "wal_autocheckpoint = 1000",
    ):
        connection.execute(f"PRAGMA {setting}")


def connect_to_read(path: Path, key: bytes) -> Any:
    """One connection that changes nothing, not even the journal's mode: for backups, also on media that cannot be
    written to. The file must not be in use."""
    module = cipher_module()
    _refuse_file(path, create=False)
    connection = module.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _unlock(connection, module, key)
        for setting in ("temp_store = MEMORY", "trusted_schema = OFF", "query_only = ON", "cache_size = -32768"):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_fill(path: Path, key: bytes) -> Any:
    """One connection to a new file that a copy is written into. It is not safe against a crash: whoever fills it
    flushes it and gives it its name afterwards."""
    module = cipher_module()
    connection = module.connect(
        f"{path.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        _unlock(connection, module, key)
        for setting in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect(path: Path, key: bytes, *, create: bool = False, module: Any = None, synchronous: str = "FULL") -> Any:
    """One configured DB-API connection, or :class:`DatabaseRefused`. ``module`` is for tests of the refusal."""
    module = module or cipher_module()
    _refuse_file(path, create=create)
    if create:
        make_private(path)
    uri = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    connection = module.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _configure(connection, module, key, synchronous)
    except BaseException:
        connection.close()
        raise
    return connection


def rekey(path: Path, old: bytes, new: bytes) -> None:
    """Encrypt the whole file under another raw key, in one transaction of the engine: killed at any moment, either
    key opens, never both and never none. Nobody else may have the file open. Needs room for the file once more."""
    with storage_faults():
        connection = connect(path, old)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.reset_key(f"x'{new.hex()}'".encode("ascii"))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
    connect(path, new).close()


def opens(path: Path, key: bytes) -> bool:
    """Whether a raw key opens the database."""
    try:
        connect(path, key).close()
    except DatabaseRefused:
        return False
    return True


def open_engine(
    path: Path, key: Callable[[], bytes], *, create: bool = False, module: Any = None, synchronous: str = "FULL"
) -> Engine:
    """An engine whose transactions begin IMMEDIATE with ``execution_options(write=True)``, else deferred
    and read-only. ``key`` is asked for each new connection, so a dropped key opens nothing."""
    module = module or cipher_module()

    def creator() -> Any:
        with storage_faults():
            return connect(path, key(), create=create, module=module, synchronous=synchronous)

    engine = create_engine(
        "sqlite+pysqlite://",
        module=module,
        creator=creator,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=12,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write", False)
    driver = connection.connection.driver_connection
    if driver is None:  # pragma: no cover - a live connection always has one
        return
    driver.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
