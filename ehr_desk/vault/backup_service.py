"""Backups of an open vault: making, remembering, rotating, and trying one out."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from ehr_desk.common.clock import from_stamp, stamp
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault import backup_branches as branches
from ehr_desk.vault.backup_branches import LET_GO, LETS_GO, STATE
from ehr_desk.vault.backup_branches import SETTINGS as SETTINGS_KEY
from ehr_desk.vault.backup_copy import opened_backup
from ehr_desk.vault.backup_drill import DrillReport, drill
from ehr_desk.vault.backup_keys import WayIn
from ehr_desk.vault.backup_making import FOLDER, Check, Progress, Source, check_vault_only, copy_onto, make_backup
from ehr_desk.vault.backup_manifest import Manifest
from ehr_desk.vault.backup_rules import BackupSettings, BackupState, is_due, is_overdue, may_try, to_keep
from ehr_desk.vault.faults import SittingClosed
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.meta import set_value
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.patience import NoAnswer, answered

MADE, FAILED, DRILLED, SETTINGS = "backup.made", "backup.failed", "backup.drilled", "backup.settings_changed"
NOT_ANSWERING = "The second backup folder did not answer in time; the copy there may be missing."
NOT_SOUND = "The backup is a true copy, but the record itself is not sound: "
_SHORT_SECONDS, _PATIENCE_SECONDS, _SLOWEST, _QUICK = 5, 30, 5_000_000, 50_000_000
"""How long the second folder is waited for: when it is looked at; and for a copy, besides the time that the slowest
disk (bytes in a second) takes. Longer only a disk takes that answers no more. Before a closing window a quick disk is
meant."""


@dataclass(frozen=True)
class KnownBackup:
    """A backup found in one of the two folders. One that is not ``own`` was made by another copy of this record, or
    before this one was restored: rotation leaves it where it is."""

    folder: Path
    manifest: Manifest
    second: bool
    own: bool = True


class BackupService:
    """``check`` looks at a copy after the vault's own checks (replay); ``may_change`` refuses whoever may not change
    the settings. Every method may be called from any thread; one backup is made at a time."""

    def __init__(
        self,
        vault: OpenVault,
        ids: Ids,
        check: Check = check_vault_only,
        may_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._vault = vault
        self._ids = ids
        self._check = check
        self._may_change = may_change
        self._making = threading.Lock()
        self._keys: VaultKeys | None = None
        self._waits = True

    @property
    def place(self) -> Path:
        """The folder inside the vault that holds the backups."""
        return self._vault.folder / FOLDER

    def settings(self) -> BackupSettings:
        """How often, and the second folder."""
        stored = self._stored(SETTINGS_KEY)
        known = {field.name for field in fields(BackupSettings)}
        return BackupSettings(**{name: value for name, value in stored.items() if name in known})

    def change_settings(self, settings: BackupSettings) -> None:
        """Store other settings. The second folder has to exist now and to be neither the vault nor inside it."""
        self._may_change()
        settings.checked()
        second, stored = settings.second_folder, self._stored(STATE)
        if second:
            answered(lambda: _require_apart(Path(second), self._vault.folder), _SHORT_SECONDS)
        with self._vault.write() as unit:
            set_value(unit.session, SETTINGS_KEY, json.dumps(asdict(settings)))
            if stored.pop(LETS_GO, ""):
                set_value(unit.session, STATE, json.dumps(stored))
            detail = {"every_hours": settings.every_hours, "second_folder": bool(settings.second_folder)}
            unit.record(SETTINGS, detail=detail)

    def state(self) -> BackupState:
        """When the last verified backup was made, and whether the next is due."""
        stored, every, now = self._stored(STATE), self.settings().every_hours, self._vault.clock.now()
        last, tried = _time(stored.get("last")), _time(stored.get("tried"))
        former = last is not None and int(stored.get("sheet") or 0) < self._vault.header.recovery.sheet
        return BackupState(
            last=last,
            last_folder=str(stored.get("folder", "")),
            second=_time(stored.get("second")),
            failure=str(stored.get("failure", "")),
            second_failure=str(stored.get("second_failure") or (LET_GO if stored.get(LETS_GO) else "")),
            tried=tried,
            due=(former or is_due(last, now, every)) and may_try(tried, now),
            overdue=is_overdue(last, now, every),
            former_key=former,
        )

    def known(self) -> list[KnownBackup]:
        """The finished backups of this record, newest first; those in the second folder after the same in the first."""
        second, vault_id = self.settings().second_folder, self._vault.header.vault_id
        places = [(branches.of_record(self.place, vault_id), False)]
        with suppress(NoAnswer):
            if second:
                places.append((answered(lambda: branches.of_record(Path(second), vault_id), _SHORT_SECONDS), True))
        found = [KnownBackup(one.folder, one.manifest, second=there) for place, there in places for one in place]
        with self._vault.read() as session:
            own = branches.own(session, (one.manifest for one in found))
        found = [replace(one, own=one.manifest.backup_id in own) for one in found]
        return sorted(found, key=lambda one: (one.manifest.made, not one.second), reverse=True)

    @property
    def under_way(self) -> bool:
        """Whether a backup is being made now."""
        return self._making.locked()

    def finish(self) -> None:
        """Wait until the backup that is under way is made, or has failed."""
        with self._making:
            pass

    def give_up(self) -> None:
        """The keys are about to go: a backup under way comes to no end any more, and its own keys go too."""
        self._waits = False
        if self._keys is not None:
            self._keys.drop()

    def wait_no_longer(self) -> None:
        """The desk is about to be locked: a copy into the second folder that is under way goes on by itself."""
        self._waits = False

    def make(self, progress: Progress = lambda _step: None, *, hurried: bool = False) -> BackupState:
        """Make a verified backup now. A failure is remembered and recorded, then raised. ``hurried``: somebody waits
        before a closing window, so the second folder gets the time of a quick disk only; its copy goes on by itself."""
        if not self._making.acquire(blocking=False):
            raise UserError("A backup is being made already.", "Wait until it is done.")
        self._waits = True
        try:
            with self._own_keys() as keys:
                return self._make(keys, _whoever_watches(progress), hurried=hurried)
        except Exception as error:
            with suppress(UserError, OurError, DBAPIError):
                self._remember_failure(_in_words(error))
            raise
        finally:
            self._making.release()

    @contextmanager
    def _own_keys(self) -> Iterator[VaultKeys]:
        """The record's keys of this moment: somebody may change those of the record while the copy is checked."""
        with self._vault.steady():
            self._keys = keys = self._vault.keys.copy()
        try:
            yield keys
        finally:
            self._keys = None
            keys.drop()

    def make_if_due(self, progress: Progress = lambda _step: None) -> BackupState | None:
        """Make one when it is time and none is being made; None when there was nothing to do."""
        if self._making.locked() or not self.state().due:
            return None
        return self.make(progress)

    def drill(self, folder: Path, way: WayIn) -> DrillReport:
        """Open a backup as one would have to after a loss, check it and compare it with the record."""
        with opened_backup(folder, way.keys, self._vault.protected) as copy:
            report = drill(copy, self._check, self._vault.read)
        with self._vault.write() as unit:
            detail = {"sound": report.sound, "events": report.events}
            unit.record(DRILLED, entity="backup", entity_id=report.backup_id, detail=detail)
        return report

    def _make(self, keys: VaultKeys, progress: Progress, *, hurried: bool) -> BackupState:
        vault = self._vault

        @contextmanager
        def steady() -> Iterator[None]:
            with vault.steady():
                keys.same_as(vault.keys)
                yield

        source = Source(vault.folder, keys, vault.clock, vault.protected, self._root_at)
        made = make_backup(source, self.place, self._ids.new(), check=self._check, steady=steady, progress=progress)
        manifest, stored = made.manifest, self._stored(STATE)
        stored |= (
            {
                "last": manifest.made,
                "folder": manifest.folder_name,
                "sheet": manifest.sheet,
                "failure": "",
                "tried": "",
            }
            if manifest.sound
            else {}
        )
        stored |= {"failure": NOT_SOUND + made.findings[0], "tried": manifest.made} if made.findings else {}
        second, removed = self.settings().second_folder, self._tidy(self.place)
        if second:
            with vault.write() as unit:  # a folder that answers no more takes nothing away from the backup that is made
                set_value(unit.session, STATE, json.dumps(stored | {"second_failure": NOT_ANSWERING}))
            progress("second folder")
        told, there = self._second(Path(second), manifest, hurried=hurried) if second else ({"second_failure": ""}, 0)
        stored, removed = stored | told, removed + there
        progress("tidying")
        with vault.write() as unit:
            set_value(unit.session, STATE, json.dumps(stored))
            unit.record(MADE, entity="backup", entity_id=manifest.backup_id, detail=_detail(manifest, stored, removed))
        return self.state()

    def _second(self, folder: Path, manifest: Manifest, *, hurried: bool) -> tuple[dict[str, str], int]:
        """Copy a finished backup into the second folder and tidy there; what to remember of it, and how many went. On
        a thread of its own, that nobody waits for longer than such a copy takes: a network disk may never answer."""

        def work() -> tuple[dict[str, str], int]:
            copy_onto(folder, self.place / manifest.folder_name, manifest)
            return {"second": manifest.made, "second_failure": ""}, self._tidy(folder)

        patience, speed = (_SHORT_SECONDS, _QUICK) if hurried else (_PATIENCE_SECONDS, _SLOWEST)
        seconds = patience + manifest.database_bytes / speed
        try:
            return answered(work, seconds, lambda: self._waits and not self._vault.closed)
        except NoAnswer:
            return {"second_failure": NOT_ANSWERING}, 0
        except Exception as error:  # the backup that is made is good for all that
            return {"second_failure": _in_words(error)}, 0

    def _tidy(self, place: Path) -> int:
        """Remove what rotation lets go of in a folder: only what this very record made. A trial copy of it, or the
        record that a restore set aside, may have put its own there."""
        try:
            there = branches.of_record(place, self._vault.header.vault_id)
            with self._vault.read() as session:
                own = branches.own(session, (one.manifest for one in there))
        except SittingClosed:
            return 0
        kept = to_keep(one.manifest for one in there if one.manifest.backup_id in own)
        gone = [one.folder for one in there if one.manifest.backup_id in own - kept]
        for folder in gone:
            shutil.rmtree(folder, ignore_errors=True)
        return len(gone)

    def _root_at(self, size: int) -> str:
        with self._vault.read() as session:
            return branches.root_at(session, size)

    def _remember_failure(self, message: str) -> None:
        stored = {**self._stored(STATE), "failure": message, "tried": stamp(self._vault.clock.now())}
        with self._vault.write() as unit:
            set_value(unit.session, STATE, json.dumps(stored))
            unit.record(FAILED, entity="backup")

    def _stored(self, name: str) -> dict[str, Any]:
        with self._vault.read() as session:
            return branches.stored(session, name)


def _whoever_watches(progress: Progress) -> Progress:
    """Tell the steps as long as somebody looks: a page that is gone meanwhile takes no backup with it."""

    def told(step: str) -> None:
        with suppress(RuntimeError):  # what Qt says of a signal whose page was deleted
            progress(step)

    return told


def _in_words(error: Exception) -> str:
    """A failure as it is remembered; of our own mistakes only the kind, since their text could hold clinical facts."""
    if isinstance(error, UserError):
        return error.message
    if isinstance(error, OSError):
        return "It could not be written."
    return f"The program made a mistake ({type(error).__name__}). The earlier backups were kept."


def _detail(manifest: Manifest, stored: dict[str, Any], removed: int) -> dict[str, Any]:
    return {
        "bytes": manifest.database_bytes,
        "events": manifest.events,
        "removed": removed,
        "root": manifest.root,
        "second": stored.get("second") == manifest.made,
        "sheet": manifest.sheet,
        "sound": manifest.sound,
    }


def _require_apart(second: Path, vault: Path) -> None:
    try:
        there, inside, outside = second.is_dir(), second.resolve(), vault.resolve()
    except OSError as error:
        raise UserError("The second backup folder cannot be read.", "Choose a folder that you may write to.") from error
    if not there:
        raise UserError("The second backup folder is not there.", "Create it, or connect the disk that holds it.")
    if inside == outside or outside in inside.parents:
        raise UserError(
            "The second backup folder lies inside the record's own folder.", "Choose a folder on another disk."
        )


def _time(value: object) -> datetime | None:
    try:
        return from_stamp(str(value)) if value else None
    except ValueError:
        return None
