"""A few facts in the database that must agree with the header."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, inspect, select
from sqlalchemy.orm import Session

from ehr_desk.common.errors import OurError
from ehr_desk.vault.faults import RESTORE, DatabaseRefused
from ehr_desk.vault.tables import VAULT_META


@dataclass(frozen=True)
class Meta:
    """``generation`` mirrors the header's; ``schema_head`` is the chart's revision, empty before the first."""

    vault_id: str
    generation: int
    root_fingerprint: str
    schema_head: str
    wording: int = 0
    """By which words and rules rows for reading were written (``Schema.wording``)."""


def read_meta(connection: Connection) -> Meta:
    """The stored facts; :class:`DatabaseRefused` when the database has none."""
    values: dict[str, str] = {}
    if inspect(connection).has_table(VAULT_META.name):
        rows = connection.execute(select(VAULT_META.c.name, VAULT_META.c.value))
        values = {row.name: row.value for row in rows}
    try:
        return Meta(
            values["vault_id"],
            int(values["generation"]),
            values["root"],
            values.get("schema_head", ""),
            int(values.get("wording", "0")),
        )
    except (KeyError, ValueError) as error:
        raise DatabaseRefused("The database holds no record: it was emptied or replaced.", RESTORE) from error


def _set(connection: Connection | Session, name: str, value: str) -> None:
    connection.execute(delete(VAULT_META).where(VAULT_META.c.name == name))
    connection.execute(insert(VAULT_META).values(name=name, value=value))


def set_value(connection: Connection | Session, name: str, value: str) -> None:
    """Remember something of the vault's own that needs no table (``backup_state``)."""
    _set(connection, name, value)


def get_value(connection: Connection | Session, name: str) -> str:
    """What was remembered, empty where nothing was."""
    return connection.execute(select(VAULT_META.c.value).where(VAULT_META.c.name == name)).scalar() or ""


def write_meta(connection: Connection | Session, meta: Meta) -> None:
    """All facts, when a vault is made."""
    _set(connection, "vault_id", meta.vault_id)
    _set(connection, "root", meta.root_fingerprint)
    _set(connection, "generation", str(meta.generation))


def set_generation(connection: Connection | Session, generation: int) -> None:
    """Mirror the header's generation; it only ever grows."""
    query = select(VAULT_META.c.value).where(VAULT_META.c.name == "generation")
    if int(connection.execute(query).scalar() or 0) > generation:
        raise OurError("the header's generation would fall behind the database")
    _set(connection, "generation", str(generation))


def set_form(connection: Connection | Session, head: str, wording: int) -> None:
    """Remember the chart's revision, and by which words and rules rows for reading were written."""
    _set(connection, "schema_head", head)
    _set(connection, "wording", str(wording))
