"""One way for every administrative row that nothing else vouches for: the event of the transaction that wrote a row
keeps the row's hash, and the check holds the stored rows against the last hash that the log keeps of each.

Which rows a transaction wrote is asked of the engine itself (temporary triggers, which no file holds), so no service
has to remember to say it. The parts of the header are kept the same way, as if they were rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select, text
from sqlalchemy.orm import Session

from ehr_desk.vault.audit import Detail, Pending, event_of
from ehr_desk.vault.header import Header
from ehr_desk.vault.tables import AUDIT_EVENT

DETAIL = "stored"
HEADER = "vault.hdr"
WRITTEN = "record.written"
"""Event of a transaction that wrote such rows and named no act."""

KEPT = (
    "certificate",
    "certificate_retirement",
    "certificate_revocation",
    "revocation_list",
    "device_key",
    "paper_key",
)
"""The vault's own tables that are kept so. Those of compartments have a ledger of their own, which also says who may
write which row (``sealed_ledger``)."""

_ELSEWHERE = {"pdf"}
"""Columns with a hash of their own, which is in the row."""
_TOUCHED = "touched_rows"
_WRITTEN, _FORGET = "SELECT name, row_key FROM touched_rows", "DELETE FROM touched_rows"
Told = dict[str, dict[str, str]]
"""Table, key, hash; no hash where the row was deleted."""


def begin(connection: Connection, tables: Iterable[str]) -> None:
    """Note from now on which rows of ``tables`` this connection writes; harmless when repeated."""
    known = text("SELECT count(*) FROM sqlite_temp_master WHERE name = :name")
    if connection.execute(known, {"name": _TOUCHED}).scalar():
        return
    connection.exec_driver_sql(f"CREATE TEMP TABLE {_TOUCHED} (name TEXT, row_key TEXT, UNIQUE (name, row_key))")
    for table in tables:
        if not _columns(connection, table):
            continue
        for act, sides in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            notes = "; ".join(
                f"INSERT OR IGNORE INTO {_TOUCHED} VALUES ('{table}', {_key(connection, table, f'{side}.')})"  # noqa: S608
                for side in sides
            )
            connection.exec_driver_sql(
                f'CREATE TEMP TRIGGER "touched_{table}_{act}" AFTER {act} ON main."{table}" BEGIN {notes}; END'
            )


def told_with(connection: Connection, events: list[Pending]) -> list[Pending]:
    """The events of a transaction, the last of which keeps the hashes of all the rows that were written in it."""
    written: Told = {}
    for table, key in connection.execute(text(_WRITTEN)).all():
        written.setdefault(table, {})[key] = ""
    if not written:
        return events
    connection.execute(text(_FORGET))
    for table, keys in written.items():
        for key in keys:
            written[table] |= hashes(connection, table, key)
    return with_detail(events, written)


def with_detail(events: list[Pending], written: Told) -> list[Pending]:
    """The events, the last of which says what the rows are now."""
    written = {table: rows for table, rows in written.items() if rows}
    if not written:
        return events
    *before, last = events or [Pending(WRITTEN)]
    already: Detail = last.detail.get(DETAIL, {})
    detail = {**last.detail, DETAIL: {**already, **written}}
    return [*before, Pending(last.action, last.entity, last.entity_id, last.client_id, detail)]


def hashes(connection: Connection, table: str, key: str = "") -> dict[str, str]:
    """The hash of every row of a table, or of the one with this key. What is empty is left out, so that a column which
    a later release adds changes none."""
    named = _key(connection, table)
    where, values = (f" WHERE {named} = :key", {"key": key}) if key else ("", {})
    query = f'SELECT {named} AS row_key_, * FROM "{table}"{where}'  # noqa: S608 - own names
    return {str(row["row_key_"]): hash_of(dict(row)) for row in connection.execute(text(query), values).mappings()}


def hash_of(row: Mapping[str, Any]) -> str:
    """The hash of one row, or of anything else with named values."""
    said = {name: _plain(value) for name, value in row.items() if value and name not in {*_ELSEWHERE, "row_key_"}}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def told(session: Session | Connection) -> Told:
    """What the log says of every kept row, by the last event about each."""
    found: Told = {}
    for body in session.execute(_bodies()).scalars():
        with suppress(KeyError, TypeError, ValueError, AttributeError):  # the check of the log names such an event
            for table, rows in event_of(body).detail.get(DETAIL, {}).items():
                found.setdefault(table, {}).update(rows)
    return found


def header_hashes(header: Header) -> dict[str, str]:
    """The hash of each part of the header."""
    return {name: hash_of({"part": said}) for name, said in header.parts().items()}


def header_print(header: Header) -> str:
    """One hash of all parts of the header."""
    return hash_of(header_hashes(header))


def header_told_after(connection: Connection, seq: int) -> bool:
    """Whether an event after this one says something of the header."""
    mark = literal(f'"{HEADER}":'.encode())
    said = select(AUDIT_EVENT.c.seq).where(AUDIT_EVENT.c.seq > seq, func.instr(AUDIT_EVENT.c.body, mark) > 0)
    return connection.execute(said.limit(1)).first() is not None


def header_changes(before: Mapping[str, str], header: Header) -> Told:
    """What an event says of a header that takes the place of one with the hashes ``before``."""
    now = header_hashes(header)
    gone = dict.fromkeys(before.keys() - now, "")
    return {HEADER: {**gone, **{name: value for name, value in now.items() if before.get(name) != value}}}


def faults(session: Session, tables: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Every row that is not what the log says: what is wrong in words, its table and its key."""
    connection, known = session.connection(), told(session)
    for table in tables:
        if not _columns(connection, table):
            continue
        stored = hashes(connection, table)
        logged = {key: value for key, value in known.get(table, {}).items() if value}
        for key in sorted({*stored, *logged}):
            if key not in stored:
                yield f"a row of {table} is gone that the audit log knows", table, key
            elif key not in logged:
                yield f"the audit log knows nothing of a row of {table}", table, key
            elif stored[key] != logged[key]:
                yield f"a row of {table} was changed past the program", table, key


def part_in_words(name: str, header: Header) -> str:
    """What a part of the header is called."""
    kind, _, staff_id = name.partition(" ")
    if staff_id:
        person = header.people.get(staff_id)
        return f"The access of {person.identity.display_name if person else staff_id}"
    return {"recovery": "The recovery slot", "clinic": "The clinic's name"}.get(kind, f"The part {kind}")


def _bodies() -> Select[bytes]:
    mark = literal(f'"{DETAIL}":'.encode())
    return select(AUDIT_EVENT.c.body).where(func.instr(AUDIT_EVENT.c.body, mark) > 0).order_by(AUDIT_EVENT.c.seq)


def _columns(connection: Connection, table: str) -> list[tuple[str, int]]:
    rows = connection.exec_driver_sql(f'PRAGMA main.table_info("{table}")').all()
    return [(str(row[1]), int(row[5])) for row in rows]


def _key(connection: Connection, table: str, side: str = "") -> str:
    """An expression for a row's key: its primary key, quoted, so that numbers and bytes have one too."""
    named = sorted((order, name) for name, order in _columns(connection, table) if order)
    return " || '|' || ".join(f'quote({side}"{name}")' for _, name in named)


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value
