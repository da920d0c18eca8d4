"""kill -9 at every point of an act at which something on the disk changes (``points``), one after the other: nothing is
left to chance here. Then the same while the next unlock brings to its end what such a kill left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ehr_desk.common.errors import UserError
from ehr_desk.vault import WrongPassphrase
from ehr_desk.vault.engine import opens
from ehr_desk.vault.enrolments import KEY_CHANGED
from ehr_desk.vault.header import Header, read_header
from ehr_desk.vault.sitting import Sitting
from tests.faults.counting import Counts
from tests.faults.nursery import Death, Nursery
from tests.faults.places import small_vault
from tests.support.cheap import CHEAP
from tests.vault.clinic import ADA_WORDS, BEN, BEN_WORDS, Clinic
from tests.vault.crash_worker import passphrase

_FEW = 10
ACTS = ("retire", "renew", "passphrase", "access", "enrol")
_ZEROS = ("lost", "partial", "unsound", "still inside", "left behind")
_HEADERS = ("vault.hdr", "vault.hdr.prev")


@dataclass(frozen=True)
class _Place:
    """A prepared vault, and what opened it before anything was done to it."""

    clinic: Clinic
    database_key: bytes

    def copy(self, folder: Path, of: Path | None = None) -> Clinic:
        """A copy of it (or of another state of it) to work on, an hour later."""
        there = Path(shutil.copytree(of or self.clinic.folder, folder))
        self.clinic.clock.advance(timedelta(hours=1))
        return Clinic(there, self.clinic.clock, CHEAP, self.clinic.created, self.clinic.schema)


def at_every_point(folder: Path, times: int, _seed: int) -> Counts:
    """Each act killed at each of its points; ``times``: how many points of each act at most, evenly spread, but for the
    first, which gives the record a new key."""
    counts = Counts("kill -9 at every point of changing keys", _ZEROS)
    place = _prepared(folder)
    with Nursery() as nursery:
        for what in ACTS:
            points = nursery.lived("once", *_where(place.copy(folder / "whole.vault")), what).points
            shutil.rmtree(folder / "whole.vault")
            for stop in _spread(points, points if what == ACTS[0] else times):
                clinic = place.copy(folder / "killed.vault")
                death = nursery.lived("once", *_where(clinic), what, stop=stop)
                counts.add("kills", int(death.killed))
                counts.add(f"while: {what}")
                _judge(place, clinic, what, death, counts)
                shutil.rmtree(clinic.folder)
    return counts


def while_going_on(folder: Path, times: int, _seed: int) -> Counts:
    """A change that was killed is finished or taken back at the next unlock, which is killed at each of its points.
    ``times``: how many points of each such unlock at most; where few, only the first act is taken."""
    counts = Counts("kill -9 at every point of the unlock after a kill", _ZEROS)
    place = _prepared(folder)
    with Nursery() as nursery:
        for what, left in _left_by(place, nursery, folder, ACTS if times > _FEW else ACTS[:1]):
            counts.add("states left by a kill")
            points = nursery.lived("opening", *_where(place.copy(folder / "whole.vault", left))).points
            shutil.rmtree(folder / "whole.vault")
            for stop in _spread(points, times):
                clinic = place.copy(folder / "killed.vault", left)
                death = nursery.lived("opening", *_where(clinic), stop=stop)
                counts.add("kills", int(death.killed))
                _judge(place, clinic, what, Death(), counts)
                shutil.rmtree(clinic.folder)
    return counts


def _prepared(folder: Path) -> _Place:
    clinic = small_vault(folder)
    clinic.enrol_ben()
    sitting = clinic.unlock()
    for number in range(5):
        clinic.add_note(sitting, f"note {number} " * 2_000)
    key = sitting._vault.keys.database
    sitting.lock()
    return _Place(clinic, bytes(key))


def _where(clinic: Clinic) -> tuple[str, str]:
    return str(clinic.folder), clinic.clock.now().isoformat()


def _spread(points: int, most: int) -> Sequence[int]:
    return sorted({1 + number * points // min(most, points) for number in range(min(most, points))})


def _left_by(place: _Place, nursery: Nursery, folder: Path, acts: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """One folder for each different state in which a kill leaves header, copy and database of each act."""
    for what in acts:
        seen, stop, going = set(), 0, True
        while going:
            stop += 1
            clinic = place.copy(folder / f"{what}-{stop}.vault")
            going = nursery.lived("once", *_where(clinic), what, stop=stop).killed
            state = _state(place, clinic)
            if state in seen or not going:
                shutil.rmtree(clinic.folder)
                continue
            seen.add(state)
            yield what, clinic.folder


def _state(place: _Place, clinic: Clinic) -> tuple[object, ...]:
    """What tells one state from another; looked at in a copy, since looking moves the log into the database."""
    log = clinic.folder / "vault.db-wal"
    parts: list[object] = [int(log.stat().st_size > 0) if log.exists() else -1]
    for name in _HEADERS:
        path = clinic.folder / name
        header = read_header(path.read_bytes()).header if path.exists() else None
        parts.append(header and (header.generation, header.key_generation, header.next is not None))
    looked = Path(shutil.copytree(clinic.folder, clinic.folder.parent / "looked.vault"))
    parts.append(opens(looked / "vault.db", place.database_key))
    shutil.rmtree(looked)
    return tuple(parts)


def _judge(place: _Place, clinic: Clinic, what: str, death: Death, counts: Counts) -> None:
    """Open it as whoever stays, and say what is not as it has to be."""
    sitting = _opened(clinic, what, death, counts)
    if sitting is None:
        return
    header = sitting._vault.header
    counts.add("lost", int(len(clinic.notes(sitting)) != 5))
    done = _done(sitting, what)
    counts.add("lost", int(death.told == 1 and not done))
    counts.add("done" if done else "as before")
    sound = sitting.check().ok and not sitting.key_state.owed
    counts.add("unsound", int(not sound))
    if what in ("retire", "renew"):
        renewed = header.key_generation == 2
        logged = bool(sitting.audit.events(action=KEY_CHANGED))
        counts.add("partial", int(renewed != done or renewed != logged))
    counts.add("partial", int(any(one.next is not None or one != header for one in _stored(clinic))))
    counts.add("left behind", len(list(clinic.folder.glob("*.tmp"))))
    sitting.lock()
    _try_the_old_ways(place, clinic, what, counts, done=done)


def _opened(clinic: Clinic, what: str, death: Death, counts: Counts) -> Sitting | None:
    """Exactly one of two passphrases opens after a change of it."""
    for words in (ADA_WORDS, passphrase(1)) if what == "passphrase" else (ADA_WORDS,):
        try:
            sitting = clinic.unlock(words)
        except WrongPassphrase:
            clinic.clock.advance(timedelta(hours=1))
            continue
        if words == ADA_WORDS and what == "passphrase" and death.told:
            counts.add("lost")
        return sitting
    counts.add("lost")
    return None


def _done(sitting: Sitting, what: str) -> bool:
    people = {person.staff_id: person for person in sitting.people}
    if what == "retire":
        return people[BEN.staff_id].retired
    if what == "enrol":
        return "staff-new" in people
    if what == "renew":
        return sitting._vault.header.key_generation == 2
    if what == "access":
        return sum(one.staff_id == BEN.staff_id for one in sitting.certificates()) == 2
    return bool(sitting.audit.events(action="passphrase.changed"))


def _stored(clinic: Clinic) -> list[Header]:
    return [read_header((clinic.folder / name).read_bytes()).header for name in _HEADERS]


def _try_the_old_ways(place: _Place, clinic: Clinic, what: str, counts: Counts, *, done: bool) -> None:
    """What ended opens nothing; what did not end opens."""
    if what in ("retire", "renew"):
        old_key = opens(clinic.folder / "vault.db", place.database_key)
        counts.add("still inside" if done else "lost", int(old_key is done))
        counts.add("still inside" if done else "lost", int(_comes_in(lambda: clinic.recover().lock()) is done))
    ways = {"retire": (BEN_WORDS, not done), "access": (BEN_WORDS, not done)}
    words, opening = ways.get(what, (BEN_WORDS, True))
    comes_in = _comes_in(lambda: clinic.unlock_ben(words).lock())
    counts.add("still inside" if comes_in else "lost", int(comes_in is not opening))


def _comes_in(enter: object) -> bool:
    assert callable(enter)
    try:
        enter()
    except UserError:
        return False
    return True
