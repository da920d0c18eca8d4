"""Every column of every table, by reflection: one change at a time past the program, and back again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select

from ehr_desk.chart.schema import ChartSchema
from ehr_desk.vault.kept_rows import KEPT as VAULT_KEPT
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.tables import METADATA

TABLES = {**METADATA.tables, **ChartSchema().metadata.tables}
KEPT = (*VAULT_KEPT, *ChartSchema().kept)
"""Tables of which the log keeps each row's hash by itself."""
LEDGER = ("compartment", "compartment_wrap")
"""Tables of which the ledger of sealed notes has each row's hash (and ``custodian``, see the tests of the sheet)."""
SILENT = {
    "draft": "saved as somebody types, belongs to no record yet",
    "sealed_draft": "as drafts",
    "typed_words": "as drafts",
}
"""Tables that nothing is held against."""
HAS_ITS_OWN = {("paper", "pdf"), ("paper_to_order", "pdf")}
"""Bytes whose hash is in the row and in the log."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FAR = 1_000_000  # a number that no row has


@dataclass(frozen=True)
class Change:
    """One value of a column becomes another one; without a column: a row is deleted."""

    table: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.table}.{self.column} changed" if self.column else f"a row of {self.table} deleted"


def changes(tables: Iterable[str]) -> list[Change]:
    """All there are in some tables."""
    return [
        change
        for name in tables
        for change in (*(Change(name, column.name) for column in TABLES[name].columns), Change(name))
    ]


@contextmanager
def applied(connection: Any, change: Change) -> Iterator[bool]:
    """The change is made within the block and undone after it; ``False`` where the table has no row."""
    name, column = change.table, change.column or "rowid"
    connection.execute("PRAGMA foreign_keys = OFF")
    full = f"ORDER BY \"{column}\" IS NULL OR \"{column}\" IN ('', 0, x'')"
    row = connection.execute(f'SELECT rowid, * FROM "{name}" {full} LIMIT 1').fetchone()  # noqa: S608 - own names
    if row is None:
        yield False
        return
    columns = [str(told[1]) for told in connection.execute(f'PRAGMA table_info("{name}")').fetchall()]
    rowid = row[0]
    if change.column:
        old = row[1 + columns.index(column)]
        new = _other(old)
        key = isinstance(new, int) and TABLES[name].columns[column].primary_key
        new = new + _FAR if key else new
        connection.execute(f'UPDATE "{name}" SET "{column}" = ? WHERE rowid = ?', (new, rowid))  # noqa: S608
        if key and not connection.execute(f'SELECT 1 FROM "{name}" WHERE rowid = ?', (rowid,)).fetchone():  # noqa: S608
            rowid = new
    else:
        connection.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (rowid,))  # noqa: S608
    try:
        yield True
    finally:
        connection.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (rowid,))  # noqa: S608
        into = ", ".join(f'"{each}"' for each in ("rowid", *columns))
        marks = ", ".join("?" * len(row))
        connection.execute(f'INSERT INTO "{name}" ({into}) VALUES ({marks})', row)  # noqa: S608


def fill(sitting: Sitting, table: Table) -> None:
    """A row in a table that has none; the program's own way of writing is enough for its hash to be kept."""
    with sitting.write() as unit:
        if unit.session.execute(select(table)).first() is not None:
            return
        values: dict[str, Any] = {}
        for column in table.columns:
            kind = column.type.python_type
            values[column.name] = {int: 1, bool: True, bytes: b"x", dict: {"x": 1}}.get(kind, "x")
            for key in column.foreign_keys:
                values[column.name] = unit.session.execute(select(key.column)).scalars().first()
        unit.session.execute(insert(table).values(values))


def _other(value: Any) -> Any:
    """Another value, one that can be read where the old one could."""
    if value is None:
        return "x"
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1]) if value else b"x"
    if isinstance(value, int | float):
        return 1 - value if value in (0, 1) else value + 1
    if _DAY.match(value):
        return value[:8] + ("02" if value[8:10] == "01" else "01") + value[10:]
    return f"{value}x"
