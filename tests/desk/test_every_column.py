"""By reflection: every table is held against something, and of the kept tables every single column is."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.common.clock import SettableClock
from ehr_desk.vault.kept_rows import faults
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.vault import VaultFile
from tests.chart.migrations.sample import AT, LOGIN, WORDS, kept_samples
from tests.support.cheap import CHEAP
from tests.support.columns import HAS_ITS_OWN, KEPT, LEDGER, SILENT, TABLES, applied, changes, fill
from tests.vault import insider

_OTHERWISE = {
    "audit_event": "the log itself: leaves, heads and sittings",
    "audit_head": "the log itself",
    "vault_meta": "held against header, log size and root",
    "sealed_note": "signed by its author; the log has each hash",
    "client": "the log has a hash of the row",
    "clinic_setting": "the log has a hash of all of them",
    "compartment": "the ledger of sealed notes has a hash of the row",
    "compartment_wrap": "the ledger of sealed notes has a hash of the row",
    "custodian": "the ledger of sealed notes has a hash of the row",
    "closed_day": "the log has a hash of the row",
    "cosign_return": "the log has a hash of the row",
    "credential_period": "in the hash of the staff member's row",
    "disclosure": "the log has a hash of the line",
    "effect": "recomputed from the signed bodies",
    "entry_line": "recomputed from the signed bodies; the log has a hash",
    "entry_version": "signed; the log has each hash",
    "planned_attendee": "in the hash of its session",
    "planned_session": "the log has a hash of the row with its roster",
    "staff_member": "the log has a hash of the row",
    "weekly_session": "the log has a hash of the row with its roster",
    "weekly_place": "in the hash of its session",
}


@dataclass
class _Place:
    folder: Path
    sitting: Sitting


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> _Place:
    folder = Path(shutil.copytree(kept_samples()[-1], tmp_path_factory.mktemp("columns") / "clinic.vault"))
    file = VaultFile(folder, CHEAP)
    person = next(one for one in file.people if one.login == LOGIN)
    sitting = file.unlock(person.staff_id, WORDS, clock=SettableClock(AT), schema=ChartSchema(), device="desk-1")
    for name in KEPT:
        fill(sitting, TABLES[name])
    return _Place(folder, sitting)


def test_every_table_is_held_against_something_or_named_with_a_reason() -> None:
    folded = {fold.table_name for fold in heart().folds}
    known = {*KEPT, *_OTHERWISE, *SILENT, *folded}
    assert set(TABLES) - known == set()
    assert {*_OTHERWISE, *SILENT, *KEPT} <= set(TABLES), "a list names a table that is gone"


@pytest.mark.parametrize("name", [*KEPT, *LEDGER])
def test_one_change_of_any_column_and_a_deleted_row_are_found(place: _Place, name: str) -> None:
    sitting = place.sitting
    ledger_of = sitting.sealed._keys.ledger

    def found() -> bool:
        with sitting.read() as session:
            return bool(list(faults(session, [name]) if name in KEPT else ledger_of(session).faults(session)))

    assert not found()
    with insider.database(place, insider.key_of(sitting)) as connection:
        for change in changes([name]):
            if (name, change.column) not in HAS_ITS_OWN:
                with applied(connection, change) as there:
                    assert there
                    assert found(), str(change)
                assert not found(), str(change)
