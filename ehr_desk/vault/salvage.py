"""Salvaging a damaged record: everything that still authenticates goes into a new vault, and what did not is named.

The damaged folder is only read. Rows come over one by one where they must (``salvage_rows``); the clinic's own
protection against changes is created anew, the audit log says what was done, and the whole is checked at the end.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.vault.backup_keys import ByCode, WayIn, person_of
from ehr_desk.vault.backup_making import BESIDE
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.check import CheckReport
from ehr_desk.vault.engine import NAME, connect, connect_to_fill
from ehr_desk.vault.faults import RESTORE
from ehr_desk.vault.header import Header
from ehr_desk.vault.headerfile import NAME as HEADER
from ehr_desk.vault.headerfile import HeaderFile, sync_folder, write_fault, write_file
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.lockfile import LockFile
from ehr_desk.vault.places import require_safe_place
from ehr_desk.vault.protocols import Schema
from ehr_desk.vault.salvage_rows import Recovered, RowReader, Rows
from ehr_desk.vault.standing import clear_salvaged, held, named, salvaging
from ehr_desk.vault.vault import VaultFile

SALVAGED = "vault.salvaged"
_BLOCK = 4096


@dataclass(frozen=True)
class SalvageReport:
    """What came over. ``damage`` is what the engine says of the pages; ``check`` looks at the new vault."""

    folder: Path
    tables: tuple[Recovered, ...]
    damage: tuple[str, ...]
    check: CheckReport

    @property
    def complete(self) -> bool:
        """Whether every row came over and every check passes."""
        return self.check.ok and not any(table.lost for table in self.tables)

    def sentences(self) -> list[str]:
        """The result in words; lost rows are named by their ids."""
        rows = sum(table.rows for table in self.tables)
        said = [f"The new vault stands in {self.folder}: {rows} rows of {len(self.tables)} tables came over."]
        if self.damage:
            said.append(f"{len(self.damage)} damaged pages were found in the old file.")
        for table in self.tables:
            if table.lost:
                about = "" if table.counted else "up to "
                keys = f": {', '.join(table.lost_keys)}" if table.lost_keys else ""
                said.append(f"Not recovered: {about}{table.lost} rows of {table.table}{keys}.")
        said += [f"{finding.area}: {finding.text}" for finding in self.check.findings]
        return said + (["Nothing is missing."] if self.complete else [])

    def to_json(self) -> dict[str, Any]:
        """The result for programs."""
        return {
            "folder": str(self.folder),
            "complete": self.complete,
            "damaged_pages": list(self.damage),
            "tables": [
                {"table": t.table, "rows": t.rows, "lost": t.lost, "counted": t.counted, "lost_ids": list(t.lost_keys)}
                for t in self.tables
            ],
            "findings": [{"area": finding.area, "text": finding.text} for finding in self.check.findings],
        }


@dataclass(frozen=True)
class Salvaging:
    """What is needed besides the two folders. ``schema`` is the chart's, for its protection against changes."""

    way: WayIn
    clock: Clock
    kdf: KdfLimits
    device: str
    schema: Schema | None
    progress: Callable[[str], object] = lambda _table: None


def salvage(source: Path, target: Path, means: Salvaging) -> SalvageReport:
    """Build a vault in ``target`` (new or empty) from what can be read in ``source``, which is left as it is."""
    target = target.absolute()
    require_safe_place(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError("The folder is not empty.", "Choose a new or empty folder for what is recovered.")
    work = salvaging(target)
    lock = LockFile(source, means.clock)
    lock.acquire()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_salvaged(target.parent)
        work.mkdir(mode=0o700)
        with held(work, means.clock) as let_go:
            tables, damage = _recover(source, work, means)
            check = _enter(work, tables, means)
            if target.exists():
                target.rmdir()
            let_go()
            os.rename(work, target)  # noqa: PTH104 - Path.rename says nothing more
        named(target)
        sync_folder(target.parent)
    except OSError as error:
        raise write_fault(error) from error
    finally:
        lock.release()
        shutil.rmtree(work, ignore_errors=True)
    return SalvageReport(target, tuple(tables), tuple(damage), check)


def _recover(source: Path, work: Path, means: Salvaging) -> tuple[list[Recovered], list[str]]:
    stored = HeaderFile(source).read()
    keys = means.way.keys(stored)
    try:
        stored.authenticate(keys)
        damaged = work / "damaged"
        damaged.mkdir()
        for name in (NAME, f"{NAME}-wal"):
            _copy_what_is_readable(source / name, damaged / name)
        write_file(work / HEADER, (source / HEADER).read_bytes())
        for name in BESIDE:
            with contextlib.suppress(OSError):
                write_file(work / name, (source / name).read_bytes())
        reader = RowReader(lambda: connect(damaged / NAME, keys.database))
        damage = [str(row[0]) for row in reader.ask("PRAGMA cipher_integrity_check") or []]
        tables = _rows(reader, work / NAME, keys.database, stored.header, means)
        shutil.rmtree(damaged)
        return tables, damage
    finally:
        keys.drop()


def _copy_what_is_readable(source: Path, target: Path) -> None:
    """Copy a file; blocks that the disk does not give any more become zeros, which no page can be."""
    try:
        size = source.stat().st_size
    except FileNotFoundError:
        return
    target.touch(mode=0o600)
    with source.open("rb", buffering=0) as reading, target.open("wb") as writing:
        for at in range(0, size, _BLOCK):
            try:
                reading.seek(at)
                block = reading.read(_BLOCK)
            except OSError:
                block = bytes(_BLOCK)
            writing.seek(at)
            writing.write(block)


def _rows(reader: RowReader, target: Path, key: bytes, header: Header, means: Salvaging) -> list[Recovered]:
    found = reader.ask("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    if not found:
        raise UserError("The beginning of the database is damaged, so nothing can be read out of it.", RESTORE)
    target.touch(mode=0o600)
    writing, recovered = connect_to_fill(target, key), []
    try:
        writing.execute("PRAGMA foreign_keys = OFF")
        for kind, name, sql in found:
            if kind == "table":
                means.progress(str(name))
                writing.execute(sql)
                recovered.append(_table(reader, writing, str(name)))
        for kind, _name, sql in found:
            if kind != "table":
                writing.execute(sql)
        _complete_facts(writing, header, means)
    finally:
        writing.close()
    return recovered


def _table(reader: RowReader, writing: Any, table: str) -> Recovered:
    columns = [str(row[1]) for row in writing.execute(f'PRAGMA table_info("{table}")')]
    named = ", ".join(["rowid", *(f'"{name}"' for name in columns)])
    places = ", ".join("?" * (len(columns) + 1))
    insert = f'INSERT INTO "{table}" ({named}) VALUES ({places})'  # noqa: S608

    def store(rows: Rows) -> None:
        writing.execute("BEGIN")
        writing.executemany(insert, rows)
        writing.execute("COMMIT")

    return reader.read(table, columns, store)


def _complete_facts(writing: Any, header: Header, means: Salvaging) -> None:
    """The few facts without which no vault opens: the header and the program know them too."""
    facts = {
        "vault_id": header.vault_id,
        "generation": str(header.generation),
        "root": fingerprint(load(header.authority.root_pem)),
        "schema_head": means.schema.head if means.schema else "",
    }
    known = {name for (name,) in writing.execute("SELECT name FROM vault_meta")}
    for name, value in facts.items():
        if name not in known:
            writing.execute("INSERT INTO vault_meta (name, value) VALUES (?, ?)", (name, value))


def _enter(work: Path, tables: list[Recovered], means: Salvaging) -> CheckReport:
    """Unlock the new vault once, enter the salvage into its log, and check it."""
    file, way = VaultFile(work, means.kdf), means.way
    detail = {"lost": {table.table: table.lost for table in tables if table.lost}}
    if isinstance(way, ByCode):
        recovery = file.recover(way.code, clock=means.clock, schema=means.schema, device=means.device)
        try:
            recovery.record(SALVAGED, entity="vault", entity_id="", detail=detail)
            return recovery.check()
        finally:
            recovery.lock()
    staff_id = person_of(HeaderFile(work).read().header, way.login).identity.staff_id
    sitting = file.unlock(
        staff_id,
        way.passphrase,
        clock=means.clock,
        schema=means.schema,
        device=means.device,
        factors=way.factors,
    )
    try:
        with sitting.write() as unit:
            unit.record(SALVAGED, entity="vault", detail=detail)
        return sitting.check()
    finally:
        sitting.lock()
