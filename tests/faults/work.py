"""Works on a record until it is killed, telling on standard output how far it is. Started by ``nursery``.

``python -m tests.faults.work`` loads the program once and then begins a process of its own for each line of JSON on
its standard input, ``[ACT, STOP, ARGUMENT...]``: a killed program leaves nothing behind but its files, and the next one
does not have to load everything again. ``STOP``: the point (``points``) at which it ends its own life, 0 for never.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import secrets
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.desk import Desk, unlock
from ehr_desk.vault import StaffIdentity, VaultFile, WrongPassphrase
from ehr_desk.vault.sitting import Sitting
from tests.bad_input.worker import answers_of
from tests.chart.migrations.test_upgrading import unlock as open_as
from tests.faults.places import WHO
from tests.faults.points import Points
from tests.support.cheap import CHEAP
from tests.support.clinic import passphrase_of
from tests.support.later import LaterSchema
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, NoteSchema
from tests.vault.crash_worker import passphrase


class Telling:
    """Tells whoever will kill us; one short line at a time reaches a pipe whole."""

    def __init__(self, stop: int = 0) -> None:
        self._points = Points(stop)
        self._last = ""

    def __call__(self, word: str, *more: object) -> None:
        os.write(1, (" ".join([word, str(time.monotonic()), *map(str, more)]) + "\n").encode())

    def begin(self, number: int) -> None:
        """The act begins now."""
        self._last = ""
        self("begin", number)
        self._points.watch()

    def step(self, name: str, _done: float = 0.0) -> None:
        """The act has come so far."""
        if name != self._last:
            self("step", name)
        self._last = name

    def done(self, number: int) -> None:
        """The act is acknowledged; says how many points it had."""
        self._points.leave()
        self("done", number, self._points.count)


def signing(tell: Telling, folder: str, staff_id: str, at: str, client_id: str) -> None:
    """Write a note and sign it, again and again."""
    desk = _desk(folder, staff_id, at)
    store: Callable[[Any], Any] = desk.signing._store

    def told(ready: Any) -> Any:
        tell.step("storing")
        return store(ready)

    desk.signing._store = told  # type: ignore[method-assign]
    number = 0
    while True:
        number += 1
        draft = _drafted(desk, client_id)
        tell.begin(number)
        desk.signing.sign([draft.id], passphrase_of(WHO))
        tell.done(number)


def warm(folder: str, staff_id: str, at: str, client_id: str) -> None:
    """Sign once before any child is born, so that each finds loaded what the first paper of a program has to load."""
    desk = _desk(folder, staff_id, at)
    desk.signing.sign([_drafted(desk, client_id).id], passphrase_of(WHO))
    desk.lock()


def _desk(folder: str, staff_id: str, at: str) -> Desk:
    clock = SettableClock(datetime.fromisoformat(at))
    return unlock(Path(folder), staff_id, passphrase_of(WHO), clock=clock, ids=RandomIds(), kdf=CHEAP)


def _drafted(desk: Desk, client_id: str) -> DraftRow:
    draft = desk.drafts.start("dap_note", client_id=client_id)
    desk.drafts.save(draft.id, answers_of("dap_note", draft.answers, draft.id))
    return draft


def migrating(tell: Telling, folder: str) -> None:
    """Open a record with a program that knows a later form, once."""

    class Told(LaterSchema):
        def migrate(self, connection: Connection) -> None:
            tell.step("in the transaction")
            super().migrate(connection)
            tell.step("tables changed")

    tell.begin(1)
    sitting = open_as(Path(folder), Told())
    tell.done(1)
    sitting.lock()
    while True:
        time.sleep(1)  # the kill comes


def header(tell: Telling, folder: str, at: str, known: str) -> None:
    """Change the administrator's passphrase, again and again; ``known`` is the number of the one in force."""
    number = int(known)
    words = passphrase(number) if number else ADA_WORDS
    sitting = _unlock(folder, at, words)
    while True:
        number += 1
        tell.begin(number)
        sitting.change_passphrase(words, passphrase(number))
        words = passphrase(number)
        tell.done(number)


def rotating(tell: Telling, folder: str, at: str) -> None:
    """Add somebody, write what only later keys may open, end their access, again and again."""
    sitting, number = _unlock(folder, at), 0
    while True:
        number += 1
        name = secrets.token_hex(4)
        sitting.enrol(ADA_WORDS, StaffIdentity(name, name, f"Person {name}", "LPC"), BEN_WORDS)
        tell.begin(number)
        sitting.retire(ADA_WORDS, name, "left the clinic", progress=tell.step)
        _note(sitting, f"after {name} had left")
        tell.done(number)


def once(tell: Telling, folder: str, at: str, what: str) -> None:
    """One act with the vault open: ``retire`` somebody, ``renew`` the key, change the ``passphrase``, give new
    ``access``, ``enrol``."""
    sitting = _unlock(folder, at)
    tell.begin(1)
    if what == "retire":
        sitting.retire(ADA_WORDS, BEN.staff_id, "left the clinic")
    elif what == "renew":
        sitting.renew_key(ADA_WORDS)
    elif what == "passphrase":
        sitting.change_passphrase(ADA_WORDS, passphrase(1))
    elif what == "access":
        sitting.renew_access(ADA_WORDS, BEN.staff_id, passphrase(1))
    elif what == "enrol":
        sitting.enrol(ADA_WORDS, StaffIdentity("staff-new", "new", "Person New", "LPC"), passphrase(1))
    tell.done(1)


def opening(tell: Telling, folder: str, at: str) -> None:
    """Unlock once: whatever a killed program left is brought to its end."""
    tell.begin(1)
    try:
        _unlock(folder, at)
    except WrongPassphrase:
        _unlock(folder, at, passphrase(1))
    tell.done(1)


def _unlock(folder: str, at: str, words: str = ADA_WORDS) -> Sitting:
    clock, file = SettableClock(datetime.fromisoformat(at)), VaultFile(Path(folder), CHEAP)
    return file.unlock(ADA.staff_id, words, clock=clock, schema=NoteSchema(), device="desk-1")


def _note(sitting: Sitting, body: str) -> None:
    with sitting.write() as unit:
        unit.session.execute(NoteSchema().note.insert().values(body=body))
        unit.record("note.signed", entity="note")


ACTS: dict[str, Callable[..., None]] = {
    act.__name__: act for act in (signing, migrating, header, rotating, once, opening)
}


def _live(act: str, stop: int, arguments: list[str]) -> None:
    """What a process of its own does; 0 when it came to the end of its act."""
    code = 1
    with contextlib.suppress(BaseException):
        tell = Telling(stop)
        tell("born", os.getpid())
        try:
            ACTS[act](tell, *arguments)
            code = 0
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """One process after another. What the command line names is a sitting to warm up with."""
    if len(sys.argv) > 1:
        warm(*sys.argv[1:])
    if threading.active_count() > 1:
        raise RuntimeError("only a program of one thread has whole children")
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        act, stop, *arguments = json.loads(line)
        if not (child := os.fork()):
            _live(act, stop, arguments)
        _, status = os.waitpid(child, 0)
        os.write(1, f"dead {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
