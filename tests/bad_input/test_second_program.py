from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from ehr_desk.desk import unlock
from ehr_desk.vault import AlreadyOpen
from tests.bad_input.conftest import Place
from tests.bad_input.saying import NOTE, refused
from tests.cli.running import REPOSITORY, ehr_desk
from tests.support.clinic import passphrase_of


@contextmanager
def _other_program(place: Place) -> Iterator[subprocess.Popen[str]]:
    command = place.worker("hold")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.communicate()


def test_it_is_refused_and_told_which_one_has_the_record(place: Place) -> None:
    with _other_program(place) as process:
        for who in ("therapist", "supervisor"):
            with refused(AlreadyOpen) as told:
                place.desk(who)
            assert str(told).startswith("This record is already open in another window")
            assert f"(process {process.pid})" in str(told)
            assert str(told).endswith("Use that window, or lock it there first.")
    place.is_whole()


def test_passphrases_are_not_tried_meanwhile_so_nobody_has_to_wait_afterwards(place: Place) -> None:
    clinic, who = place.clinic, place.clinic.staff_ids["supervisor"]
    with _other_program(place):
        for _ in range(5):
            with refused(AlreadyOpen):
                unlock(place.folder, who, "not the passphrase", clock=clinic.clock, ids=clinic.ids, kdf=clinic.kdf)
    place.desk("supervisor").lock()


def test_the_first_program_goes_on_undisturbed_and_what_it_writes_is_there(place: Place) -> None:
    desk = place.desk()
    draft = place.ready_summary(desk)
    ran = ehr_desk("check", place.folder, "--login", "sam", typed=passphrase_of("supervisor") + "\n")
    assert (ran.code, ran.out) == (1, "")
    assert "This record is already open in another window" in ran.err
    desk.drafts.save(draft.id, {**draft.answers, "recommendation": NOTE})
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    desk.lock()
    place.is_whole(entries=2)


def test_when_the_other_program_is_killed_the_record_opens_at_once(place: Place) -> None:
    with _other_program(place) as process:
        process.kill()
    place.is_whole()
