"""Random bits of database, write-ahead log and header turned over: nobody ever reads wrong data without being told.

What the log promises is less: its end can be cut off so that an earlier whole state stands there again. That is why
everything is moved into the database after signing and at locking, and why this computer remembers how far it was.
"""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from ehr_desk.common.errors import OurError, UserError
from ehr_desk.vault.witness import Witnesses
from tests.faults.counting import Counts
from tests.faults.places import small_vault
from tests.support.cheap import CHEAP
from tests.vault.clinic import Clinic


def filled_vault(folder: Path) -> tuple[Clinic, list[str]]:
    """A vault with 60 notes, and the notes."""
    clinic = small_vault(folder)
    sitting = clinic.unlock()
    for number in range(60):
        clinic.add_note(sitting, f"note {number} " * 40)
    notes = clinic.notes(sitting)
    sitting.lock()
    return clinic, notes


def _flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def outcome(there: Clinic, notes: list[str], witnesses: Witnesses | None = None) -> str:
    """How the damage was met, or ``silent`` where wrong data was read without a word."""
    try:
        sitting = there.unlock()
    except (UserError, OurError, DBAPIError):
        return "refused at opening"
    try:
        if witnesses is not None and sitting.watch(witnesses):
            return "alarm of the witness"
        try:
            found = there.notes(sitting)
        except (UserError, DBAPIError):
            return "refused when read"
        if not sitting.check().ok:
            return "found by the check"
        return "harmless" if found == notes else "silent"
    finally:
        sitting.lock()


def in_database(folder: Path, times: int, seed: int) -> Counts:
    """One bit of the database at a time."""
    return _in_file("vault.db", Counts("bit flips in the database", ("silent",)), folder, times, seed)


def in_header(folder: Path, times: int, seed: int) -> Counts:
    """One bit of the header at a time."""
    return _in_file("vault.hdr", Counts("bit flips in the header", ("silent",)), folder, times, seed)


def _in_file(name: str, counts: Counts, folder: Path, times: int, seed: int) -> Counts:
    chance = random.Random(seed)  # noqa: S311 - which bit
    clinic, notes = filled_vault(folder)
    for _ in range(times):
        there = Path(shutil.copytree(clinic.folder, folder / "flipped.vault"))
        _flip(there / name, chance)
        counts.add("flips")
        clinic.clock.advance(timedelta(hours=1))
        counts.add(outcome(Clinic(there, clinic.clock, CHEAP, clinic.created, clinic.schema), notes))
        shutil.rmtree(there)
    return counts


def in_the_log(folder: Path, times: int, seed: int) -> Counts:
    """One bit of a log that a killed program left behind, with everything in it told as signed: what stands there then
    is a whole earlier state, and this computer's memory of the record says so."""
    counts = Counts("bit flips in the write-ahead log", ("silent", "mixed"))
    chance, witnesses = random.Random(seed), Witnesses(folder / "witnesses")  # noqa: S311 - which bit
    clinic, before = filled_vault(folder)
    sitting = clinic.unlock()
    sitting.watch(witnesses)
    with sitting.read() as reading:  # somebody reads all the while, so the log cannot be emptied
        reading.execute(select(clinic.schema.note.c.id)).all()
        for number in range(20):
            clinic.add_note(sitting, f"in the log {number} " * 40)
        assert sitting._watch is not None
        sitting._watch.keep()  # as after each signature
        hot = Path(shutil.copytree(clinic.folder, folder / "hot.vault"))
    after = clinic.notes(sitting)
    sitting.lock()
    prefixes = [after[:end] for end in range(len(before), len(after) + 1)]
    for _ in range(times):
        there = Path(shutil.copytree(hot, folder / "flipped.vault"))
        _flip(there / "vault.db-wal", chance)
        counts.add("flips")
        clinic.clock.advance(timedelta(hours=1))
        copy = Clinic(there, clinic.clock, CHEAP, clinic.created, clinic.schema)
        seen = Witnesses(Path(shutil.copytree(folder / "witnesses", there / "remembered")))
        counts.add(outcome(copy, after, seen))
        counts.add("mixed", int(notes_of(copy) not in prefixes))
        shutil.rmtree(there)
    return counts


def notes_of(clinic: Clinic) -> list[str]:
    """What the record holds."""
    sitting = clinic.unlock()
    found = clinic.notes(sitting)
    sitting.lock()
    return found
