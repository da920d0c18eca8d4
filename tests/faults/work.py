"""Works on a record until it is killed, telling each finished act on standard output.

``python -m tests.faults.work ACT FOLDER ...``; ``ACTS`` is where a further act (for example a rotation) is added.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.desk import unlock
from tests.bad_input.worker import answers_of
from tests.faults.places import CHEAP, WHO
from tests.support.clinic import passphrase_of


def signing(folder: str, staff_id: str, at: str, client_id: str) -> None:
    """Write a note and sign it, again and again."""
    clock = SettableClock(datetime.fromisoformat(at))
    desk = unlock(Path(folder), staff_id, passphrase_of(WHO), clock=clock, ids=RandomIds(), kdf=CHEAP)
    print("ready", flush=True)
    number = 0
    while True:
        draft = desk.drafts.start("dap_note", client_id=client_id)
        desk.drafts.save(draft.id, answers_of("dap_note", draft.answers, draft.id))
        desk.signing.sign([draft.id], passphrase_of(WHO))
        number += 1
        print(number, flush=True)


def migrating(folder: str) -> None:
    """Open a record with a program that knows a later form, once."""
    from tests.chart.migrations.test_upgrading import unlock as open_as
    from tests.support.later import LaterSchema

    print("ready", flush=True)
    sitting = open_as(Path(folder), LaterSchema())
    print("1", flush=True)
    sitting.lock()


def rotating(folder: str, at: str) -> None:
    """Add somebody, write what only later keys may open, end their access, again and again."""
    from ehr_desk.vault import StaffIdentity, VaultFile
    from tests.vault.clinic import ADA, ADA_WORDS, BEN_WORDS, NoteSchema

    clock, schema = SettableClock(datetime.fromisoformat(at)), NoteSchema()
    file = VaultFile(Path(folder), CHEAP)
    print("ready", flush=True)
    sitting = file.unlock(ADA.staff_id, ADA_WORDS, clock=clock, schema=schema, device="desk-1")
    number = 0
    while True:
        number += 1
        name = secrets.token_hex(4)
        sitting.enrol(ADA_WORDS, StaffIdentity(name, name, f"Person {name}", "LPC"), BEN_WORDS)
        sitting.retire(ADA_WORDS, name, "left the clinic")
        with sitting.write() as unit:
            unit.session.execute(schema.note.insert().values(body=f"after {name} had left"))
            unit.record("note.signed", entity="note")
        print(number, flush=True)


ACTS: dict[str, Callable[..., None]] = {"signing": signing, "migrating": migrating, "rotating": rotating}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
