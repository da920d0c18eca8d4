"""A record of a released form is opened by a later program: behind a backup, whole or not at all.

A sample is built by the program itself; one of each form is kept in ``samples/`` and upgraded here too (``sample``).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.copies import CHECKS
from ehr_desk.chart.entries.checking import check_all
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.common.clock import SettableClock
from ehr_desk.documents.same_words import other_words
from ehr_desk.vault import DatabaseRefused, KdfLimits, Schema, VaultFile
from ehr_desk.vault.backup_copy import opened_backup
from ehr_desk.vault.backup_keys import ByPassphrase
from ehr_desk.vault.backup_manifest import backups_in
from ehr_desk.vault.migrating import MigrationFailed, row_counts
from ehr_desk.vault.sitting import Sitting
from tests.chart.migrations.sample import AT, LOGIN, WORDS, build, kept_samples
from tests.support.cheap import CHEAP
from tests.support.later import LaterSchema


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("sample") / "sample.vault")


@pytest.fixture(params=["now", *(folder.name for folder in kept_samples())])
def sample(request: pytest.FixtureRequest, built: Path, tmp_path: Path) -> Path:
    kept = {folder.name: folder for folder in kept_samples()}
    return Path(shutil.copytree(kept.get(str(request.param), built), tmp_path / "clinic.vault"))


def unlock(folder: Path, schema: Schema | None, kdf: KdfLimits = CHEAP) -> Sitting:
    file = VaultFile(folder, kdf)
    person = next(one for one in file.people if one.login == LOGIN)
    return file.unlock(person.staff_id, WORDS, clock=SettableClock(AT), schema=schema, device="desk-1")


def counts(sitting: Sitting) -> dict[str, int]:
    with sitting.read() as session:
        return row_counts(session.connection())


@pytest.mark.parametrize("name", [folder.name for folder in kept_samples()])
def test_a_kept_record_opens_is_sound_and_is_brought_to_this_form(name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(next(one for one in kept_samples() if one.name == name), tmp_path / "clinic.vault"))
    again = "Tables, words or rules changed. Not released yet: python -m tests.chart.migrations.sample --again"
    sitting = unlock(folder, ChartSchema())
    try:
        report = check_all(sitting, heart(), also=CHECKS)
    except OperationalError as error:
        pytest.fail(f"The kept record has other tables: {error.orig}. {again}")
    assert report.sound, f"{report.sentences()} {again}"
    if name == ChartSchema().head:
        assert sitting.audit.events(action="record.rebuilt") == [], f"WORDING was not raised. {again}"
        assert other_words(sitting) == [], f"Papers are worded otherwise: WORDING was not raised. {again}"
        with sitting.read() as session:
            ours = ChartSchema().metadata
            opts = {"include_name": lambda name, kind, _parents: kind != "table" or name in ours.tables}
            context = MigrationContext.configure(session.connection(), opts=opts)
            assert compare_metadata(context, ours) == [], again
    opened = sitting.sealed.open(WORDS)
    with sitting.read() as session:
        (box,) = session.execute(text("SELECT compartment_id FROM sealed_note")).scalars()
    assert opened.opens(box), "its keys are known to the tests"
    sitting.lock()


def test_the_form_of_this_program_is_kept() -> None:
    assert ChartSchema().head in {folder.name for folder in kept_samples()}


def test_every_row_comes_along_and_the_protection_is_back(sample: Path) -> None:
    sitting = unlock(sample, None)
    before, size = counts(sitting), sitting.audit.head()[0]
    sitting.lock()
    sitting = unlock(sample, LaterSchema())
    after = counts(sitting)
    changing = ("audit_event", "audit_head", "only_for_tests")
    assert {n: c for n, c in after.items() if n not in changing} == {
        n: c for n, c in before.items() if n not in changing
    }
    assert before["client"] > 0
    assert before["entry_version"] > 0
    event = sitting.audit.events(action="schema.migrated", limit=1)[0]
    assert event.detail["to"] == "0002"
    assert sitting.check().ok
    with sitting.read() as session:
        assert session.execute(text("PRAGMA user_version")).scalar() == 2
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("SELECT count(*) FROM audit_head WHERE size = :s"), {"s": size}).scalar() == 1
    with pytest.raises(Exception, match="append-only table: entry_version"), sitting.write() as unit:
        unit.session.execute(text("UPDATE entry_version SET test_only = 1"))
    sitting.lock()


def test_a_verified_backup_of_the_old_form_stands_before_it(sample: Path) -> None:
    unlock(sample, LaterSchema()).lock()
    (stored,) = [one for one in backups_in(sample / "backups") if one.manifest.purpose == "before 0002"]
    assert stored.manifest.schema != "0002"
    with opened_backup(stored.folder, ByPassphrase(LOGIN, WORDS, CHEAP).keys) as copy:
        assert copy.check().ok


def test_an_older_program_refuses_a_newer_record_in_clear_words(sample: Path) -> None:
    unlock(sample, LaterSchema()).lock()
    before = (sample / "vault.db").read_bytes()
    with pytest.raises(DatabaseRefused, match="written by a newer version of EHR Desk") as caught:
        unlock(sample, ChartSchema())
    assert caught.value.remedy == "Install the newest EHR Desk on this computer."
    assert (sample / "vault.db").read_bytes() == before


def _lose_a_row(connection: Connection) -> None:
    connection.execute(text("DELETE FROM measures"))


def _break_a_link(connection: Connection) -> None:
    connection.execute(text("UPDATE client SET id = 'somebody else'"))


def _rewrite_the_log(connection: Connection) -> None:
    connection.execute(
        text("UPDATE audit_head SET root = zeroblob(32) WHERE size = (SELECT max(size) FROM audit_head)")
    )


def _fail(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE half_done (id INTEGER)"))
    connection.execute(text("SELECT * FROM no_such_table"))


@pytest.mark.parametrize(
    ("also", "words"),
    [
        (_lose_a_row, "number of rows would change in"),
        (_break_a_link, "would point to nothing"),
        (_rewrite_the_log, "audit log would change"),
        (_fail, "a step failed"),
    ],
)
def test_a_migration_that_would_lose_something_is_taken_back_whole(
    built: Path, tmp_path: Path, also: Callable[[Connection], None], words: str
) -> None:
    folder = Path(shutil.copytree(built, tmp_path / "clinic.vault"))
    sitting = unlock(folder, None)
    before = counts(sitting)
    sitting.lock()
    with pytest.raises(MigrationFailed, match=words):
        unlock(folder, LaterSchema(also))
    sitting = unlock(folder, None)
    after = counts(sitting)
    assert "half_done" not in after
    assert "only_for_tests" not in after
    assert after["client"] == before["client"]
    assert sitting.check().ok
    sitting.lock()
