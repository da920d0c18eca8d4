"""A restore drill: a backup is opened the way it would be after a loss, checked, and compared with the record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ehr_desk.common.errors import UserError
from ehr_desk.vault.backup_copy import BackupCopy, faults_of_files
from ehr_desk.vault.backup_making import Check
from ehr_desk.vault.tables import AUDIT_HEAD

Read = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class DrillReport:
    """``made`` is a UTC stamp; ``newer_events`` counts what the record's log holds beyond the backup (0 where it was
    not compared); ``findings`` is empty when the backup is sound."""

    backup_id: str
    made: str
    sheet: int
    events: int
    compared: bool
    newer_events: int
    rows: int
    findings: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether one could go on working from this backup."""
        return not self.findings

    def sentences(self) -> list[str]:
        """The result in words."""
        said = [f"The backup of {self.made[:16].replace('T', ' ')} (UTC) opens. It names recovery sheet {self.sheet}."]
        if self.sound:
            said.append(f"Every check passed: {self.rows} rows, {self.events} audit events.")
        said += [f"Not sound: {finding}" for finding in self.findings]
        if self.compared:
            said.append(f"The record has gone on since by {self.newer_events} audit events.")
        return said

    def to_json(self) -> dict[str, Any]:
        """The result for programs."""
        return {
            "sound": self.sound,
            "backup": self.backup_id,
            "made": self.made,
            "sheet": self.sheet,
            "audit_events": self.events,
            "rows": self.rows,
            "compared": self.compared,
            "newer_events": self.newer_events,
            "findings": list(self.findings),
        }


def drill(copy: BackupCopy, check: Check, record: Read | None = None) -> DrillReport:
    """Check an opened backup; with ``record`` compare it with the open record as well."""
    manifest = copy.manifest
    found, newer, rows = faults_of_files(copy.folder, manifest), 0, 0
    try:
        found += check(copy)
        rows = _rows(copy)
        if record is not None:
            found += _differences(copy, record)
    except UserError as error:  # a damaged page
        found.append(f"database: {error.message}")
    if record is not None:
        with record() as session:
            size = session.execute(select(AUDIT_HEAD.c.size).order_by(AUDIT_HEAD.c.size.desc()).limit(1)).scalar()
        newer = max(0, int(size or 0) - manifest.events)
    return DrillReport(
        backup_id=manifest.backup_id,
        made=manifest.made,
        sheet=manifest.sheet,
        events=manifest.events,
        compared=record is not None,
        newer_events=newer,
        rows=rows,
        findings=tuple(found),
    )


def _differences(copy: BackupCopy, record: Read) -> Iterator[str]:
    """Everything that may never change has to be in the record exactly as it is in the backup."""
    with copy.read() as old, record() as now:
        root = now.execute(select(AUDIT_HEAD.c.root).where(AUDIT_HEAD.c.size == copy.manifest.events)).scalar()
        if root is None or bytes(root).hex() != copy.manifest.root:
            yield "compare: the record's audit log does not go on from this backup's."
        for table in copy.protected:
            shared = [name for name in _columns(old, table) if name in _columns(now, table)]
            if not shared:
                continue
            present = dict(_hashes(now, table, shared))
            missing = sum(1 for number, value in _hashes(old, table, shared) if present.get(number) != value)
            if missing:
                yield f"compare: {missing} rows of {table} are not in the record as they are in the backup."


def _columns(session: Session, table: str) -> list[str]:
    return [str(row[1]) for row in session.execute(text(f'PRAGMA table_info("{table}")'))]


def _hashes(session: Session, table: str, columns: list[str]) -> Iterator[tuple[int, bytes]]:
    named = ", ".join(f'"{name}"' for name in columns)
    rows = session.execute(text(f'SELECT rowid, {named} FROM "{table}"').execution_options(yield_per=500))  # noqa: S608
    for row in rows:
        yield row[0], hashlib.sha256(repr(tuple(row)).encode()).digest()


def _rows(copy: BackupCopy) -> int:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    with copy.read() as session:
        names = [str(name) for (name,) in session.execute(text(query))]
        return sum(int(session.execute(text(f'SELECT count(*) FROM "{n}"')).scalar() or 0) for n in names)  # noqa: S608
