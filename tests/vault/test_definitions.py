"""Whatever stands in the database's catalogue and this program never put there."""

from __future__ import annotations

import pytest

from ehr_desk.vault.faults import DatabaseRefused
from tests.vault import insider
from tests.vault.clinic import Clinic

_EVIL = "CREATE TRIGGER evil AFTER INSERT ON note BEGIN UPDATE draft SET body = 'x'; END"


def _do(clinic: Clinic, *statements: str) -> None:
    sitting = clinic.unlock()
    with insider.database(clinic, insider.key_of(sitting), keep_triggers=True) as connection:
        for statement in statements:
            connection.execute(statement)
    sitting.lock()


def test_a_foreign_trigger_is_named_by_the_check_taken_off_at_unlock_and_told_until_somebody_answers(
    clinic: Clinic,
) -> None:
    sitting = clinic.unlock()
    with insider.database(clinic, insider.key_of(sitting), keep_triggers=True) as connection:
        connection.execute(_EVIL)
    assert ["trigger evil" in finding.text for finding in sitting.check().findings] == [True]
    sitting.lock()
    sitting = clinic.unlock()
    (event,) = sitting.audit.events(action="schema.foreign_triggers")
    assert event.detail == {"names": ["evil"]}
    with sitting.read() as session:
        found = session.connection().exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'evil'")
        assert found.scalar() == 0
    (alarm,) = sitting.watch(None)
    assert "1 triggers" in alarm.sentence()
    sitting.accept_history("The trigger is gone; nothing was signed in between.")
    assert sitting.check().ok
    sitting.lock()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE exfil AS SELECT * FROM note",
        "CREATE VIEW shown AS SELECT * FROM note",
        "DROP INDEX audit_event_at",
        "ALTER TABLE note ADD COLUMN more TEXT",
    ],
)
def test_a_changed_catalogue_is_an_alarm_at_unlock_and_found_by_the_check(clinic: Clinic, statement: str) -> None:
    clinic.unlock().lock()
    _do(clinic, statement)
    sitting = clinic.unlock()
    (alarm,) = sitting.watch(None)
    assert "tables of the database are defined" in alarm.sentence()
    texts = [finding.text for finding in sitting.check().findings]
    if "INDEX" not in statement:  # the vault's own index is made again at unlock
        assert "The tables of the database are not defined as the audit log says." in texts
    sitting.lock()


def test_a_view_in_the_place_of_a_table_is_refused(clinic: Clinic) -> None:
    clinic.unlock().lock()
    _do(clinic, "ALTER TABLE draft RENAME TO other", "CREATE VIEW draft AS SELECT * FROM other")
    with pytest.raises(DatabaseRefused, match="replaced"):
        clinic.unlock()
