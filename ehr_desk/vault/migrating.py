"""Bringing an older record to this program's schema and words: behind a verified backup, in one transaction, or not
at all.

The order matters (measured in the project's design notes): a rebuilt parent table takes its children along when
foreign keys are on, a rebuilt table loses its triggers, and the engine switches foreign keys only outside a
transaction. Rows for reading (lines, folded rows) are compared with the audit log first and then written anew from what
was signed: a later program cannot tell an honest older row from one that was meddled with once it has replaced it.
"""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import SQLAlchemyError

from ehr_desk.common.errors import UserError
from ehr_desk.vault.alarms import altered_alarm
from ehr_desk.vault.audit import Detail, Pending
from ehr_desk.vault.backup_making import FOLDER, Source, make_backup
from ehr_desk.vault.backup_manifest import Manifest
from ehr_desk.vault.definitions import MIGRATED, definitions, print_of
from ehr_desk.vault.faults import DatabaseRefused
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.meta import Meta, set_form
from ehr_desk.vault.protocols import Schema
from ehr_desk.vault.storage_faults import explained
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD
from ehr_desk.vault.triggers import drop_triggers

APPLICATION_ID = 0x45485244  # "EHRD", shown by the command `file` for unencrypted SQLite files only
_NOT_COUNTED = ("alembic_version", "vault_meta", "sqlite_sequence")


class MigrationFailed(UserError):
    """The record could not be brought to the new form. It is as it was."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The record could not be brought to the form that this version needs: {why}. It is as it was.",
            "Go on with the version used before, and report this message.",
        )


def require_known(schema: Schema, meta: Meta) -> None:
    """Refuse a record written by a newer program; an older one can be brought up to date."""
    later = meta.schema_head and meta.schema_head != schema.head and not schema.knows(meta.schema_head)
    if later or meta.wording > schema.wording:
        raise DatabaseRefused(
            f"This record was written by a newer version of EHR Desk (form {meta.schema_head}.{meta.wording}; "
            f"this version knows {schema.head}.{schema.wording}). Nothing was opened or changed.",
            "Install the newest EHR Desk on this computer.",
        )


def outdated(schema: Schema, meta: Meta) -> bool:
    """Whether the record has another form, or other words, than this program writes."""
    return schema.head != meta.schema_head or schema.wording != meta.wording


def backup_before(source: Source, schema: Schema) -> Manifest:
    """The verified backup that stands before every change of an existing record."""
    purpose = f"before {schema.head}"
    return make_backup(source, source.folder / FOLDER, secrets.token_hex(16), purpose=purpose).manifest


def migrate(connection: Connection, schema: Schema, meta: Meta, protected: tuple[str, ...]) -> list[Pending]:
    """Change the tables inside the caller's write transaction, with foreign keys off, and answer the events to
    record. The caller creates the triggers again and commits. Raises :class:`MigrationFailed`, and then rolls back."""
    log, rows = _log(connection), row_counts(connection)
    # Whatever the record says of itself: where the log knows that its tables were made, it holds hashes of their rows.
    altered = schema.altered(connection) if _made(connection) else []
    try:
        drop_triggers(connection, protected)
        schema.migrate(connection)
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    except SQLAlchemyError as error:
        raise explained(error, reading=False) or MigrationFailed("a step failed") from error
    if dangling is not None:
        raise MigrationFailed(f"rows of {dangling[0]} would point to nothing")
    changed = sorted(name for name, count in row_counts(connection, rows).items() if count != rows[name])
    if changed:
        raise MigrationFailed(f"the number of rows would change in {', '.join(changed)}")
    if _log(connection) != log:
        raise MigrationFailed("the audit log would change")
    events = [Pending(MIGRATED, detail=_told(connection, schema, meta, altered)), *_rebuilt(connection, schema)]
    set_form(connection, schema.head, schema.wording)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {user_version(schema.head)}")
    return [*events, *([altered_alarm(len(altered))] if altered else [])]


def _rebuilt(connection: Connection, schema: Schema) -> list[Pending]:
    try:
        return schema.rebuild(connection)
    except SQLAlchemyError as error:
        raise explained(error, reading=False) or MigrationFailed("lines could not be written anew") from error


def _told(connection: Connection, schema: Schema, meta: Meta, altered: list[str]) -> Detail:
    words: Detail = {"from": meta.wording, "to": schema.wording}
    made = print_of(definitions(connection))
    return {"from": meta.schema_head, "to": schema.head, "wording": words, "altered": altered, "definitions": made}


def _made(connection: Connection) -> bool:
    """Whether the log says that the chart's tables were made before."""
    return connection.execute(select(AUDIT_EVENT.c.seq).where(AUDIT_EVENT.c.action == MIGRATED)).first() is not None


def _log(connection: Connection) -> tuple[bytes, bytes]:
    """The root over every event as it stands there, and a hash over every head."""
    frontier, heads = Frontier(), hashlib.sha256()
    for seq, body in connection.execute(select(AUDIT_EVENT.c.seq, AUDIT_EVENT.c.body).order_by(AUDIT_EVENT.c.seq)):
        frontier.append_missing(seq - 1)
        frontier.append(leaf_hash(body))
    for head in connection.execute(select(AUDIT_HEAD).order_by(AUDIT_HEAD.c.size)):
        heads.update(repr(tuple(head)).encode())
    return frontier.root(), heads.digest()


def user_version(head: str) -> int:
    """The number of a revision, for the database's own header."""
    return int(head) if head.isdecimal() else 0


def row_counts(connection: Connection, only: dict[str, int] | None = None) -> dict[str, int]:
    """Rows of each table; of the tables in ``only`` where given, -1 for one that is gone."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = {str(name) for (name,) in connection.execute(text(query))} - set(_NOT_COUNTED)
    counts = dict.fromkeys(only or {}, -1)
    for name in sorted(names if only is None else names & set(only)):
        counts[name] = int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() or 0)  # noqa: S608
    return counts
