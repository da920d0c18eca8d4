"""From an opened header to an open vault: checks, repairs that are always reported, and the unlock event."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Engine

from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.vault.agreement import (
    CHANGED_PAST,
    MARKED_AGAIN,
    Agreed,
    ChangeTakenBack,
    agree,
    marked_again,
    require_valid_opener,
    unexplained,
)
from ehr_desk.vault.alarms import DEFINITIONS, HEADER_AHEAD, TRIGGERS, form_alarm
from ehr_desk.vault.anchor_alarms import anchors_alarm, mend_anchors
from ehr_desk.vault.anchors import AnchorFile
from ehr_desk.vault.audit import AuditLog, Pending, cut_back, sound_frontier
from ehr_desk.vault.backup_making import Source
from ehr_desk.vault.definitions import (
    EXTENDED,
    FOREIGN,
    definitions,
    drop_foreign_triggers,
    foreign_triggers,
    print_of,
    require_tables,
    told_print,
)
from ehr_desk.vault.engine import NAME, open_engine
from ehr_desk.vault.enrolments import enrolments
from ehr_desk.vault.failures import Failed, FailedUnlocks
from ehr_desk.vault.faults import RESTORE, DatabaseRefused
from ehr_desk.vault.header import Header
from ehr_desk.vault.header_told import told_header
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.kept_rows import KEPT, begin, header_changes, header_print, told_with, with_detail
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.lockfile import LockFile
from ehr_desk.vault.meta import Meta, read_meta, set_generation
from ehr_desk.vault.migrating import backup_before, migrate, outdated, require_known
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.protocols import Schema
from ehr_desk.vault.rotation import told_late
from ehr_desk.vault.sealed_tables import SEALED_APPEND_ONLY
from ehr_desk.vault.sittings import ANCHOR_STATE, HEADER_STATE, new_sitting
from ehr_desk.vault.storage_faults import storage_faults
from ehr_desk.vault.tables import APPEND_ONLY, METADATA
from ehr_desk.vault.timekeeping import BEHIND, behind
from ehr_desk.vault.triggers import RESTORED, create_triggers, missing_triggers
from ehr_desk.vault.trust import Trust


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
        return (*APPEND_ONLY, *SEALED_APPEND_ONLY, *(self.schema.triggers if self.schema else ()))

    @property
    def kept(self) -> tuple[str, ...]:
        """The tables whose rows the audit log keeps hashes of."""
        return (*KEPT, *(self.schema.kept if self.schema else ()))


def open_vault(opening: Opening) -> OpenVault:
    """The open vault, with its unlock already in the audit log."""
    keys = opening.keys  # the engine stays for the whole sitting: it must not hold the opener's signature with it
    engine = open_engine(opening.folder / NAME, lambda: keys.database)
    try:
        with storage_faults():
            return _open(opening, engine)
    except BaseException:
        engine.dispose()
        raise


def _open(opening: Opening, engine: Engine) -> OpenVault:
    with engine.connect() as connection:
        meta = read_meta(connection)
        if opening.schema is not None:
            require_known(opening.schema, meta)
            require_tables(connection, (*METADATA.tables, *opening.schema.metadata.tables))
        missing, foreign = missing_triggers(connection, opening.protected), foreign_triggers(connection)
        agreed = _agreed(connection, opening, meta)
        mend_anchors(connection, opening.folder, meta.vault_id)
    header = agreed.header
    _require_same_opener(opening, header)
    migrates = opening.schema is not None and outdated(opening.schema, meta)
    if migrates and meta.schema_head and agreed.action:
        # Header and record are brought together first: the backup before a migration holds a pair that fits.
        together = _open(replace(opening, schema=None), engine)
        together.log.drop()
        return _open(replace(opening, header=together.header, from_previous=False), engine)
    found = {"after_unclean_end": opening.lock.left_open, ANCHOR_STATE: AnchorFile(opening.folder).state()}
    signatory, key, opened = new_sitting(header.vault_id, opening.opener, found)
    log = AuditLog(signatory, key, opening.clock)
    failed = opening.failures.unlogged()
    events = [opened, *_refusals(failed)]
    if missing:
        events.append(Pending(RESTORED, detail={"tables": missing}))
    if foreign:
        events += [Pending(FOREIGN, detail={"names": foreign}), form_alarm(TRIGGERS, len(foreign))]
    if agreed.action:
        events.append(Pending(agreed.action, detail={"from": meta.generation, "to": header.generation}))
    if opening.schema is not None and migrates and meta.schema_head:
        before = backup_before(Source(opening.folder, opening.keys, opening.clock, opening.protected), opening.schema)
        events.append(Pending("backup.made", "backup", before.backup_id, detail={"root": before.root}))
    with _transaction(engine, without_foreign_keys=migrates) as connection:
        drop_foreign_triggers(connection, foreign)
        frontier, sound = sound_frontier(connection)
        if not sound:
            events.append(Pending("audit.end_altered", detail={"events": frontier.size}))
        if shortened := cut_back(connection, frontier):
            events.append(shortened)
        late = behind(connection, opening.clock.local())
        if late:
            events.append(Pending(BEHIND, detail={"last": stamp(late.last)}))
        trust = Trust(header.vault_id, header.authority.root_pem, header.recovery.publics)
        events += anchors_alarm(connection, opening.folder, trust)
        events += _extended(connection)
        if opening.schema is not None and migrates:
            events += migrate(connection, opening.schema, meta, opening.protected)
        create_triggers(connection, opening.protected)
        begin(connection, opening.kept)
        said = enrolments(connection, trust)
        header, again = marked_again(header, said)
        past = agreed.action == CHANGED_PAST or (bool(again) and not agreed.action)
        if agreed.action or again:
            known = told_header(connection, said).parts
            if past or unexplained(opening.folder, agreed.header, known, said.begun):
                events.append(form_alarm(HEADER_AHEAD, 1))
            events += [Pending(MARKED_AGAIN, "staff", staff_id) for staff_id in again]
            if not past:  # the check goes on naming what somebody changed
                events += told_late(connection, header, said.begun)
                events = with_detail(events, header_changes(known, header))
        events[0] = replace(opened, detail={**opened.detail, HEADER_STATE: header_print(header)})
        set_generation(connection, header.generation)
        log.append(connection, told_with(connection, events), frontier)
        if header.generation != opening.header.generation:
            HeaderFile(opening.folder).repair(header, opening.keys)
    opening.failures.logged(failed)
    with contextlib.suppress(UserError):  # a full disk: the next change or unlock tries again
        HeaderFile(opening.folder).renew_previous()
    return OpenVault(
        opening.folder,
        header,
        opening.keys,
        engine,
        log,
        opening.lock,
        opening.clock,
        opening.protected,
        opening.kept,
        late,
    )


def _extended(connection: Connection) -> list[Pending]:
    """Make the vault's own tables that this release adds; an alarm where what was there is not what the log says."""
    before, told = print_of(definitions(connection)), told_print(connection)
    METADATA.create_all(connection)
    after = print_of(definitions(connection))
    events = [form_alarm(DEFINITIONS, 1)] if told and before != told else []
    return [*events, Pending(EXTENDED, detail={"definitions": after})] if after != before and told else events


def _refusals(failed: dict[str, Failed]) -> list[Pending]:
    return [
        Pending(
            "unlock.refused", "staff", staff_id, detail={"count": f.unlogged, "first": f.first_unlogged, "last": f.last}
        )
        for staff_id, f in sorted(failed.items())
    ]


def _agreed(connection: Connection, opening: Opening, meta: Meta) -> Agreed:
    if meta.vault_id != opening.header.vault_id:
        raise DatabaseRefused("The database belongs to another vault.", RESTORE)
    header, previous = opening.header, opening.from_previous
    agreed = agree(opening.folder, header, opening.keys, meta, connection, from_previous=previous)
    require_valid_opener(agreed.header, opening.opener.staff_id, connection)
    return agreed


def _require_same_opener(opening: Opening, agreed: Header) -> None:
    """Whoever came in through a change that is taken back has to come in again."""
    opener = opening.opener.staff_id
    if opener in opening.header.people and (
        opener not in agreed.people
        or agreed.people[opener].certificate_pem != opening.header.people[opener].certificate_pem
    ):
        HeaderFile(opening.folder).repair(agreed, opening.keys)
        raise ChangeTakenBack


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
