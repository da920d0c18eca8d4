"""Typing goes on while something long is done to the whole record: no draft is lost, none is left unsaved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from ehr_desk.desk import Desk
from tests.bad_input.worker import answers_of
from tests.faults.counting import Counts
from tests.faults.places import WHO, whole_clinic
from tests.support.clinic import TestClinic, passphrase_of

Act = Callable[[], object]


def during_a_backup(folder: Path, times: int, _seed: int) -> Counts:
    """A draft is saved all the time while backups are made and checked."""

    def act_of(clinic: TestClinic, desk: Desk) -> Act:
        def back_up() -> None:
            desk.backups.make()
            clinic.clock.advance(timedelta(seconds=1))

        return back_up

    return _typed(Counts("typing during a backup", ("lost", "not saved", "unsound")), folder, times, act_of)


def during_a_rotation(folder: Path, times: int, _seed: int) -> Counts:
    """A draft is saved all the time while the record gets new keys."""

    def act_of(clinic: TestClinic, desk: Desk) -> Act:
        del clinic
        return lambda: desk.sitting.renew_key(passphrase_of(WHO))

    title = "typing while the record gets a new key"
    return _typed(Counts(title, ("lost", "not saved", "unsound")), folder, times, act_of)


def _typed(counts: Counts, folder: Path, times: int, act_of: Callable[[TestClinic, Desk], Act]) -> Counts:
    clinic, client = whole_clinic(folder)
    admin = clinic.desk("administrator")
    # One program holds the record, so whoever types also does what only an administrator of the vault may.
    admin.sitting.set_administrator(passphrase_of("administrator"), clinic.staff_ids[WHO], administrator=True)
    admin.lock()
    desk = clinic.desk(WHO)
    draft = desk.drafts.start("dap_note", client_id=client.id)
    answers = answers_of("dap_note", draft.answers, draft.id)
    act, saved = act_of(clinic, desk), threading.Semaphore(0)
    begun, over = threading.Event(), threading.Event()

    def work() -> None:
        try:
            for _ in range(times):
                saved.acquire()  # a key is pressed before each act, and many more during it
                begun.set()
                act()
                begun.clear()
                counts.add("acts")
        finally:
            over.set()

    thread = threading.Thread(target=work)
    thread.start()
    number, typed = 0, answers
    while not over.is_set():
        number, during = number + 1, begun.is_set()
        typed = {**answers, "data": f"the sentence as it was typed the {number}th time"}
        desk.drafts.save(draft.id, typed)
        saved.release()
        counts.add("drafts saved")
        counts.add("of them begun during an act", int(during))
        counts.add("lost", int(desk.drafts.one(draft.id).answers != typed))
    thread.join()
    counts.add("not saved", int(counts.counts.get("acts", 0) != times or number < times))
    counts.add("unsound", int(not desk.check().sound))
    desk.lock()
    again = clinic.desk(WHO)
    counts.add("lost", int(again.drafts.one(draft.id).answers != typed))
    again.lock()
    return counts
