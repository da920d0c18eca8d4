"""What the audit log keeps of lines and folded rows, so that their change is found whatever program looks at them.

Lines and folded rows follow from the signed entries by rules and words that a later release may change: it cannot tell
an honest older row from one that was meddled with by computing it anew. So every act that writes them enters their
hashes. Reads tables as they stand, without today's models: it also works before a record is brought up to date.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.orm import Session

from ehr_desk.chart.base import stated
from ehr_desk.chart.entries.fold import Fold
from ehr_desk.common.canonical import Json, sha256_hex
from ehr_desk.vault.audit import event_of
from ehr_desk.vault.tables import AUDIT_EVENT

WORDING = 1
"""Raised by a release in which the same signed entries come to another line, other folded rows or a paper of other
words (``documents.same_words``). A record of a lower number is written anew from its entries when it is opened. The
kept samples of records tell when it was forgotten."""

REBUILT = "record.rebuilt"
_LINES = "entry_line"
_TELLING = ("entry.signed", "entry.cosigned", REBUILT)


def hashes_told(
    session: Session, entry_id: str, client_id: str = "", folds: Iterable[Fold] = (), kinds: Iterable[str] = ()
) -> dict[str, Json]:
    """The hashes of an entry's line, and of every fold of the client that reads one of the effect kinds."""
    session.flush()
    connection, touched = session.connection(), frozenset(kinds)
    tables = [fold.table_name for fold in folds if fold.kinds & touched]
    return {
        "lines": line_hashes(connection, entry_id),
        "folds": {table: fold_hashes(connection, table, client_id).get(client_id, NO_ROWS) for table in tables},
    }


def line_hashes(connection: Connection, entry_id: str = "") -> dict[str, str]:
    """The hash of every stored line by its entry; of one entry where named."""
    where, values = (" WHERE entry_id = :id", {"id": entry_id}) if entry_id else ("", {})
    rows = connection.execute(text(f"SELECT * FROM {_LINES}{where}"), values).mappings()  # noqa: S608 - own names
    return {str(row["entry_id"]): _hash([dict(row)]) for row in rows}


def fold_hashes(connection: Connection, table: str, client_id: str = "") -> dict[str, str]:
    """The hash of each client's rows in a table of folded rows; of one client where named."""
    where, values = (" WHERE client_id = :id", {"id": client_id}) if client_id else ("", {})
    query = text(f'SELECT * FROM "{table}"{where} ORDER BY client_id, ordinal')  # noqa: S608 - own names
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in connection.execute(query, values).mappings():
        rows[str(row["client_id"])].append(dict(row))
    return {client: _hash(mine) for client, mine in rows.items()}


class Told:
    """What the log says that lines and folded rows are, by the last act that wrote each."""

    def __init__(self, connection: Connection) -> None:
        self.lines: dict[str, str] = {}
        self.folds: dict[tuple[str, str], str] = {}
        query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action.in_(_TELLING)).order_by(AUDIT_EVENT.c.seq)
        for body in connection.execute(query).scalars():
            with suppress(KeyError, TypeError, ValueError, AttributeError):  # the check of the log names such an event
                event = event_of(body)
                detail: Any = event.detail.get("derived", {})
                self.lines |= detail.get("lines", {})
                self.folds |= {(table, event.client_id): found for table, found in detail.get("folds", {}).items()}


def differing(connection: Connection, tables: Iterable[str]) -> list[tuple[str, str]]:
    """Every line ("entry_line" and the entry's id) and every client's folded rows (table and client) that are not what
    the log says. ``tables`` are those of today; tables that only the log names are looked at too."""
    log, there = Told(connection), set(inspect(connection).get_table_names())
    found = _unequal(_LINES, log.lines, line_hashes(connection))
    for table in sorted({*tables, *(name for name, _ in log.folds)} & there):
        known = {client: value for (name, client), value in log.folds.items() if name == table and value != NO_ROWS}
        found += _unequal(table, known, fold_hashes(connection, table))
    return found


def _unequal(table: str, known: Mapping[str, str], stored: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(table, key) for key in sorted({*known, *stored}) if known.get(key) != stored.get(key)]


def _hash(rows: Iterable[Mapping[str, Any]]) -> str:
    try:  # not RFC 8785: nothing here is signed, and a long history is hashed at every signing
        told = json.dumps([stated(row) for row in rows], sort_keys=True, separators=(",", ":"))
        return sha256_hex(told.encode())
    except (TypeError, ValueError):  # somebody wrote what no JSON holds: equal to nothing that the log says
        return "unreadable"


NO_ROWS = _hash([])
