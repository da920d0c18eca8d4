"""Somebody who holds the record's key and edits the database file with another program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from ehr_desk.common.clock import Clock
from ehr_desk.vault.audit import AuditLog
from ehr_desk.vault.engine import connect
from ehr_desk.vault.enrolment import ADMINISTRATION, enrolment_detail
from ehr_desk.vault.enrolments import enrolments
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.sittings import ANCHOR_STATE, new_sitting
from tests.vault.clinic import BEN


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


def administrators(sitting: Sitting) -> frozenset[str]:
    with sitting.read() as session:
        return enrolments(session, sitting._vault.trust).administrators


def record(sitting: Sitting, detail: dict[str, Any]) -> None:
    """What a changed program can write into the log."""
    with sitting.write() as unit:
        unit.record(ADMINISTRATION, entity="staff", entity_id=BEN.staff_id, detail=detail)


def promotion(sitting: Sitting, opener: Opener) -> dict[str, Any]:
    ben = sitting._vault.header.people[BEN.staff_id]
    return enrolment_detail(sitting.vault_id, replace(ben, issuing=b"any"), opener)


@contextmanager
def in_name_of(sitting: Sitting, staff_id: str, clock: Clock) -> Iterator[None]:
    """A changed program that writes somebody else's name under its own sitting."""
    own, mine = sitting._vault.log, sitting._vault.log.signatory
    key = own._key
    assert key is not None
    sitting._vault.log = AuditLog(replace(mine, staff_id=staff_id), key, clock)
    yield
    sitting._vault.log = own


@contextmanager
def forged(sitting: Sitting, opener: Opener, clock: Clock) -> Iterator[None]:
    """A sitting opened with somebody else's key, by whoever holds the record's."""
    own = sitting._vault.log
    signatory, key, opened = new_sitting(sitting.vault_id, opener, {"after_unclean_end": False, ANCHOR_STATE: ""})
    sitting._vault.log = AuditLog(signatory, key, clock)
    with sitting.write() as unit:
        unit.record(opened.action, entity=opened.entity, entity_id=opened.entity_id, detail=opened.detail)
    yield
    sitting._vault.log = own
