"""Works on a vault until it is killed, telling each finished act on standard output. Started by test_crashes."""

from __future__ import annotations

import sys
from pathlib import Path

from ehr_desk.common.clock import SystemClock
from ehr_desk.vault import KdfLimits, KdfParameters, StaffIdentity, VaultFile
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, NoteSchema

CHEAP = KdfLimits(floor=KdfParameters(memory_kib=64, passes=1, lanes=1), target_seconds=0)


def passphrase(number: int) -> str:
    return f"passphrase number {number}"


def _note(sitting: Sitting, schema: NoteSchema, number: int) -> None:
    with sitting.write() as unit:
        unit.session.execute(schema.note.insert().values(id=number, body=f"note {number} " * 100))
        unit.session.execute(schema.draft.insert().values(id=str(number), body="draft"))
        unit.session.execute(schema.draft.delete().where(schema.draft.c.id == str(number - 1)))
        unit.record("note.signed", entity="note", entity_id=str(number))


def main(folder: str, act: str, start: str) -> None:
    number, schema = int(start), NoteSchema()
    words = passphrase(number) if act == "passphrase" and number else ADA_WORDS
    file = VaultFile(Path(folder), CHEAP)
    sitting = file.unlock(ADA.staff_id, words, clock=SystemClock(), schema=schema, device="desk-1")
    sitting.go_on()  # where the invented record ends after today
    print("ready", flush=True)
    while True:
        number += 1
        if act == "note":
            _note(sitting, schema, number)
        elif act == "access":
            sitting.renew_access(ADA_WORDS, BEN.staff_id, passphrase(number))
        elif act == "passphrase":
            sitting.change_passphrase(words, passphrase(number))
            words = passphrase(number)
        else:
            staff = StaffIdentity(f"staff-{number}", f"login{number}", f"Person {number}", "LPC")
            sitting.enrol(ADA_WORDS, staff, passphrase(number))
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
