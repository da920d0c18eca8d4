"""Backups as words for the screen. Pure, but for the two acts on files at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ehr_desk.common.clock import Clock
from ehr_desk.ui.pages.record.words import relative_day
from ehr_desk.ui.theme import Tone

if TYPE_CHECKING:
    from ehr_desk.desk import Desk
    from ehr_desk.vault.backup_drill import DrillReport
    from ehr_desk.vault.backup_rules import BackupSettings, BackupState
    from ehr_desk.vault.backup_service import KnownBackup
    from ehr_desk.vault.restore import Restored

FORMER_KEY = (
    "The record has had a new key since: somebody's access ended, or the recovery sheet was replaced. The newest "
    "backup still opens with the passphrases and the sheet of before."
)
STEPS = {
    "copying": "Copying the record…",
    "checking": "Opening the copy and checking it…",
    "second folder": "Copying it to the second folder…",
    "tidying": "Removing old backups…",
}


@dataclass(frozen=True)
class Facts:
    """What the page shows, read in one go."""

    state: BackupState
    settings: BackupSettings
    known: tuple[KnownBackup, ...]


@dataclass(frozen=True)
class StateWords:
    """The state in words: icon, tone, one sentence, further facts."""

    icon: str
    tone: Tone
    head: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class BackupWords:
    """One backup of the list."""

    folder: Path
    when: str
    about: str
    chip: str
    tone: Tone


def read_facts(desk: Desk) -> Facts:
    """Everything the page shows."""
    backups = desk.backups
    return Facts(backups.state(), backups.settings(), tuple(backups.known()))


def when(at: datetime, clock: Clock) -> str:
    """A time at this desk: "today at 14:05", "19 Nov at 08:30"."""
    there = at.astimezone(clock.local().tzinfo)
    return f"{relative_day(there.date(), clock.today())} at {there:%H:%M}"


def short_words(state: BackupState, clock: Clock) -> tuple[str, Tone | None]:
    """One line for the home page, and its tone where it needs a look."""
    failed = _trouble(state, clock)
    if state.last is None:
        return f"No verified backup has been made yet.{failed}", "warning"
    said = f"Last verified backup: {when(state.last, clock)}.{failed}"
    if state.overdue:
        return f"{said} The next one is overdue.", "warning"
    if state.former_key:
        return f"{said} The record has had a new key since: make a new backup now.", "warning"
    return said, "warning" if failed else None


def _trouble(state: BackupState, clock: Clock) -> str:
    from ehr_desk.vault.backup_service import NOT_SOUND

    if state.tried and state.failure.startswith(NOT_SOUND):
        return f" The one of {when(state.tried, clock)} found the record not sound: see Backups."
    if state.tried:
        return f" The last attempt failed ({when(state.tried, clock)}); it is tried again."
    return f" {_second_words(state)[0]} see Backups." if state.second_failure else ""


def _second_words(state: BackupState) -> tuple[str, str]:
    """What is the matter with the second folder, short and whole."""
    from ehr_desk.vault.backup_branches import LET_GO

    if state.second_failure == LET_GO:
        return "No second folder since the restore:", LET_GO
    said = "The second folder did not work:"
    return said, f"{said} {state.second_failure}"


def state_words(state: BackupState, settings: BackupSettings, clock: Clock) -> StateWords:
    """The state for the page."""
    facts = [f"While the desk is unlocked one is made every {hours(settings.every_hours)}."]
    if settings.second_folder:
        last = f"the last copy there is of {when(state.second, clock)}" if state.second else "no copy is there yet"
        facts.append(f"Second folder: {settings.second_folder}; {last}.")
    else:
        facts.append("There is no second folder: if this computer's disk fails, the backups on it are lost with it.")
    if state.second_failure:
        facts.append(_second_words(state)[1])
    if state.failure:
        facts.append(state.failure)
    if state.last is None:
        return StateWords("alert-triangle", "warning", "No verified backup has been made yet", tuple(facts))
    head = f"The last verified backup was made {when(state.last, clock)}"
    if state.overdue:
        return StateWords("alert-triangle", "warning", f"{head}; the next one is overdue", tuple(facts))
    if state.former_key:
        facts.insert(0, FORMER_KEY)
        return StateWords("alert-triangle", "warning", "Make a new backup now", (f"{head}.", *facts))
    if state.failure or state.second_failure:
        return StateWords("alert-triangle", "warning", head, tuple(facts))
    return StateWords("shield-check", "success", head, tuple(facts))


def backup_words(known: KnownBackup, clock: Clock) -> BackupWords:
    """One backup of the list."""
    manifest = known.manifest
    place = "second folder" if known.second else "this computer"
    about = f"{place} · recovery sheet {manifest.sheet} · {size_words(manifest.database_bytes)}"
    if manifest.purpose != "regular":
        about += f" · made {manifest.purpose}"
    if not known.own:
        about += " · of another copy of this record, or of before it was restored"
    chip, tone = ("Verified", "success") if manifest.sound else ("Record not sound", "warning")
    made: Tone = "success" if tone == "success" else "warning"
    there = when(manifest.made_at, clock)
    return BackupWords(known.folder, there[0].upper() + there[1:], about, chip, made)


def hours(number: int) -> str:
    """ "hour" or "4 hours"."""
    return "hour" if number == 1 else f"{number} hours"


def size_words(size: int) -> str:
    """A file's size for people."""
    return f"{max(1, round(size / 1024))} kB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"


def drill_words(report: DrillReport) -> tuple[str, str]:
    """A drill's result: what it showed, and the details."""
    if report.sound:
        return (
            "This backup opens and every check passed: one could go on working from it.",
            f"{report.rows} rows and {report.events} audit events were compared with the record, which has gone on "
            f"since by {report.newer_events} events.",
        )
    return "This backup is not sound.", " ".join(report.findings[:3])


def try_out(desk: Desk, folder: Path, passphrase: str, code: str) -> DrillReport:
    """Open a backup the way one would after a loss, and compare it with the record."""
    return desk.backups.drill(folder, desk.sitting.way_into_backup(passphrase, code))


def restore_to(desk: Desk, folder: Path, target: Path, passphrase: str, code: str) -> Restored:
    """Make a record of a backup in a new folder; the one that is open stays as it is."""
    return desk.restore(folder, target, desk.sitting.way_into_backup(passphrase, code))
