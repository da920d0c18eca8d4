"""What the database is made of: every table, index, view and trigger that its own catalogue names.

A trigger runs whenever this program writes, so one that is not the program's own could change what somebody is about to
sign: it is taken off at unlock, before anything is written. Tables, indexes and views only lie there; they are named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection, select, text

from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.vault.audit import event_of
from ehr_desk.vault.faults import RESTORE, DatabaseRefused
from ehr_desk.vault.tables import AUDIT_EVENT
from ehr_desk.vault.triggers import own_trigger

MIGRATED = "schema.migrated"
EXTENDED = "schema.extended"
FOREIGN = "schema.foreign_triggers"
"""Event of an unlock that took triggers off which this program never made."""

Definitions = Mapping[str, str]
"""Kind and name ("table entry_version") to the definition, without differences of white space and quotes."""


def definitions(connection: Connection) -> dict[str, str]:
    """Everything of the catalogue but triggers and what the engine itself keeps."""
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'trigger' AND name NOT LIKE 'sqlite_%'"
    rows = connection.execute(text(query))
    return {f"{kind} {name}": f"{table}: {_plain(sql or '')}" for kind, name, table, sql in rows}


def foreign_triggers(connection: Connection) -> list[str]:
    """Names of the triggers that are not the program's own protection of a table."""
    rows = connection.execute(
        text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    )
    return [str(name) for name, table, sql in rows if not own_trigger(str(name), str(table), str(sql))]


def drop_foreign_triggers(connection: Connection, names: Collection[str]) -> None:
    """Take triggers off that the program never made."""
    for name in names:
        quoted = name.replace('"', '""')
        connection.execute(text(f'DROP TRIGGER IF EXISTS "{quoted}"'.replace(":", r"\:")))


def require_tables(connection: Connection, tables: Collection[str]) -> None:
    """Refuse a database in which a view stands where a table of the record should: it could show and take anything."""
    views = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'view'")).scalars()
    for name in sorted({str(view).casefold() for view in views} & {table.casefold() for table in tables}):
        raise DatabaseRefused(
            f"In the database the table {name} was replaced by something else. Nothing was opened or changed.",
            RESTORE,
        )


def print_of(found: Definitions) -> str:
    """One hash over all of them, for the audit log."""
    return sha256_hex(canonical(dict(found)))


def told_print(connection: Connection) -> str:
    """What the audit log says of the definitions since they were last made; empty where it says nothing."""
    query = select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.action.in_((MIGRATED, EXTENDED)))
    for body in connection.execute(query.order_by(AUDIT_EVENT.c.seq.desc())).scalars():
        try:
            told = event_of(body).detail.get("definitions", "")
        except (KeyError, TypeError, ValueError):  # the check of the log names such an event
            continue
        return str(told)
    return ""


def differences(found: Definitions, expected: Definitions) -> Iterator[str]:
    """What is there that should not be, is missing or is defined otherwise, in words."""
    for name in sorted({*found, *expected}):
        if name not in expected:
            yield f"The database holds the {name}, which this program never made."
        elif name not in found:
            yield f"The {name} is missing in the database."
        elif found[name] != expected[name]:
            yield f"The {name} is not defined as this program makes it."


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[\"`]", "", sql)).replace("( ", "(").replace(" )", ")").strip()
