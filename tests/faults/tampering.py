"""Every kind of tampering, done to a real record by a script, and what ``ehr-desk check`` says of it."""

from __future__ import annotations

import contextlib
import io
import json
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from ehr_desk.cli import main
from ehr_desk.cli.asking import Means
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.desk import Desk
from ehr_desk.vault.audit import Kind
from ehr_desk.vault.check import KINDS
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.witness import Witnesses
from tests.bad_input.worker import answers_of
from tests.cli.running import Typed
from tests.faults.counting import Counts
from tests.faults.places import WHO, whole_clinic
from tests.support.clinic import TestClinic, passphrase_of
from tests.support.columns import SILENT, TABLES, applied, changes
from tests.vault import insider
from tests.vault import tampering as history

Edit = Callable[[Any, Sitting], None]
_HISTORY: dict[str, tuple[Edit, Kind]] = {
    "an event edited": (history.edit_an_event, "edited"),
    "an event edited with its hash": (history.edit_an_event_and_its_hash, "edited"),
    "an event deleted": (history.delete_an_event, "deleted"),
    "events signed again": (history.sign_again, "re-signed"),
    "the end of the log cut off": (history.cut_the_end_off, "truncated"),
    "the end cut off and counted again": (history.cut_the_end_off_and_count_again, "rolled back"),
}


@dataclass(frozen=True)
class _Said:
    code: int
    lines: list[str]


@dataclass(frozen=True)
class _Scene:
    """A record, how it was a day before, and what this computer remembers."""

    clinic: TestClinic
    old: Path
    profile: Path

    def copy(self) -> TestClinic:
        there = self.clinic.folder.parent / "tampered.vault"
        shutil.rmtree(there, ignore_errors=True)
        return self.clinic.copy_to(there)

    def checked(self, clinic: TestClinic) -> _Said:
        """What the command says."""
        profile = self.profile.with_name("profile now")
        shutil.rmtree(profile, ignore_errors=True)
        shutil.copytree(self.profile, profile)
        means = Means(clinic.clock, clinic.ids, clinic.kdf, lambda: Witnesses(profile))
        said = io.StringIO()
        with (
            mock.patch.object(sys, "stdin", Typed(passphrase_of(WHO) + "\n")),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            code = main(["check", str(clinic.folder), "--login", "dana"], means)
        return _Said(code, said.getvalue().splitlines())


def each_kind(folder: Path, times: int, seed: int) -> Counts:
    """Do each to a copy of the record and ask the command; says what it answered. Of the changes of single columns and
    rows as many as ``times``, chosen by ``seed``."""
    counts = Counts("tampering, and what ehr-desk check says", ("not noticed", "not named", "false alarms"))
    scene = _scene(folder)
    counts.add("false alarms", int(scene.checked(scene.copy()).code != 0))
    for name, (edit, kind) in _HISTORY.items():
        clinic = scene.copy()
        with _inside(clinic) as (connection, sitting):
            edit(connection, sitting)
        _count(counts, name, scene.checked(clinic), kind)
    _each_column(scene, counts, times, seed)
    for name, do in _FILES.items():
        clinic = scene.copy()
        do(scene, clinic)
        _count(counts, name, scene.checked(clinic), _KINDS_OF_FILES.get(name, ""))
    return counts


def _scene(folder: Path) -> _Scene:
    clinic, client = whole_clinic(folder)
    old, profile = Path(shutil.copytree(clinic.folder, folder / "old.vault")), folder / "profile"
    desk = clinic.desk(WHO)
    desk.sitting.watch(Witnesses(profile))
    draft = desk.drafts.start("dap_note", client_id=client.id)
    desk.drafts.save(draft.id, answers_of("dap_note", draft.answers, draft.id))
    desk.signing.sign([draft.id], passphrase_of(WHO))
    own, other = passphrase_of(WHO), "another passphrase of hers, for a moment"
    desk.sitting.change_passphrase(own, other)
    desk.sitting.change_passphrase(other, own)
    desk.lock()
    return _Scene(clinic, old, profile)


def _each_column(scene: _Scene, counts: Counts, times: int, seed: int) -> None:
    """Every column and a row of every table that has one, by reflection: what the check says in the open record, where
    one change after the other is made and undone. The order of folded rows is held against nothing."""
    clinic = scene.copy()
    desk = clinic.desk(WHO)
    held = [change for change in changes(TABLES.keys() - SILENT) if change.column != "ordinal"]
    held.sort(key=str)
    random.Random(seed).shuffle(held)  # noqa: S311 - which ones, not a secret
    left = times
    with insider.database(clinic, insider.key_of(desk.sitting)) as connection:
        # Without its triggers the table is protected no more, which the check says of every single one.
        usual = set(desk.check().sentences())
        for change in held:
            with applied(connection, change) as there:
                said = [line for line in desk.check().sentences() if line not in usual] if there and left else []
            if there and left:
                left -= 1
                _count(counts, str(change), _Said(int(bool(said)), said))
        counts.add("false alarms", int(set(desk.check().sentences()) != usual))
    desk.sitting._vault.close()


@contextmanager
def _inside(clinic: TestClinic) -> Iterator[tuple[Any, Sitting]]:
    """Somebody with the record's key and another program; the triggers stand there again afterwards."""
    desk: Desk = clinic.desk(WHO)
    key = insider.key_of(desk.sitting)
    kept = insider.trigger_sql(clinic, key)
    with insider.database(clinic, key) as connection:
        yield connection, desk.sitting
        insider.restore_triggers(connection, kept)
    desk.sitting._vault.close()


def _count(counts: Counts, name: str, said: _Said, kind: Kind = "") -> None:
    counts.add("tamperings")
    counts.add("not noticed", int(said.code == 0))
    named = [line for line in said.lines if kind and line == KINDS[kind]]
    counts.add("not named", int(bool(kind) and not named))
    counts.told.append(f"{name}: {(named or said.lines or [''])[0]}")


def _trigger_removed(_scene: _Scene, clinic: TestClinic) -> None:
    desk = clinic.desk(WHO)
    key = insider.key_of(desk.sitting)
    desk.lock()
    with insider.database(clinic, key, keep_triggers=True) as connection:
        connection.execute('DROP TRIGGER "append_only_entry_version_update"')


def _old_page(scene: _Scene, clinic: TestClinic) -> None:
    size, path = 4096, clinic.folder / "vault.db"
    before, now = (scene.old / "vault.db").read_bytes(), bytearray(path.read_bytes())
    starts = range(3 * size, min(len(before), len(now)), size)
    at = next(at for at in starts if before[at : at + size] != now[at : at + size])
    now[at : at + size] = before[at : at + size]
    path.write_bytes(now)


def _database_cut(_scene: _Scene, clinic: TestClinic) -> None:
    path = clinic.folder / "vault.db"
    path.write_bytes(path.read_bytes()[: -8 * 4096])


def _header_edited(_scene: _Scene, clinic: TestClinic) -> None:
    path = clinic.folder / "vault.hdr"
    value = json.loads(path.read_bytes())
    value.pop("sum", None)
    value["clinic"] = "Another clinic"
    value["sum"] = sha256_hex(canonical(value))
    path.write_bytes(canonical(value))


def _put_back(*names: str) -> Callable[[_Scene, TestClinic], None]:
    def put(scene: _Scene, clinic: TestClinic) -> None:
        for name in names:
            shutil.copyfile(scene.old / name, clinic.folder / name)

    return put


def _anchor_edited(_scene: _Scene, clinic: TestClinic) -> None:
    with (clinic.folder / "anchors.log").open("a") as file:
        file.write("ehr-desk/x\n9\n")


_FILES: dict[str, Callable[[_Scene, TestClinic], None]] = {
    "a trigger removed": _trigger_removed,
    "an old page put back": _old_page,
    "the old database put back": _put_back("vault.db"),
    "the old header put back": _put_back("vault.hdr"),
    "the whole older state put back": _put_back("vault.db", "vault.hdr", "vault.hdr.prev", "anchors.log"),
    "the database file cut short": _database_cut,
    "the header edited": _header_edited,
    "a line added to anchors.log": _anchor_edited,
    "anchors.log taken away": lambda _scene, clinic: (clinic.folder / "anchors.log").unlink(),
}
_KINDS_OF_FILES: dict[str, Kind] = {
    "the old database put back": "rolled back",
    "the whole older state put back": "rolled back",
}
