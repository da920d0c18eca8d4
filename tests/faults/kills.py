"""kill -9, again and again, at a random moment: what was acknowledged is there, and the record is sound."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from ehr_desk.vault import WrongPassphrase
from ehr_desk.vault.sitting import Sitting
from tests.faults.counting import Counts
from tests.faults.places import WHO, entries_of, small_vault, whole_clinic
from tests.vault.clinic import ADA_WORDS, Clinic
from tests.vault.crash_worker import passphrase

REPOSITORY = Path(__file__).resolve().parents[2]
_EACH = 10
_ZEROS = ("lost", "partial", "unsound")


def killed(command: Sequence[str], acts: int, after: float) -> int:
    """Let a worker finish ``acts`` acts and kill it ``after`` seconds later; answers the last one it told."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        told = 0
        if process.stdout.readline() != "ready\n":
            raise RuntimeError("the worker did not begin")
        while told < acts and (line := process.stdout.readline()):
            told = int(line)
        threading.Event().wait(after)
        process.kill()
        rest = process.stdout.read().split()
    return max([told, *(int(word) for word in rest)])


def while_signing(folder: Path, times: int, seed: int) -> Counts:
    """Signed notes at a whole desk: drafts, effects, folds, audit log."""
    counts, chance = Counts("kill -9 while signing", _ZEROS), random.Random(seed)  # noqa: S311 - where to kill
    clinic, client = whole_clinic(folder)
    who, at, kept = clinic.staff_ids[WHO], clinic.clock.now().isoformat(), 1
    for number in range(times):
        command = [sys.executable, "-m", "tests.faults.work", "signing", str(clinic.folder), who, at, client.id]
        told = killed(command, chance.randrange(0, 4), chance.random() * 0.15)
        desk = clinic.desk(WHO)
        found = entries_of(desk, client) - kept
        counts.add("kills")
        counts.add("acknowledged", told)
        counts.add("stored but not yet acknowledged", max(0, found - told))
        counts.add("lost", max(0, told - found))
        left = [draft for draft in desk.drafts.mine() if draft.form_id == "dap_note"]
        counts.add("partial", int(found - told > 1 or len(left) > 1))
        for draft in left:
            desk.drafts.discard(draft.id)
        if look_now(number, times) and not desk.check().sound:
            counts.add("unsound")
        kept += found
        desk.lock()
    return counts


def while_changing_the_header(folder: Path, times: int, seed: int) -> Counts:
    """Passphrases: exactly one of two opens afterwards."""
    counts, chance = Counts("kill -9 while changing the header", _ZEROS), random.Random(seed)  # noqa: S311
    clinic, told = small_vault(folder), 0
    for number in range(times):
        start = ["tests.vault.crash_worker", str(clinic.folder), "passphrase", str(told)]
        now = killed([sys.executable, "-m", *start], 0, chance.random() * 0.4)
        acknowledged = max(told, now)
        counts.add("kills")
        counts.add("acknowledged", acknowledged - told)
        sitting, told = _opened(clinic, acknowledged, counts)
        if sitting is None:
            break
        if look_now(number, times) and not sitting.check().ok:
            counts.add("unsound")
        sitting.lock()
    return counts


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
    for number in range(times):
        there = Path(shutil.copytree(built, folder / f"clinic-{number}.vault"))
        killed([sys.executable, "-m", "tests.faults.work", "migrating", str(there)], 0, chance.random() * 1.2)
        counts.add("kills")
        sitting = unlock(there, None)
        rows = rows_of(sitting)
        events = len(sitting.audit.events(action="schema.migrated")) > 1
        state = (("only_for_tests" in rows), events)
        counts.add("new form" if all(state) else "old form" if not any(state) else "mixed")
        counts.add("lost", int(rows["client"] != 1))
        if not sitting.check().ok:
            counts.add("unsound")
        sitting.lock()
        again = unlock(there, LaterSchema())
        counts.add("partial", int(not again.check().ok or "only_for_tests" not in rows_of(again)))
        again.lock()
        shutil.rmtree(there)
    return counts
