"""From an opened header to an open vault: checks, repairs that are always reported, and the unlock event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Engine

from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import OurError
from ehr_desk.vault.audit import AuditLog, Pending, last_frontier
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.engine import NAME, open_engine
from ehr_desk.vault.failures import FailedUnlocks
from ehr_desk.vault.faults import DatabaseRefused, HeaderChanged, RolledBack
from ehr_desk.vault.header import Header
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.lockfile import LockFile
from ehr_desk.vault.meta import Meta, read_meta, set_generation, set_schema_head
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.protocols import Schema
from ehr_desk.vault.register import add_certificate, registered
from ehr_desk.vault.sittings import new_sitting
from ehr_desk.vault.storage_faults import storage_faults
from ehr_desk.vault.tables import APPEND_ONLY, METADATA
from ehr_desk.vault.triggers import create_triggers, drop_triggers, missing_triggers


@dataclass(frozen=True)
class Opening:
    """All that is needed to open the database of a vault whose header has been opened."""

    folder: Path
    header: Header
    keys: VaultKeys
    opener: Opener
    lock: LockFile
    clock: Clock
    failures: FailedUnlocks
    schema: Schema | None
    from_previous: bool = False

    @property
    def protected(self) -> tuple[str, ...]:
        """The append-only tables of vault and chart."""
        return (*APPEND_ONLY, *(self.schema.triggers if self.schema else ()))


def open_vault(opening: Opening) -> OpenVault:
    """The open vault, with its unlock already in the audit log."""
    engine = open_engine(opening.folder / NAME, lambda: opening.keys.database)
    try:
        with storage_faults():
            return _open(opening, engine)
    except BaseException:
        engine.dispose()
        raise


def _open(opening: Opening, engine: Engine) -> OpenVault:
    with engine.connect() as connection:
        meta = read_meta(connection)
        missing = missing_triggers(connection, opening.protected)
        _require_register(connection, opening, meta)
    header = _agreed_header(opening, meta)
    failed = opening.failures.unlogged()
    signatory, key, opened = new_sitting(header.vault_id, opening.opener, {"after_unclean_end": opening.lock.left_open})
    log = AuditLog(signatory, key, opening.clock)
    migrates = opening.schema is not None and opening.schema.head != meta.schema_head
    events = [opened]
    events += [
        Pending(
            "unlock.refused",
            "staff",
            staff_id,
            detail={"count": f.unlogged, "first": f.first_unlogged, "last": f.last},
        )
        for staff_id, f in sorted(failed.items())
    ]
    if missing:
        events.append(Pending("triggers.restored", detail={"tables": missing}))
    with _transaction(engine, without_foreign_keys=migrates) as connection:
        METADATA.create_all(connection)
        if migrates:
            events.append(_migrate(connection, opening, meta))
        create_triggers(connection, opening.protected)
        events += _catch_up(connection, header, meta, opening)
        log.append(connection, events)
        if header.generation != opening.header.generation:
            HeaderFile(opening.folder).replace(header, opening.keys)
    opening.failures.logged(failed)
    return OpenVault(opening.folder, header, opening.keys, engine, log, opening.lock, opening.clock, opening.protected)


def _require_register(connection: Connection, opening: Opening, meta: Meta) -> None:
    header = opening.header
    if meta.vault_id != header.vault_id:
        raise DatabaseRefused("The database belongs to another vault.", "Put back header and database together.")
    if meta.root_fingerprint != fingerprint(load(header.authority.root_pem)):
        raise HeaderChanged("the clinic's root certificate in it is not the one of the record.")
    person = header.people.get(opening.opener.staff_id)
    if person is None or header.generation > meta.generation:
        return
    if not registered(connection, fingerprint(load(person.certificate_pem))):
        raise HeaderChanged("your certificate in it does not stand in the clinic's register.")


def _agreed_header(opening: Opening, meta: Meta) -> Header:
    header = opening.header
    if opening.from_previous and header.generation >= meta.generation - 1:
        return replace(header, generation=max(meta.generation, header.generation) + 1)
    if header.generation < meta.generation:
        raise RolledBack(header.generation, meta.generation)
    return header


@contextmanager
def _transaction(engine: Engine, *, without_foreign_keys: bool) -> Iterator[Connection]:
    """A write transaction. Migrations run without foreign keys (a rebuilt parent table would take its
    children along), and the switch works only outside a transaction."""
    with engine.execution_options(write=True).connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise OurError("no database connection")
        if without_foreign_keys:
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def _migrate(connection: Connection, opening: Opening, meta: Meta) -> Pending:
    schema = opening.schema
    if schema is None:
        raise OurError("nothing to migrate")
    before = last_frontier(connection).root()
    drop_triggers(connection, opening.protected)
    schema.migrate(connection)
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise OurError("the migration left rows without their parents")
    if last_frontier(connection).root() != before:
        raise OurError("the migration touched the audit log")
    set_schema_head(connection, schema.head)
    return Pending("schema.migrated", detail={"from": meta.schema_head, "to": schema.head})


def _catch_up(connection: Connection, header: Header, meta: Meta, opening: Opening) -> list[Pending]:
    """After a crash between header and database, or when the previous header was opened on purpose."""
    if header.generation == meta.generation:
        return []
    now, by = stamp(opening.clock.now()), opening.opener.staff_id
    added = []
    for staff_id, person in header.people.items():
        if not registered(connection, fingerprint(load(person.certificate_pem))):
            added.append(add_certificate(connection, person.certificate_pem, "person", staff_id, now, by))
    issuing = header.authority.issuing_pem
    if not registered(connection, fingerprint(load(issuing))):
        added.append(add_certificate(connection, issuing, "issuing", "", now, by))
    set_generation(connection, header.generation)
    action = "header.previous_used" if opening.from_previous else "header.caught_up"
    return [Pending(action, detail={"certificates": added, "from": meta.generation, "to": header.generation})]
