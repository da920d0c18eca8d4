"""``ehr-desk backup``, ``drill``, ``restore`` and ``salvage``: keeping a record and getting it back."""

from __future__ import annotations

import argparse
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehr_desk.cli.answering import FAILED, OK, answer
from ehr_desk.cli.asking import Means, passphrase, second_secrets, tell_room, unlock_desk, who
from ehr_desk.cli.parsing import Commands

if TYPE_CHECKING:
    from ehr_desk.vault.backup_keys import WayIn
    from ehr_desk.vault.backup_rules import BackupState

_STEPS = {
    "copying": "Copying the record ...",
    "checking": "Opening the copy and checking it ...",
    "writing": "Writing the record ...",
    "unlocking": "Opening the record ...",
    "second folder": "Copying it to the second folder ...",
    "tidying": "Removing old backups ...",
}


def add(commands: Commands) -> None:
    """Describe the commands."""
    backup = commands.add_parser("backup", help="make a backup and check it; or list the backups")
    backup.add_argument("folder", type=Path, metavar="DIR")
    backup.add_argument("--login", default="", help="who unlocks the vault")
    backup.add_argument("--list", action="store_true", help="make none, list those that are there")
    backup.add_argument("--json", action="store_true", help="the answer as JSON")
    backup.set_defaults(run=_backup)

    drill = commands.add_parser("drill", help="try out a backup without restoring it")
    drill.add_argument("backup", type=Path, metavar="BACKUP")
    _add_way(drill)
    drill.add_argument("--vault", dest="record", type=Path, metavar="DIR", help="compare it with this vault as well")
    drill.set_defaults(run=_drill)

    restore = commands.add_parser("restore", help="make a vault of a backup")
    restore.add_argument("backup", type=Path, metavar="BACKUP")
    restore.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    restore.add_argument(
        "--replace", action="store_true", help="DIR holds a vault: rename it, keep it, and restore in its place"
    )
    _add_way(restore)
    restore.set_defaults(run=_restore)

    salvage = commands.add_parser("salvage", help="get what can be read out of a damaged vault")
    salvage.add_argument("folder", type=Path, metavar="DIR", help="the damaged vault; it is only read")
    salvage.add_argument("to", type=Path, metavar="NEW", help="a new or empty folder")
    _add_way(salvage)
    salvage.set_defaults(run=_salvage)


def _add_way(command: argparse.ArgumentParser) -> None:
    command.add_argument("--login", default="", help="whose passphrase opens it")
    command.add_argument("--code", action="store_true", help="open it with the recovery code instead")
    command.add_argument("--json", action="store_true", help="the answer as JSON")


def _way(options: argparse.Namespace, means: Means, folder: Path) -> WayIn:
    """``folder`` holds the key file that the passphrase or the code has to open: a backup, or a damaged vault."""
    from ehr_desk.vault.backup_keys import ByCode, ByPassphrase
    from ehr_desk.vault.backup_manifest import read_manifest
    from ehr_desk.vault.vault import VaultFile

    if options.run is not _salvage:
        read_manifest(folder)  # what is no backup is said before anything is asked
    file = VaultFile(folder, means.limits())
    if options.code:
        return ByCode(passphrase("Recovery code: "))
    person = who([person for person in file.people if not person.retired], options.login)
    words = passphrase("Passphrase: ")
    factors = tuple(second_secrets(file.needs(person.staff_id)))
    return ByPassphrase(person.staff_id, words, means.limits(), factors)


def _backup(options: argparse.Namespace, means: Means) -> int:
    desk = unlock_desk(options.folder, options.login, means)
    try:
        if options.list:
            _answer_list(desk.backups.known(), as_json=options.json)
            return OK
        state = desk.backups.make(_tell)
        folder = next(one.folder for one in desk.backups.known() if one.own and not one.second)
    finally:
        desk.lock()
        tell_room(options.folder)
    if options.json:
        answer(_state_json(state, folder))
    else:
        answer(_state_words(state, folder))
    return FAILED if state.failure else OK


def _tell(step: str) -> None:
    print(_STEPS[step], file=sys.stderr, flush=True)


def _state_words(state: BackupState, folder: Path) -> list[str]:
    said = [f"The backup stands in {folder}."]
    said.append(state.failure or "It was opened again and every check passed.")
    if state.second_failure:
        said.append(f"Second folder: {state.second_failure}")
    elif state.second:
        said.append("The same backup stands in the second folder.")
    return said


def _state_json(state: BackupState, folder: Path) -> dict[str, Any]:
    from ehr_desk.common.clock import stamp

    return {
        "backup": str(folder),
        "verified": not state.failure,
        "failure": state.failure,
        "last_verified": stamp(state.last) if state.last else None,
        "second_folder": stamp(state.second) if state.second else None,
        "second_failure": state.second_failure,
    }


def _answer_list(known: list[Any], *, as_json: bool) -> None:
    rows = [
        {
            "backup": str(one.folder),
            "made": one.manifest.made,
            "sheet": one.manifest.sheet,
            "sound": one.manifest.sound,
            "second": one.second,
            "own": one.own,
        }
        for one in known
    ]
    if as_json:
        answer({"backups": rows})
        return
    words = [
        f"{row['made'][:16].replace('T', ' ')} (UTC)  sheet {row['sheet']}  "
        f"{'sound' if row['sound'] else 'record not sound'}  {row['backup']}"
        for row in rows
    ]
    answer(words or ["There is no backup yet."])


def _drill(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.chart.copies import try_backup

    contents = None
    if options.record is not None:
        desk = unlock_desk(options.record, options.login, means)
        try:
            report = desk.backups.drill(options.backup, _way(options, means, options.backup))
        finally:
            desk.lock()
    else:
        report, contents = try_backup(options.backup, _way(options, means, options.backup))
    said = report.sentences() + ([contents.sentence()] if contents else [])
    answer(report.to_json() if options.json else said)
    return OK if report.sound else FAILED


def _restore(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.chart.copies import restore_record

    way = _way(options, means, options.backup)
    restored = restore_record(
        options.backup,
        options.folder,
        way,
        clock=means.clock,
        kdf=means.limits(),
        replace=options.replace,
        progress=_tell,
    )
    answer(restored.to_json() if options.json else restored.sentences())
    return OK


def _salvage(options: argparse.Namespace, means: Means) -> int:
    from ehr_desk.chart.schema import ChartSchema
    from ehr_desk.vault.salvage import Salvaging, salvage

    def tell(table: str) -> None:
        print(f"Reading {table} ...", file=sys.stderr, flush=True)

    salvaging = Salvaging(
        _way(options, means, options.folder), means.clock, means.limits(), platform.node(), ChartSchema(), progress=tell
    )
    report = salvage(options.folder, options.to, salvaging)
    answer(report.to_json() if options.json else report.sentences())
    return OK if report.complete else FAILED
