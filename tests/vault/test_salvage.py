"""A damaged record: exactly the rows on damaged pages are lost, and they are named."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault.backup_keys import ByCode, ByPassphrase
from ehr_desk.vault.cipher import cipher_module
from ehr_desk.vault.engine import connect
from ehr_desk.vault.faults import DatabaseRefused
from ehr_desk.vault.salvage import SalvageReport, Salvaging, salvage
from ehr_desk.vault.standing import held
from tests.vault.clinic import ADA_WORDS, Clinic

PAGE = 4096
NOTES = 400
READ_ALL = {
    "note": "SELECT sum(length(body)) FROM note NOT INDEXED",
    "draft": "SELECT sum(length(body)) FROM draft NOT INDEXED",
}


@pytest.fixture
def full(clinic: Clinic) -> Clinic:
    """Notes on many pages, and nothing in the write-ahead log."""
    sitting = clinic.unlock()
    with sitting.write() as unit:
        rows = [{"id": number, "body": f"note {number} " * 60} for number in range(1, NOTES + 1)]
        unit.session.execute(clinic.schema.note.insert(), rows)
        drafts = [{"id": f"draft-{number}", "body": f"draft {number} " * 60} for number in range(1, NOTES + 1)]
        unit.session.execute(clinic.schema.draft.insert(), drafts)
        unit.record("note.signed")
    sitting.lock()
    return clinic


def pages_of(clinic: Clinic, query: str) -> list[int]:
    """The pages that a query needs, found by spoiling each one."""
    sitting = clinic.unlock()
    key = sitting._vault.keys.database
    sitting.lock()
    found, probe = [], clinic.folder.parent / "probe.db"
    for page in range(2, (clinic.folder / "vault.db").stat().st_size // PAGE + 1):
        shutil.copyfile(clinic.folder / "vault.db", probe)
        spoil(probe, page)
        try:
            with closing(connect(probe, key)) as connection:
                connection.execute(query).fetchone()
        except cipher_module().Error:
            found.append(page)
        except DatabaseRefused:
            continue  # the list of tables itself
    return found


def spoil(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE + 1000)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 0x10]))


def _salvage(clinic: Clinic, target: Path, *, by_code: bool = False) -> SalvageReport:
    way = ByCode(clinic.created.recovery_code) if by_code else ByPassphrase("ada", ADA_WORDS, clinic.kdf)
    return salvage(clinic.folder, target, Salvaging(way, clinic.clock, clinic.kdf, "desk-1", clinic.schema))


def _at(clinic: Clinic, folder: Path) -> Clinic:
    return Clinic(folder, clinic.clock, clinic.kdf, clinic.created, clinic.schema)


@pytest.mark.parametrize("table", ["note", "draft"])
def test_only_the_rows_on_damaged_pages_are_lost_and_the_original_is_left_alone(
    full: Clinic, tmp_path: Path, table: str
) -> None:
    """``note`` has no index that names its rows, ``draft`` has one."""
    leaves = pages_of(full, READ_ALL[table])
    for page in (leaves[3], leaves[-2], leaves[-1]):
        spoil(full.folder / "vault.db", page)
    before = (full.folder / "vault.db").read_bytes()
    report = _salvage(full, tmp_path / "recovered")
    assert (full.folder / "vault.db").read_bytes() == before
    assert not report.complete
    assert len(report.damage) == 3
    lost = {one.table: one for one in report.tables if one.lost}
    assert list(lost) == [table]
    again = _at(full, tmp_path / "recovered")
    sitting = again.unlock()
    with sitting.read() as session:
        kept = {row.id: row.body for row in session.execute(full.schema.metadata.tables[table].select())}
    assert NOTES - 60 < len(kept) < NOTES
    assert lost[table].rows == len(kept)
    if table == "draft":
        assert lost[table].lost == NOTES - len(kept)
        assert set(lost[table].lost_keys) == {f"draft-{n}" for n in range(1, NOTES + 1)} - kept.keys()
    for number, body in kept.items():
        assert body == f"{table} {str(number).removeprefix('draft-')} " * 60
    detail = sitting.audit.events(action="vault.salvaged")[0].detail
    assert list(detail["lost"]) == [table]
    full.add_note(sitting, "life goes on", 1000)
    sitting.lock()


def test_a_whole_record_comes_over_whole(full: Clinic, tmp_path: Path) -> None:
    report = _salvage(full, tmp_path / "recovered", by_code=True)
    assert report.complete, report.sentences()
    assert report.sentences()[-1] == "Nothing is missing."
    sitting = _at(full, tmp_path / "recovered").unlock()
    assert len(full.notes(sitting)) == NOTES
    sitting.lock()


def test_what_a_killed_salvage_left_goes_with_the_next_one_and_one_that_runs_is_left_alone(
    full: Clinic, tmp_path: Path
) -> None:
    place = tmp_path / "recovered"
    killed, running = place / ".first.vault.0a1b2c3d.salvaging", place / ".other.vault.4e5f6071.salvaging"
    for left in (killed, running):
        (left / "damaged").mkdir(parents=True)
        (left / "damaged" / "vault.db").write_bytes(b"half")
    with held(running, full.clock):
        _salvage(full, place / "second.vault")
    assert sorted(one.name for one in place.iterdir()) == [running.name, "second.vault"]


def test_a_hole_in_the_audit_log_is_named_by_the_check(full: Clinic, tmp_path: Path) -> None:
    for number in range(20):
        sitting = full.unlock()
        full.add_note(sitting, "one more", 2000 + number)
        sitting.lock()
    query = "SELECT sum(length(body)) FROM audit_event NOT INDEXED WHERE seq BETWEEN 20 AND 40"
    spoil(full.folder / "vault.db", pages_of(full, query)[-1])
    report = _salvage(full, tmp_path / "recovered")
    assert "audit_event" in {table.table for table in report.tables if table.lost}
    assert "audit log" in {finding.area for finding in report.check.findings}


def test_a_damaged_first_page_leaves_only_the_backup(full: Clinic, tmp_path: Path) -> None:
    spoil(full.folder / "vault.db", 1)
    with pytest.raises(UserError, match="beginning of the database is damaged") as caught:
        _salvage(full, tmp_path / "recovered")
    assert "ehr-desk restore" in caught.value.remedy
    assert not (tmp_path / "recovered").exists()
