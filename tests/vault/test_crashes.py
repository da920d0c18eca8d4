"""kill -9 in the middle of work, again and again: what was acknowledged is there, and the vault opens."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ehr_desk.vault import WrongPassphrase
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA_WORDS, BEN, BEN_WORDS, Clinic
from tests.vault.crash_worker import passphrase

REPOSITORY = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def _kill_after(clinic: Clinic, act: str, start: int, acts: int) -> int:
    """Let the worker finish some acts and kill it in the next one; answers the last one it told."""
    command = [sys.executable, "-m", "tests.vault.crash_worker", str(clinic.folder), act, str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for _ in range(acts):
            assert process.stdout.readline()
        process.kill()
        told = process.stdout.read().split()
    return max([start + acts, *(int(word) for word in told)])


def _checked(sitting: Sitting) -> None:
    report = sitting.check()
    assert report.ok, report.findings


def test_no_acknowledged_note_is_lost(clinic: Clinic) -> None:
    chance, told = random.Random(11), 0  # noqa: S311 - where to kill, not a secret
    for _ in range(8):
        told = _kill_after(clinic, "note", told, chance.randrange(1, 25))
        sitting = clinic.unlock()
        kept = len(clinic.notes(sitting))
        assert told <= kept <= told + 1
        assert [e.entity_id for e in sitting.audit.events(action="note.signed", limit=1)] == [str(kept)]
        _checked(sitting)
        sitting.lock()
        told = kept


def _unlock_with_either(clinic: Clinic, told: int) -> tuple[Sitting, int]:
    for number in (told + 1, told):
        clinic.clock.advance(timedelta(hours=1))
        try:
            return clinic.unlock(passphrase(number) if number else ADA_WORDS), number
        except WrongPassphrase:
            continue
    pytest.fail(f"neither passphrase {told} nor the next one opens")


def test_exactly_one_of_two_passphrases_opens_after_a_kill_while_changing_it(clinic: Clinic) -> None:
    chance, told = random.Random(12), 0  # noqa: S311 - where to kill, not a secret
    for _ in range(7):
        told = _kill_after(clinic, "passphrase", told, chance.randrange(0, 12))
        sitting, told = _unlock_with_either(clinic, told)
        _checked(sitting)
        sitting.lock()


def test_exactly_one_of_two_grants_opens_after_a_kill_while_giving_new_access(clinic: Clinic) -> None:
    clinic.enrol_ben()
    chance, told = random.Random(14), 0  # noqa: S311 - where to kill, not a secret
    for _ in range(7):
        told = _kill_after(clinic, "access", told, chance.randrange(0, 10))
        sitting = clinic.unlock()
        _checked(sitting)
        in_force = [c for c in sitting.certificates() if c.staff_id == BEN.staff_id and not c.retired_at]
        assert len(in_force) == 1
        sitting.lock()
        told = _opens_for_ben(clinic, told)


def _opens_for_ben(clinic: Clinic, told: int) -> int:
    opened = []
    for number in (told, told + 1):
        clinic.clock.advance(timedelta(hours=1))
        with contextlib.suppress(WrongPassphrase):
            clinic.unlock_ben(passphrase(number) if number else BEN_WORDS).lock()
            opened.append(number)
    assert len(opened) == 1
    return opened[0]


def test_everybody_whose_enrolment_was_acknowledged_is_there_with_keys_register_and_log(clinic: Clinic) -> None:
    chance, told = random.Random(13), 0  # noqa: S311 - where to kill, not a secret
    for _ in range(5):
        told = _kill_after(clinic, "enrol", told, chance.randrange(0, 10))
        sitting = clinic.unlock()
        people = len(sitting.people) - 1
        assert told <= people <= told + 1
        _checked(sitting)
        sitting.lock()
        if people:
            clinic.unlock(passphrase(people), f"staff-{people}").lock()
        told = people
