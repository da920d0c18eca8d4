"""kill -9, again and again, at a random moment: what was acknowledged is there, and the record is sound."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from ehr_desk.vault import WrongPassphrase
from ehr_desk.vault.sitting import Sitting
from tests.faults.counting import Counts
from tests.faults.nursery import Death, Nursery
from tests.faults.places import WHO, entries_of, small_vault, whole_clinic
from tests.support.clinic import TestClinic
from tests.vault.clinic import ADA_WORDS, Clinic
from tests.vault.crash_worker import passphrase

_EACH = 10
_SO_MANY_ON_ONE = 50
_ALL_OF_IT = 1.1  # a little more: the end is a moment like any other
_ZEROS = ("lost", "partial", "unsound")


def while_signing(folder: Path, times: int, seed: int) -> Counts:
    """Signed notes at a whole desk: drafts, effects, folds, audit log. A third of the kills fall into all of signing, a
    third into the time in which everything is stored, a third on the very points at which the disk changes."""
    counts, chance = Counts("kill -9 while signing", _ZEROS), random.Random(seed)  # noqa: S311 - where to kill
    built, client = whole_clinic(folder)
    clinic, kept = built.copy_to(folder / "rehearsed.vault"), 1
    with Nursery(*_at_the_desk(clinic), client.id) as nursery:
        points = nursery.rehearsed("signing", *_at_the_desk(clinic), client.id, acts=2).points
        for number in range(times):
            if number % _SO_MANY_ON_ONE == 0:
                shutil.rmtree(clinic.folder)
                clinic, kept = built.copy_to(folder / f"clinic-{number}.vault"), 1
            where = (*_at_the_desk(clinic), client.id)
            if number % 3 == 0:
                death = nursery.lived("signing", *where, stop=chance.randrange(1, points + 1))
                counts.add("at a point")
            else:
                step = ("begin", "storing")[number % 2]
                acts, part = chance.randrange(0, 3), chance.random() * _ALL_OF_IT
                death = nursery.killed("signing", *where, acts=acts, step=step, part=part)
            note(death, counts)
            desk = clinic.desk(WHO)
            found = entries_of(desk, client) - kept
            counts.add("stored but not yet acknowledged", max(0, found - death.told))
            counts.add("lost", max(0, death.told - found))
            left = [draft for draft in desk.drafts.mine() if draft.form_id == "dap_note"]
            counts.add(
                "partial", int(found - death.told > 1 or len(left) > 1 or _both(found - death.told, left, death))
            )
            for draft in left:
                desk.drafts.discard(draft.id)
            if look_now(number, times) and not desk.check().sound:
                counts.add("unsound")
            kept += found
            desk.lock()
    return counts


def _at_the_desk(clinic: TestClinic) -> tuple[str, str, str]:
    return str(clinic.folder), clinic.staff_ids[WHO], clinic.clock.now().isoformat()


def _both(more: int, left: Sequence[object], death: Death) -> bool:
    """Whether an act that was killed inside left its entry and its draft, or neither of them."""
    return death.inside and more + len(left) != 1


def while_changing_the_header(folder: Path, times: int, seed: int) -> Counts:
    """Passphrases: exactly one of two opens afterwards."""
    counts, chance = Counts("kill -9 while changing the header", _ZEROS), random.Random(seed)  # noqa: S311
    built, known = small_vault(folder), 0
    with Nursery() as nursery:
        rehearsed = Path(shutil.copytree(built.folder, folder / "rehearsed.vault"))
        nursery.rehearsed("header", str(rehearsed), built.clock.now().isoformat(), "0")
        for number in range(times):
            where = (str(built.folder), built.clock.now().isoformat(), str(known))
            acts, part = chance.randrange(0, 3), chance.random() * _ALL_OF_IT
            death = nursery.killed("header", *where, acts=known + acts, part=part)
            acknowledged = max(known, death.told)
            counts.add("acknowledged", acknowledged - known)
            note(replace(death, told=0), counts)
            sitting, known = _opened(built, acknowledged, counts)
            if sitting is None:
                break
            if look_now(number, times) and not sitting.check().ok:
                counts.add("unsound")
            sitting.lock()
    return counts


def note(death: Death, counts: Counts) -> None:
    """Count a kill, and where it fell."""
    counts.add("kills", int(death.killed))
    counts.add("acknowledged", death.told)
    counts.add(f"inside the act ({death.where})" if death.inside else "before or after the act")


def look_now(number: int, times: int) -> bool:
    """Whether to check everything: the record grows, and so does each check. The last look sees all."""
    return times <= _EACH or number % _EACH == 0 or number == times - 1


def _opened(clinic: Clinic, acknowledged: int, counts: Counts) -> tuple[Sitting | None, int]:
    for number in (acknowledged + 1, acknowledged):
        clinic.clock.advance(timedelta(hours=1))
        try:
            return clinic.unlock(passphrase(number) if number else ADA_WORDS), number
        except WrongPassphrase:
            continue
    counts.add("lost")
    return None, acknowledged


def while_migrating(folder: Path, times: int, seed: int) -> Counts:
    """A later form of the record: old or new, never mixed."""
    from tests.chart.migrations.sample import build
    from tests.chart.migrations.test_upgrading import counts as rows_of
    from tests.chart.migrations.test_upgrading import unlock
    from tests.support.later import LaterSchema

    counts, chance = Counts("kill -9 while migrating", (*_ZEROS, "mixed")), random.Random(seed)  # noqa: S311
    built = build(folder / "built.vault")
    with Nursery() as nursery:
        for number in range(-1, times):
            there = Path(shutil.copytree(built, folder / f"clinic-{number}.vault"))
            if number < 0:
                nursery.rehearsed("migrating", str(there), acts=1)
                shutil.rmtree(there)
                continue
            step = chance.choice(("begin", "in the transaction", "tables changed"))
            note(nursery.killed("migrating", str(there), step=step, part=chance.random() * _ALL_OF_IT), counts)
            sitting = unlock(there, None)
            rows = rows_of(sitting)
            events = len(sitting.audit.events(action="schema.migrated")) > 1
            state = (("only_for_tests" in rows), events)
            counts.add("new form" if all(state) else "old form" if not any(state) else "mixed")
            counts.add("lost", int(rows["client"] != 1))
            counts.add("unsound", int(not sitting.check().ok))  # a copy of its own: the next kill shows nothing of it
            sitting.lock()
            if look_now(number, times):
                again = unlock(there, LaterSchema())
                counts.add("brought to its end later")
                counts.add("partial", int("only_for_tests" not in rows_of(again)))
                counts.add("unsound", int(not again.check().ok))
                again.lock()
            shutil.rmtree(there)
    return counts
