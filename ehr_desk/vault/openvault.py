"""An unlocked vault: the database, the header and the keys, shared by ordinary and recovery sittings."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.vault.audit import AuditLog
from ehr_desk.vault.audit_check import verify_log
from ehr_desk.vault.audit_reader import AuditReader
from ehr_desk.vault.ballast import Ballast
from ehr_desk.vault.engine import NAME, opens, rekey
from ehr_desk.vault.faults import DatabaseRefused, DiskFull
from ehr_desk.vault.gate import Gate
from ehr_desk.vault.header import Header
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.kept_rows import KEPT, begin, header_changes, header_hashes, told_with, with_detail
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.lockfile import LockFile
from ehr_desk.vault.meta import set_generation
from ehr_desk.vault.storage_faults import storage_faults
from ehr_desk.vault.timekeeping import GONE_ON, Behind, behind
from ehr_desk.vault.trust import Trust
from ehr_desk.vault.unit import Unit

_WRITE_SECONDS, _CHECKPOINT_MS = 10.0, 500
"""How long closing waits for a transaction under way, and for readers to leave the write-ahead log."""


class OpenVault:
    """Everything that exists only between unlock and lock."""

    def __init__(
        self,
        folder: Path,
        header: Header,
        keys: VaultKeys,
        engine: Engine,
        log: AuditLog,
        lock: LockFile,
        clock: Clock,
        protected: tuple[str, ...],
        kept: tuple[str, ...] = KEPT,
        behind: Behind | None = None,
    ) -> None:
        self.folder = folder
        self.header = header
        self.keys = keys
        self.clock = clock
        self.protected = protected
        self.behind = behind
        self._kept = kept
        self.log = log
        self.audit = AuditReader(self.read, lambda session: verify_log(session, self.trust))
        self._engine = engine
        self._reader = engine.execution_options(write=False)
        self._writer = engine.execution_options(write=True)
        self._lock = lock
        self.ballast = Ballast(folder)
        self._gate = Gate()
        self._writing = threading.Lock()
        self._changing = threading.RLock()
        self._writing_thread = 0
        self._reading = threading.local()
        self.written = 0
        """How many transactions were committed since the unlock: where it is the same as before, so is the record,
        for nobody else writes to it meanwhile (``lockfile``)."""
        self._header_owed = False

    @property
    def trust(self) -> Trust:
        """What signatures in this vault are measured against."""
        return Trust(self.header.vault_id, self.header.authority.root_pem, self.header.recovery.publics)

    @property
    def closed(self) -> bool:
        """Whether the desk was locked."""
        return self._gate.closed

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session over one snapshot, on its own connection."""
        with (
            self._gate.entered(),
            self._fresh_after_damage(),
            storage_faults(reading=True),
            Session(self._reader, expire_on_commit=False) as session,
        ):
            under_way = self._under_way()
            under_way.append(session)
            try:
                yield session
            finally:
                under_way.remove(session)

    @contextmanager
    def read_on(self) -> Iterator[Session]:
        """The snapshot that this thread is reading already, for a question that belongs to what it reads; else a new
        one."""
        if under_way := self._under_way():
            yield under_way[-1]
        else:
            with self.read() as session:
                yield session

    def _under_way(self) -> list[Session]:
        """The sessions in which this thread reads, the innermost last."""
        found: list[Session] = self._reading.__dict__.setdefault("sessions", [])
        return found

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """One write transaction; events recorded in it are signed and committed with it."""
        with (
            self._gate.entered(),
            self._one_writer(),
            self._room_when_full(),
            self._fresh_after_damage(),
            storage_faults(),
        ):
            with Session(self._writer, expire_on_commit=False) as session, session.begin():
                begin(session.connection(), self._kept)
                unit = Unit(session)
                yield unit
                session.flush()
                self.log.append(session, told_with(session.connection(), unit.events))
                for last in unit.before_commit:
                    last()
            self.written += 1
            self._lock.heartbeat()

    @contextmanager
    def _fresh_after_damage(self) -> Iterator[None]:
        """A connection that met a damaged page answers nothing any more: the next work gets a new one."""
        try:
            yield
        except DatabaseRefused:
            self._engine.dispose()
            raise

    @contextmanager
    def _room_when_full(self) -> Iterator[None]:
        """A write that finds the disk full fails; the next one has the ballast's room."""
        try:
            yield
        except DiskFull:
            self.ballast.release()
            raise

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._writing_thread == me:
            raise OurError("a write transaction was begun inside another one")
        with self._writing:
            self._writing_thread = me
            try:
                yield
            finally:
                self._writing_thread = 0

    def change_header(self, change: Callable[[Header], Header], fill: Callable[[Unit], None]) -> None:
        """Header and database together: the header is replaced last, just before the commit. If the commit
        fails, the old header is put back as a newer generation; if the program dies in between, the next
        unlock brings the two together (``agreement``). From the commit on the header before it serves nothing but
        somebody's old way in, so its copy goes; where it cannot, the next unlock tries again."""
        with self._changing:
            old, new = self.header, change(self.header)
            file = HeaderFile(self.folder)
            self._repair(file, old)
            try:
                with self.write() as unit:
                    fill(unit)
                    unit.events = with_detail(unit.events, header_changes(header_hashes(old), new))
                    set_generation(unit.session, new.generation)
                    unit.before_commit.append(lambda: file.replace(new, self.keys))
            except BaseException:
                self.header = self._put_back(file, old, new)
                raise
            self.header = new
            with contextlib.suppress(UserError):
                file.renew_previous()

    @property
    def clock_behind(self) -> Behind | None:
        """As :attr:`behind`, and also where the clock was set back since the unlock."""
        if self.behind is not None:
            return self.behind
        with self.read() as session:
            return behind(session.connection(), self.clock.local())

    def go_on(self) -> None:
        """Somebody says that the clock was wrong before and is right now: what the log says of later times counts no
        more for this computer's clock."""
        if self.behind is not None:
            with self.write() as unit:
                unit.record(GONE_ON, entity="record", detail={"last": stamp(self.behind.last)})
            self.behind = None

    @contextmanager
    def steady(self) -> Iterator[None]:
        """While this is held the header and the keys do not change; writing goes on. For a backup, which keeps both.
        Locking does not wait for it."""
        with self._changing:
            with self._gate.entered():
                pass
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this is held nobody else reads or writes: their work waits."""
        with self._changing, self._gate.alone():
            yield

    def rekey(self, vault_key: bytes) -> None:
        """Encrypt the database under another vault key; only within :meth:`alone`. The header is not touched."""
        new, path = VaultKeys(vault_key), self.folder / NAME
        self._engine.dispose()
        try:
            rekey(path, self.keys.database, new.database)
        except BaseException:
            if not opens(path, new.database):  # else all is done but for moving it out of the log
                raise
        new.drop()
        self.keys.become(vault_key)

    def _put_back(self, file: HeaderFile, old: Header, new: Header) -> Header:
        """The header that now lies on the disk after a change failed."""
        if self.closed or file.read().header.generation == old.generation:
            return old
        restored = replace(old, generation=new.generation + 1)
        self._header_owed = True
        with contextlib.suppress(UserError):  # before the next change, or the next unlock takes the change back
            self._repair(file, restored)
        return restored

    def _repair(self, file: HeaderFile, header: Header) -> None:
        if self._header_owed:
            file.repair(header, self.keys)
            self._header_owed = False

    def checkpoint(self) -> None:
        """Move everything from the write-ahead log into the database file, as far as readers allow."""
        with self._gate.entered():
            self._checkpoint()

    def _checkpoint(self, patience_ms: int | None = None) -> None:
        with storage_faults(), self._writer.connect() as connection:
            driver = connection.connection.driver_connection
            if driver is not None:
                if patience_ms is not None:
                    driver.execute(f"PRAGMA busy_timeout = {patience_ms}")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def heartbeat(self) -> None:
        """Show other computers that this one still holds the vault."""
        if not self.closed:
            self._lock.heartbeat()

    def hand_over(self) -> None:
        """Close the database only: keys and lock go on in another opening of the same vault."""
        self.log.drop()
        self._engine.dispose()

    def close(self) -> None:
        """Wait for what is being written and a moment for what is being read, checkpoint, close, drop the keys, free
        the lock. A long look (a check, a copy) comes to no end any more. Harmless when repeated."""
        if not self._gate.close():
            return
        written = self._writing.acquire(timeout=_WRITE_SECONDS)
        try:
            with contextlib.suppress(UserError, OSError):
                self._checkpoint(_CHECKPOINT_MS)
            self._engine.dispose()
        finally:
            if written:
                self._writing.release()
            self.log.drop()
            self.keys.drop()
            self._lock.release()
