"""Somebody who holds the record's key and edits the database file with another program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from ehr_desk.vault.engine import connect
from ehr_desk.vault.sitting import Sitting


class InFolder(Protocol):
    """A clinic of any of the tests."""

    folder: Path


def key_of(sitting: Sitting) -> bytes:
    return sitting._vault.keys.database


@contextmanager
def database(clinic: InFolder, key: bytes, *, keep_triggers: bool = False) -> Iterator[Any]:
    connection = connect(clinic.folder / "vault.db", key)
    if not keep_triggers:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
    try:
        yield connection
    finally:
        connection.close()


def restore_triggers(connection: Any, kept: list[str]) -> None:
    for sql in kept:
        connection.execute(sql)


def trigger_sql(clinic: InFolder, key: bytes) -> list[str]:
    with database(clinic, key, keep_triggers=True) as connection:
        return [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
