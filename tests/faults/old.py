"""Pages and files of an earlier day put back into a record. They are authentic, so the engine sees nothing wrong."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.vault.witness import Witnesses
from tests.bad_input.worker import answers_of
from tests.faults.counting import Counts
from tests.faults.flips import filled_vault, notes_of, outcome
from tests.faults.places import WHO, whole_clinic
from tests.support.cheap import CHEAP
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.vault.clinic import ADA_WORDS, Clinic

_PAGE = 4096
_OWN = ("audit_event", "audit_head", "vault_meta")  # every unlock writes there
_FILES = {"database": ("vault.db",), "header": ("vault.hdr",), "both": ("vault.db", "vault.hdr")}

Rows = dict[str, list[str]]


def pages(folder: Path, times: int, _seed: int) -> Counts:
    """Each page of a whole clinic that has changed since: it is refused, or the check finds it, or it holds nothing but
    counters of the vault itself. ``times``: how many of these pages at most, evenly spread."""
    counts = Counts("old pages put back", ("silent", "unsound before"))
    clinic, _ = whole_clinic(folder)
    old = clinic.copy_to(folder / "old.vault")
    _work(clinic)
    desk = clinic.desk(WHO)
    truth = _rows(desk)
    counts.add("unsound before", int(not desk.check().sound))
    desk.lock()
    before, now = (old.folder / "vault.db").read_bytes(), (clinic.folder / "vault.db").read_bytes()
    starts = range(_PAGE, min(len(before), len(now)), _PAGE)
    changed = [at for at in starts if before[at : at + _PAGE] != now[at : at + _PAGE]]
    counts.add("pages that differ", len(changed))
    for at in changed[:: max(1, len(changed) // times)]:
        there = clinic.copy_to(folder / "back.vault")
        with (there.folder / "vault.db").open("r+b") as file:
            file.seek(at)
            file.write(before[at : at + _PAGE])
        counts.add("pages put back")
        counts.add(_met(there, truth))
        shutil.rmtree(there.folder)
    return counts


def _work(clinic: TestClinic) -> None:
    """A day on which something of each kind is written."""
    desk = clinic.desk(WHO)
    (client,) = desk.clients.all()
    add_client(desk, "Brennan", "Odd")
    facts = ClientFacts(client.family_name, "Mari", client.date_of_birth, phone="(419) 555-0188")
    desk.clients.change(client.id, facts)
    draft = desk.drafts.start("dap_note", client_id=client.id)
    desk.drafts.save(draft.id, answers_of("dap_note", draft.answers, draft.id))
    desk.signing.sign([draft.id], passphrase_of(WHO))
    desk.drafts.start("absence", client_id=client.id)
    desk.lock()


def _rows(desk: Desk) -> Rows:
    with desk.sitting.read() as session:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = [str(name) for (name,) in session.execute(text(query)) if name not in _OWN]
        return {
            name: sorted(repr(tuple(row)) for row in session.execute(text(f'SELECT * FROM "{name}"')))  # noqa: S608
            for name in names
        }


def _met(there: TestClinic, truth: Rows) -> str:
    try:
        desk = there.desk(WHO)
    except UserError:
        return "refused at opening"
    try:
        if not desk.check().sound:
            return "found by the check"
        return "only counters of the vault" if _rows(desk) == truth else "silent"
    except UserError:
        return "refused when read"
    finally:
        desk.lock()


def files(folder: Path, times: int, _seed: int) -> Counts:
    """The database, the header or both. A whole older state looks whole by itself: what this computer remembers of the
    record (the witness) tells it apart."""
    counts = Counts("old files put back", ("silent",))
    clinic, _ = filled_vault(folder)
    old = Path(shutil.copytree(clinic.folder, folder / "old.vault"))
    witnesses = Witnesses(folder / "witnesses")
    sitting = clinic.unlock()
    sitting.watch(witnesses)
    clinic.add_note(sitting, "signed later")
    sitting.change_passphrase(ADA_WORDS, "a later passphrase, longer than that")
    sitting.change_passphrase("a later passphrase, longer than that", ADA_WORDS)
    sitting.lock()
    notes = notes_of(clinic)
    for what in _in_turn(list(_FILES), times):
        there = Path(shutil.copytree(clinic.folder, folder / "back.vault"))
        for name in _FILES[what]:
            shutil.copyfile(old / name, there / name)
        clinic.clock.advance(timedelta(hours=1))
        seen = Witnesses(Path(shutil.copytree(folder / "witnesses", there / "remembered")))
        met = outcome(Clinic(there, clinic.clock, CHEAP, clinic.created, clinic.schema), notes, seen)
        counts.add(f"{what}: {met}" if met != "silent" else "silent")
        shutil.rmtree(there)
    return counts


def _in_turn(names: Sequence[str], times: int) -> list[str]:
    return [names[number % len(names)] for number in range(times)]
