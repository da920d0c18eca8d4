"""kill -9 while the record gets a new key, and typing while it does."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from ehr_desk.common.errors import UserError
from ehr_desk.vault.header import read_header
from ehr_desk.vault.sitting import Sitting
from tests.faults.counting import Counts
from tests.faults.kills import look_now, note
from tests.faults.nursery import Nursery
from tests.faults.places import small_vault
from tests.vault.clinic import BEN_WORDS, Clinic

_FILLING = 40
_SO_MANY_ON_ONE = 50
_STEPS = ("begin", "checking", "encrypting", "finishing")
_ALL_OF_IT = 1.1  # a little more: the end is a moment like any other


def while_rotating(folder: Path, times: int, seed: int) -> Counts:
    """Somebody's access is ended again and again. After each kill the record opens for whoever stays, with one key,
    holds what was told as done, and nobody who was told to be gone opens it. The kills are spread over the steps of the
    act; some of what they leave is left to the next program, which may be killed while it finishes it."""
    zeros = ("lost", "partial", "unsound", "still inside")
    counts, chance = Counts("kill -9 while the record gets a new key", zeros), random.Random(seed)  # noqa: S311
    built = _filled(folder)
    with Nursery() as nursery:
        clinic = _copy(built, folder / "rehearsed.vault")
        nursery.rehearsed("rotating", *_where(clinic))
        kept, told, runs = _FILLING, 0, 0
        for number in range(times):
            if number % _SO_MANY_ON_ONE == 0:
                shutil.rmtree(clinic.folder)
                clinic, kept, told, runs = _copy(built, folder / f"clinic-{number}.vault"), _FILLING, 0, 0
            step = chance.choice(_STEPS)
            acts, part = chance.randrange(0, 2), chance.random() * _ALL_OF_IT
            death = nursery.killed("rotating", *_where(clinic), acts=acts, step=step, part=part)
            note(death, counts)
            told, runs = told + death.told, runs + 1
            clinic.clock.advance(timedelta(hours=1))
            stored = read_header((clinic.folder / "vault.hdr").read_bytes()).header
            counts.add("killed in between", int(stored.next is not None))
            last = number % _SO_MANY_ON_ONE == _SO_MANY_ON_ONE - 1 or number == times - 1
            if stored.next is not None and chance.random() < 0.4 and not last:
                counts.add("left to the next one to finish")
                continue
            sitting = clinic.unlock()
            found = len(clinic.notes(sitting)) - kept
            counts.add("lost", max(0, told - found))
            counts.add("partial", int(found - told > runs or _between(clinic)))
            if last or look_now(number, times):
                counts.add("unsound", int(not sitting.check().ok))
            kept, told, runs = kept + found, 0, 0
            _leave(clinic, sitting, counts)
    return counts


def _filled(folder: Path) -> Clinic:
    clinic = small_vault(folder)
    sitting = clinic.unlock()
    for filling in range(_FILLING):
        clinic.add_note(sitting, f"note {filling} " * 20_000)
    sitting.lock()
    return clinic


def _copy(clinic: Clinic, folder: Path) -> Clinic:
    return replace(clinic, folder=Path(shutil.copytree(clinic.folder, folder)))


def _where(clinic: Clinic) -> tuple[str, str]:
    return str(clinic.folder), clinic.clock.now().isoformat()


def _between(clinic: Clinic) -> bool:
    """Whether a next key still stands in a header after an unlock."""
    files = [clinic.folder / "vault.hdr", clinic.folder / "vault.hdr.prev"]
    return any(read_header(file.read_bytes()).header.next is not None for file in files if file.exists())


def _leave(clinic: Clinic, sitting: Sitting, counts: Counts) -> None:
    """Try the last one who was ended; lock."""
    ended = [person.staff_id for person in sitting.people if person.retired][-1:]
    sitting.lock()
    for name in ended:
        try:
            clinic.unlock(BEN_WORDS, name).lock()
            counts.add("still inside")
        except UserError:
            counts.add("refused")
