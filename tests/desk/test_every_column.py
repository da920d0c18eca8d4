"""By reflection: every table is held against something, and of the kept tables every single column is."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, select

from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.common.clock import SettableClock
from ehr_desk.vault.kept_rows import KEPT, faults
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.tables import METADATA
from ehr_desk.vault.vault import VaultFile
from tests.chart.migrations.sample import AT, CHEAP, LOGIN, WORDS, kept_samples
from tests.vault import insider

_TABLES = {**METADATA.tables, **ChartSchema().metadata.tables}
_KEPT = (*KEPT, *ChartSchema().kept)
_OTHERWISE = {
    "audit_event": "the log itself: leaves, heads and sittings",
    "audit_head": "the log itself",
    "vault_meta": "held against header, log size and root",
    "sealed_note": "signed by its author; the log has each hash",
    "client": "the log has a hash of the row",
    "clinic_setting": "the log has a hash of all of them",
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
_SILENT = {
    "draft": "saved as somebody types, belongs to no record yet",
    "sealed_draft": "as drafts",
    "typed_words": "as drafts",
}
_HAS_ITS_OWN = {("paper", "pdf"), ("paper_to_order", "pdf")}
"""Bytes whose hash is in the row and in the log."""


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
    for name in _KEPT:
        _fill(sitting, _TABLES[name])
    return _Place(folder, sitting)


def _fill(sitting: Sitting, table: Table) -> None:
    """A row in a table that has none; the program's own way of writing is enough for its hash to be kept."""
    with sitting.write() as unit:
        if unit.session.execute(select(table)).first() is not None:
            return
        values: dict[str, Any] = {}
        for column in table.columns:
            kind = column.type.python_type
            values[column.name] = {int: 1, bool: True, bytes: b"x", dict: {"x": 1}}.get(kind, "x")
            for key in column.foreign_keys:
                values[column.name] = unit.session.execute(select(key.column)).scalars().first()
        unit.session.execute(insert(table).values(values))


def _other(value: Any) -> Any:
    if value is None:
        return "x"
    if isinstance(value, bytes):
        return value + b"x"
    return value + 1 if isinstance(value, int | float) else f"{value}x"


def test_every_table_is_held_against_something_or_named_with_a_reason() -> None:
    folded = {fold.table_name for fold in heart().folds}
    known = {*_KEPT, *_OTHERWISE, *_SILENT, *folded}
    assert set(_TABLES) - known == set()
    assert {*_OTHERWISE, *_SILENT, *_KEPT} <= set(_TABLES), "a list names a table that is gone"


@pytest.mark.parametrize("name", _KEPT)
def test_one_change_of_any_column_and_a_deleted_row_are_found(place: _Place, name: str) -> None:
    table, sitting = _TABLES[name], place.sitting

    def found() -> bool:
        with sitting.read() as session:
            return bool(list(faults(session, [name])))

    assert not found()
    with insider.database(place, insider.key_of(sitting)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for column in (one.name for one in table.columns if (name, one.name) not in _HAS_ITS_OWN):
            row, value = connection.execute(f'SELECT rowid, "{column}" FROM "{name}"').fetchone()  # noqa: S608
            change = f'UPDATE "{name}" SET "{column}" = ? WHERE rowid = ?'  # noqa: S608 - names of tables
            connection.execute(change, (_other(value), row))
            assert found(), f"{name}.{column}"
            moved = not connection.execute(f'SELECT 1 FROM "{name}" WHERE rowid = ?', (row,)).fetchone()  # noqa: S608
            connection.execute(change, (value, _other(value) if moved else row))
            assert not found(), column
        connection.execute(f'DELETE FROM "{name}" WHERE rowid = (SELECT min(rowid) FROM "{name}")')  # noqa: S608
    assert found()
