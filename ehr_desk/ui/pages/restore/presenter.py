"""Restoring without widgets: which backups there are, trying one out, and the jobs that make a record.

Everything slow is what the command line does too (``chart.copies``, ``vault.salvage``) and loads when it runs.
"""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.ui.pages.backup.presenter import size_words, when
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.vault import VaultFile
from ehr_desk.vault.ballast import DATABASE
from ehr_desk.vault.headerfile import NAME as HEADER
from ehr_desk.vault.headerfile import PREVIOUS
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.patience import NoAnswer, answered
from ehr_desk.vault.standing import may_stand_in, set_aside, vaults_named_in

if TYPE_CHECKING:
    from ehr_desk.chart.copies import Contents
    from ehr_desk.vault.backup_drill import DrillReport
    from ehr_desk.vault.backup_keys import WayIn
    from ehr_desk.vault.backup_manifest import StoredManifest
    from ehr_desk.vault.factors import Factor
    from ehr_desk.vault.restore import Restored
    from ehr_desk.vault.salvage import SalvageReport

BACKUPS = "backups"
SHOWN = 6
_PATIENCE_SECONDS = 5
STEPS = {
    "checking": "Opening the backup and checking it…",
    "writing": "Writing the record…",
    "unlocking": "Opening the record…",
}


@dataclass(frozen=True)
class Key:
    """What was typed to open a backup or a damaged record: the code where one was typed, else the passphrase."""

    staff_id: str
    passphrase: str
    code: str
    factors: Sequence[Factor] = ()

    def fault(self) -> str:
        """What is missing, empty where nothing is."""
        return "" if self.passphrase or self.code else "Type the passphrase of that time, or the recovery code."


@dataclass(frozen=True)
class Tried:
    """A backup that was opened and checked. ``contents`` is None where it is too damaged for that; ``standing`` is what
    the record holds in whose place it may go, None where that does not open with what was typed."""

    report: DrillReport
    contents: Contents | None
    standing: Contents | None = None

    @property
    def damaged(self) -> str:
        """What is wrong with the backup itself, so that nothing can be restored from it; empty where nothing is."""
        from ehr_desk.vault.backup_making import untrue_in

        return next(iter(untrue_in(self.report.findings)), "")


def found_in(places: Iterable[Path]) -> list[StoredManifest]:
    """The backups in some folders, newest first, each once."""
    from ehr_desk.vault.backup_manifest import backups_in

    found = {one.manifest.backup_id: one for place in places for one in backups_in(place)}
    return sorted(found.values(), key=lambda one: one.manifest.made, reverse=True)


def backup_words(one: StoredManifest, clock: Clock) -> tuple[str, str]:
    """One backup of the list: when it was made, and what else it says about itself before it is opened."""
    manifest = one.manifest
    made = when(manifest.made_at, clock)
    about = [size_words(manifest.database_bytes), f"recovery sheet {manifest.sheet}"]
    if manifest.purpose != "regular":
        about.append(f"made {manifest.purpose}")
    if not manifest.sound:
        about.append("the record was not sound then")
    return made[0].upper() + made[1:], " · ".join(about)


def tried_words(tried: Tried, clock: Clock) -> list[str]:
    """What a checked backup is and holds."""
    report = tried.report
    said = [f"Every check passed: {report.rows} rows, {report.events} audit events."] if report.sound else []
    if tried.contents is not None:
        said.insert(0, tried.contents.sentence(clock.local().tzinfo))
    said += [f"The record was not sound when it was backed up: {finding}" for finding in report.findings[:3]]
    return said


def put_aside(tried: Tried) -> int:
    """How many signed entries the record that stands there has and the backup lacks."""
    held, kept = tried.standing, tried.contents
    return len(held.signed - kept.signed) if held is not None and kept is not None else 0


def standing_words(tried: Tried, clock: Clock) -> str:
    """What would be put aside where the backup takes the place of the record that stands there."""
    held = tried.standing
    if held is None:
        return "What stands there does not open with what you typed, or is damaged."
    said = "The record that stands there opens."
    if held.last is not None:
        last = held.last.astimezone(clock.local().tzinfo)
        said = f"{said} The last thing in it was done on {show_date(last.date())}, {last:%H:%M}, by {held.by}."
    lost = put_aside(tried)
    if not lost:
        return f"{said} It holds no signed entry that this backup lacks."
    entries = count(lost, "signed entry", "signed entries")
    return f"{said} {entries} of it {'is' if lost == 1 else 'are'} not in this backup and would be put aside."


class RestorePresenter:
    """``folder`` is where the record of this window stands, or where one would go; it may be damaged or gone.
    ``second`` is the second folder for backups that this computer remembers."""

    def __init__(self, folder: Path, clock: Clock, kdf: KdfLimits, second: Path | None = None) -> None:
        self.folder = folder
        self._second = second
        self.clock = clock
        self._kdf = kdf

    def places(self) -> list[Path]:
        """Where backups of this record are looked for: inside of it, inside of what was set aside for it, and in the
        second folder, if that answers: nothing else waits for a disk that does not."""
        here = [self.folder / BACKUPS, *(place / BACKUPS for place in set_aside(self.folder))]
        second = self._second
        with contextlib.suppress(NoAnswer):
            if second is not None and answered(lambda: bool(found_in([second])), _PATIENCE_SECONDS):
                here.append(second)
        return here

    def look(self) -> list[StoredManifest]:
        """The backups that are known without asking. Two clinics may have one second folder: only this record's are
        shown where something in its folder tells which those are."""
        own = vaults_named_in(self.folder)
        return [one for one in found_in(self.places()) if not own or one.manifest.vault_id in own]

    def look_in(self, chosen: Path) -> list[StoredManifest]:
        """What lies in a folder that was chosen: the backup itself, or those inside. Raises ``UserError``."""
        from ehr_desk.vault.backup_manifest import NAME, read_manifest

        if (chosen / NAME).exists():
            return [read_manifest(chosen)]
        found = found_in([chosen, chosen / BACKUPS])
        if not found:
            raise UserError(
                "No backup lies in that folder.",
                "A backup is a folder whose name ends in .backup. Choose it, or the folder that holds it.",
            )
        return found

    def keys_of(self, folder: Path) -> VaultFile:
        """Who could open a backup or a record, by its key file. Raises ``UserError``."""
        return VaultFile(folder, self._kdf)

    @property
    def something_stands(self) -> bool:
        """Whether a record, or what is left of one, stands in the folder."""
        return any((self.folder / name).exists() for name in (HEADER, PREVIOUS, DATABASE))

    @property
    def can_salvage(self) -> bool:
        """Whether there is something to read: a key file that can be used, and a database."""
        return (self.folder / DATABASE).exists() and self._vault_id(self.folder) != ""

    def may_replace(self, backup: Path) -> bool:
        """Whether the backup may go where the record stands: never in the place of another record."""
        return self.something_stands and may_stand_in(self.folder, self._vault_id(backup))

    def new_folder(self, ending: str) -> Path:
        """A folder that is free: this one where nothing stands, else one beside it ("clinic-restored.vault")."""
        if not self.folder.exists() or (self.folder.is_dir() and not any(self.folder.iterdir())):
            return self.folder
        names = [f"-{ending}", *(f"-{ending}-{number}" for number in range(2, 100))]
        beside = (self.folder.with_name(f"{self.folder.stem}{name}{self.folder.suffix}") for name in names)
        return next((one for one in beside if not one.exists()), self.folder)

    def trying(self, backup: Path, key: Key) -> Callable[[], Tried]:
        """The job that opens a backup and runs every check on it."""

        def try_out() -> Tried:
            from ehr_desk.chart.copies import contents_standing, try_backup

            way = self._way(key)
            standing = contents_standing(self.folder, way) if self.may_replace(backup) else None
            return Tried(*try_backup(backup, way), standing)

        return try_out

    def restoring(
        self, backup: Path, key: Key, target: Path, *, replace: bool, progress: Callable[[str], object]
    ) -> Callable[[], Restored]:
        """The job that makes a record of a backup."""

        def restore() -> Restored:
            from ehr_desk.chart.copies import restore_record

            return restore_record(
                backup, target, self._way(key), clock=self.clock, kdf=self._kdf, replace=replace, progress=progress
            )

        return restore

    def salvaging(self, key: Key, target: Path, progress: Callable[[str], object]) -> Callable[[], SalvageReport]:
        """The job that makes a record of what can be read of the damaged one."""

        def save() -> SalvageReport:
            from ehr_desk.chart.schema import ChartSchema
            from ehr_desk.vault.salvage import Salvaging, salvage

            means = Salvaging(self._way(key), self.clock, self._kdf, platform.node(), ChartSchema(), progress)
            return salvage(self.folder, target, means)

        return save

    def _way(self, key: Key) -> WayIn:
        from ehr_desk.vault.backup_keys import ByCode, ByPassphrase

        return ByCode(key.code) if key.code else ByPassphrase(key.staff_id, key.passphrase, self._kdf, key.factors)

    def _vault_id(self, folder: Path) -> str:
        try:
            return VaultFile(folder, self._kdf).vault_id
        except UserError:
            return ""
