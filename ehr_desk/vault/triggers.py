"""Append-only tables: triggers that abort every change and deletion, checked at each opening."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

RESTORED = "triggers.restored"
_ACTS = ("update", "delete")


def _name(table: str, act: str) -> str:
    return f"append_only_{table}_{act}"


def _sql(table: str, act: str) -> str:
    return (
        f'CREATE TRIGGER "{_name(table, act)}" BEFORE {act.upper()} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, 'append-only table: {table}'); END"
    )


def own_trigger(name: str, table: str, sql: str) -> bool:
    """Whether a trigger is the program's own protection of its table, word for word."""
    return any(name == _name(table, act) and sql == _sql(table, act) for act in _ACTS)


def _existing(connection: Connection) -> tuple[set[str], dict[str, str]]:
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'trigger')"))
    tables: set[str] = set()
    triggers: dict[str, str] = {}
    for kind, name, sql in rows:
        if kind == "table":
            tables.add(name)
        else:
            triggers[name] = sql
    return tables, triggers


def missing_triggers(connection: Connection, tables: Iterable[str]) -> list[str]:
    """Names of existing tables whose protection is missing or was altered."""
    present, triggers = _existing(connection)
    return [
        table
        for table in tables
        if table in present and any(triggers.get(_name(table, act)) != _sql(table, act) for act in _ACTS)
    ]


def drop_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Take the protection off, for a migration inside the same transaction."""
    for table in tables:
        for act in _ACTS:
            connection.execute(text(f'DROP TRIGGER IF EXISTS "{_name(table, act)}"'))


def create_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Protect every existing table of ``tables``; an altered trigger is replaced."""
    present, triggers = _existing(connection)
    for table in tables:
        for act in _ACTS:
            if table not in present or triggers.get(_name(table, act)) == _sql(table, act):
                continue
            connection.execute(text(f'DROP TRIGGER IF EXISTS "{_name(table, act)}"'))
            connection.execute(text(_sql(table, act)))
