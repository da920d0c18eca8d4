"""A later release may word lines and fold rows otherwise: older honest records stay sound, meddled ones do not."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ehr_desk.chart import schema as chart_schema
from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.copies import CHECKS, check_copy, protected_tables
from ehr_desk.chart.entries import body, checking, derived
from ehr_desk.chart.entries.checking import check_all
from ehr_desk.chart.entries.derived import differing
from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.plans import fold as plan_fold
from ehr_desk.chart.plans.rows import ObjectiveRow
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.common.clock import SettableClock
from ehr_desk.vault import DatabaseRefused, VaultFile
from ehr_desk.vault.backup_copy import opened_backup
from ehr_desk.vault.backup_keys import ByPassphrase
from ehr_desk.vault.backup_manifest import backups_in
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.triggers import create_triggers, drop_triggers
from tests.chart.migrations.sample import AT, LOGIN, WORDS, build
from tests.support.cheap import CHEAP
from tests.support.clinic import passphrase_of

LINE, STATES = "UPDATE entry_line SET excerpt = 'All is well'", "UPDATE objectives SET text = 'Something else'"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wording") / "sample.vault")


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "clinic.vault"))


def unlock(folder: Path, login: str = LOGIN, words: str = WORDS, *, hours: int = 0) -> Sitting:
    file = VaultFile(folder, CHEAP)
    person = next(one for one in file.people if one.login == login)
    clock = SettableClock(AT + timedelta(hours=hours))
    sitting = file.unlock(person.staff_id, words, clock=clock, schema=ChartSchema(), device="desk-1")
    sitting.watch(None)
    return sitting


def said(sitting: Sitting) -> list[str]:
    report = check_all(sitting, heart(), also=CHECKS)
    return [] if report.sound else report.sentences()


def lines(sitting: Sitting) -> list[str]:
    with sitting.read() as session:
        return list(session.scalars(text("SELECT excerpt FROM entry_line WHERE excerpt <> '' ORDER BY seq")))


def objectives(sitting: Sitting) -> list[str]:
    with sitting.read() as session:
        return list(session.scalars(text("SELECT text FROM objectives")))


def meddle(folder: Path, statement: str) -> None:
    sitting = unlock(folder)
    with sitting.write() as unit:
        connection = unit.session.connection()
        drop_triggers(connection, protected_tables())
        assert connection.execute(text(statement)).rowcount
        create_triggers(connection, protected_tables())
    sitting.lock()


def later_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the program is one that cuts lines shorter and words objectives otherwise, and says so."""
    older = plan_fold.fold_objectives

    def reworded(effects: Sequence[SignedEffect]) -> list[ObjectiveRow]:
        return [replace(row, text=f"Objective: {row.text}") for row in older(effects)]

    monkeypatch.setattr(plan_fold, "fold_objectives", reworded)
    monkeypatch.setattr(body, "_EXCERPT", 24)
    for module in (chart_schema, checking):
        monkeypatch.setattr(module, "WORDING", derived.WORDING + 1)


def test_the_log_knows_every_line_and_every_folded_row(folder: Path) -> None:
    sitting = unlock(folder)
    with sitting.read() as session:
        assert differing(session.connection(), [fold.table_name for fold in heart().folds]) == []
    assert said(sitting) == []
    sitting.lock()


def test_an_older_honest_record_reads_in_the_new_words_and_is_sound(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = unlock(folder)
    before = lines(sitting)
    sitting.lock()
    later_release(monkeypatch)
    sitting = unlock(folder)
    assert said(sitting) == []
    assert sitting.alarms == ()
    cut = [one for one in lines(sitting) if one.endswith("…")]
    assert {len(one) for one in cut} <= {23, 24}
    assert len(cut) > len([one for one in before if one.endswith("…")])
    assert all(one.startswith("Objective: ") for one in objectives(sitting))
    (event,) = sitting.audit.events(action="schema.migrated", limit=1)
    assert (event.detail["wording"], event.detail["altered"]) == ({"from": 1, "to": 2}, [])
    assert sitting.audit.events(action="record.rebuilt")
    with sitting.read() as session:
        assert differing(session.connection(), [fold.table_name for fold in heart().folds]) == []
    sitting.lock()
    events = len(unlocked_again(folder))
    assert events == 1, "the second unlock has nothing to do"


def unlocked_again(folder: Path) -> list[object]:
    sitting = unlock(folder)
    found: list[object] = [*sitting.audit.events(action="record.rebuilt")]
    sitting.lock()
    return found


@pytest.mark.parametrize(("statement", "words"), [(LINE, "the entry's line differs"), (STATES, "stored objectives")])
def test_what_was_meddled_with_is_found_by_a_program_of_the_same_words(
    folder: Path, statement: str, words: str
) -> None:
    meddle(folder, statement)
    sitting = unlock(folder)
    assert any(words in one for one in said(sitting))
    sitting.lock()


@pytest.mark.parametrize("statement", [LINE, STATES, "DELETE FROM objectives", "UPDATE entry_line SET excerpt = x'00'"])
def test_an_upgrade_launders_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    honest = unlock(folder)
    read = (lines(honest), objectives(honest))
    honest.lock()
    meddle(folder, statement)
    later_release(monkeypatch)
    sitting = unlock(folder)
    assert "All is well" not in lines(sitting)
    assert objectives(sitting) == [f"Objective: {one}" for one in read[1]]
    (event,) = sitting.audit.events(action="schema.migrated", limit=1)
    assert event.detail["altered"]
    (alarm,) = sitting.alarms
    assert alarm.kind == "edited"
    assert alarm.sentence() in " ".join(said(sitting))
    sitting.lock()
    (kept,) = [one for one in backups_in(folder / "backups") if one.manifest.purpose.startswith("before")]
    with opened_backup(kept.folder, ByPassphrase(LOGIN, WORDS, CHEAP).keys, protected_tables()) as copy:
        assert any("was changed past the program" in one for one in check_copy(copy))


def test_the_alarm_stays_until_somebody_answers_for_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meddle(folder, LINE)
    later_release(monkeypatch)
    unlock(folder).lock()
    sitting = unlock(folder, "sam", passphrase_of("supervisor"))
    assert [alarm.kind for alarm in sitting.alarms] == ["edited"]
    sitting.accept_history("The lines were looked at in the backup")
    assert said(sitting) == []
    sitting.lock()
    sitting = unlock(folder)
    assert sitting.alarms == ()
    assert said(sitting) == []
    sitting.lock()


def test_what_stands_without_a_signed_entry_is_not_taken_for_honest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = "ordinal, " + ", ".join(
        set(ChartSchema().metadata.tables["objectives"].columns.keys()) - {"client_id", "ordinal"}
    )
    meddle(folder, f"INSERT INTO objectives (client_id, {columns}) SELECT 'nobody', {columns} FROM objectives LIMIT 1")  # noqa: S608
    later_release(monkeypatch)
    sitting = unlock(folder)
    assert any("stored without any signed entry" in one for one in said(sitting))
    sitting.lock()


def test_a_copy_of_an_older_record_is_checked_by_what_the_log_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later_release(monkeypatch)
    unlock(folder).lock()
    (kept,) = [one for one in backups_in(folder / "backups") if one.manifest.purpose.startswith("before")]
    with opened_backup(kept.folder, ByPassphrase(LOGIN, WORDS, CHEAP).keys, protected_tables()) as copy:
        assert check_copy(copy) == []


def test_a_program_of_older_words_refuses_the_record(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as later:
        later_release(later)
        unlock(folder).lock()
    with pytest.raises(DatabaseRefused, match="written by a newer version of EHR Desk"):
        unlock(folder)


def test_the_forms_that_were_signed_can_be_read_and_are_held_against_their_fingerprint(folder: Path) -> None:
    meddle(folder, 'UPDATE form_definition SET definition = replace(definition, \'"paper": "\', \'"paper": "x\')')
    sitting = unlock(folder)
    assert any("the kept form is not the one that was filled in" in one for one in said(sitting))
    sitting.lock()
