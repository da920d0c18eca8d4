from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from ehr_desk.vault import DatabaseRefused
from ehr_desk.vault.cipher import cipher_module
from ehr_desk.vault.engine import connect, open_engine
from ehr_desk.vault.faults import VaultBusy
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import Clinic

KEY = bytes(range(32))
MARKER = "Zaunkoenig-7f3a marker of a clinical sentence"


def test_the_standard_sqlite_module_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    with pytest.raises(DatabaseRefused, match="cannot encrypt"):
        connect(path, KEY, create=True, module=sqlite3)
    assert not path.exists() or path.read_bytes() == b""


def test_an_engine_that_is_too_old_is_refused(tmp_path: Path) -> None:
    class Old:
        sqlite_version_info = (3, 51, 1)

        def __getattr__(self, name: str) -> object:
            return getattr(cipher_module(), name)

    with pytest.raises(DatabaseRefused, match="too old"):
        connect(tmp_path / "vault.db", KEY, create=True, module=Old())


def test_a_plaintext_database_is_refused(clinic: Clinic) -> None:
    path = clinic.folder / "vault.db"
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE vault_meta (name, value)")
    plain.commit()
    plain.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseRefused, match="not encrypted"):
        clinic.unlock()
    assert path.read_bytes() == before


def test_a_missing_or_empty_database_is_never_made_anew(clinic: Clinic) -> None:
    path = clinic.folder / "vault.db"
    path.write_bytes(b"")
    with pytest.raises(DatabaseRefused, match="empty"):
        clinic.unlock()
    assert path.read_bytes() == b""
    path.unlink()
    with pytest.raises(DatabaseRefused, match="missing"):
        clinic.unlock()
    assert not path.exists()


@pytest.mark.parametrize("keep", [10, 4096, 3 * 4096, -4096, -100])
def test_a_truncated_database_is_refused_in_words(clinic: Clinic, keep: int) -> None:
    path = clinic.folder / "vault.db"
    data = path.read_bytes()[:keep]
    path.write_bytes(data)
    with pytest.raises(DatabaseRefused) as caught:
        clinic.unlock()
    assert caught.value.remedy


def test_an_encrypted_database_without_a_record_is_refused(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    key = sitting._vault.keys.database
    sitting.lock()
    (clinic.folder / "vault.db").unlink()
    connection = connect(clinic.folder / "vault.db", key, create=True)
    connection.execute("CREATE TABLE something (x)")
    connection.close()
    with pytest.raises(DatabaseRefused, match="holds no record"):
        clinic.unlock()


def test_a_flipped_byte_in_the_database_is_found_by_the_check_or_at_unlock(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    for n in range(40):
        clinic.add_note(sitting, f"note {n} " * 50)
    sitting.lock()
    path = clinic.folder / "vault.db"
    good = path.read_bytes()
    for page in range(0, len(good) // 4096, 4):
        position = page * 4096 + 2000
        path.write_bytes(good[:position] + bytes([good[position] ^ 1]) + good[position + 1 :])
        try:
            sitting = clinic.unlock()
        except DatabaseRefused:
            continue
        report = sitting.check()
        sitting.lock()
        assert not report.ok, page


def test_another_key_opens_nothing(clinic: Clinic) -> None:
    with pytest.raises(DatabaseRefused, match="does not belong"):
        connect(clinic.folder / "vault.db", KEY)


def test_every_connection_has_the_settings_that_safety_rests_on(sitting: Sitting) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cipher_page_size": "4096",
        "query_only": 1,
    }
    with sitting.read() as session:
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}
    assert found == wanted


def test_no_file_of_the_vault_holds_the_text_or_the_key(clinic: Clinic, sitting: Sitting) -> None:
    words = [MARKER.encode(), MARKER.encode("utf-16-le"), sitting._vault.keys.database]
    words.append(sitting._vault.keys.database.hex().encode())
    for n in range(50):
        clinic.add_note(sitting, f"{MARKER} {n}")
    with sitting.read() as session:
        session.execute(text("SELECT body FROM note ORDER BY body || random()")).all()
        names = _holding(clinic.folder, words)
    assert names == []
    sitting.lock()
    assert _holding(clinic.folder, words) == []


def _holding(folder: Path, words: list[bytes]) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if any(word in path.read_bytes() for word in words)]


def test_an_error_of_the_database_shows_no_value_of_the_record(clinic: Clinic, sitting: Sitting) -> None:
    with pytest.raises(DBAPIError) as caught, sitting.write() as unit:
        unit.session.execute(insert(clinic.schema.note), [{"id": 1, "body": MARKER}, {"id": 1, "body": MARKER}])
    assert MARKER not in str(caught.value)
    assert MARKER not in repr(caught.value.__cause__)


def test_a_record_held_by_another_writer_is_called_busy(clinic: Clinic, sitting: Sitting) -> None:
    other = connect(clinic.folder / "vault.db", sitting._vault.keys.database)
    other.execute("BEGIN IMMEDIATE")
    with sitting.read() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(VaultBusy):
        clinic.add_note(sitting, "x")
    other.rollback()
    other.close()
    clinic.add_note(sitting, "x")


def test_an_engine_whose_key_is_gone_opens_no_further_connection(tmp_path: Path) -> None:
    keys = [KEY]
    engine = open_engine(tmp_path / "x.db", lambda: keys[0], create=True)
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    engine.dispose()
    keys.clear()
    with pytest.raises(IndexError):
        engine.connect()
