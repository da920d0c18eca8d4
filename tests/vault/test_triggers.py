from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.tables import APPEND_ONLY
from tests.vault import insider
from tests.vault.clinic import Clinic, NoteSchema


def test_a_signed_row_cannot_be_changed_deleted_or_replaced(clinic: Clinic, sitting: Sitting) -> None:
    note = clinic.schema.note
    clinic.add_note(sitting, "as signed", 1)
    for statement in (
        update(note).values(body="other"),
        delete(note),
        insert(note).prefix_with("OR REPLACE").values(id=1, body="other"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), sitting.write() as unit:
            unit.session.execute(statement)
    assert clinic.notes(sitting) == ["as signed"]


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_vaults_own_log_and_register_are_append_only(clinic: Clinic, sitting: Sitting, table: str) -> None:
    if table in ("certificate_retirement", "certificate_revocation"):
        with sitting.write() as unit:
            unit.session.execute(text(f"INSERT INTO {table} VALUES ('x', 'x', 'x', 'x')"))  # noqa: S608 - fixed names
    column = {"audit_event": "seq", "audit_head": "size", "revocation_list": "number"}.get(table, "fingerprint")
    for sql in (f'DELETE FROM "{table}"', f'UPDATE "{table}" SET "{column}" = "{column}"'):  # noqa: S608 - fixed names
        with pytest.raises(IntegrityError, match="append-only"), sitting.write() as unit:
            unit.session.execute(text(sql))


def test_drafts_may_change(clinic: Clinic, sitting: Sitting) -> None:
    with sitting.write() as unit:
        unit.session.execute(insert(clinic.schema.draft).values(id="d", body="a"))
        unit.session.execute(update(clinic.schema.draft).values(body="b"))
    with sitting.read() as session:
        assert session.scalars(select(clinic.schema.draft.c.body)).all() == ["b"]
    with sitting.write() as unit:
        unit.session.execute(delete(clinic.schema.draft))
    with sitting.read() as session:
        assert session.scalars(select(clinic.schema.draft.c.body)).all() == []


@pytest.mark.parametrize("table", ["note", "audit_event"])
def test_missing_protection_is_found_by_the_check_and_put_back_and_reported_at_the_next_unlock(
    clinic: Clinic, table: str
) -> None:
    sitting = clinic.unlock()
    with insider.database(clinic, insider.key_of(sitting), keep_triggers=True) as connection:
        connection.execute(f'DROP TRIGGER "append_only_{table}_update"')
    (finding,) = sitting.check().findings
    assert finding.area == "protection"
    assert table in finding.text
    sitting.lock()
    sitting = clinic.unlock()
    (event,) = sitting.audit.events(action="triggers.restored")
    assert event.detail == {"tables": [table]}
    (finding,) = sitting.check().findings
    assert f"was missing on table {table} at unlock" in finding.text
    sitting.lock()
    sitting = clinic.unlock()
    assert sitting.check().ok
    sitting.lock()


def test_a_trigger_that_was_made_harmless_counts_as_missing(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    with insider.database(clinic, insider.key_of(sitting), keep_triggers=True) as connection:
        connection.execute('DROP TRIGGER "append_only_note_delete"')
        connection.execute('CREATE TRIGGER "append_only_note_delete" BEFORE DELETE ON "note" BEGIN SELECT 1; END')
    sitting.lock()
    sitting = clinic.unlock()
    assert sitting.audit.events(action="triggers.restored")
    assert [finding.area for finding in sitting.check().findings] == ["protection"]
    sitting.lock()


def test_an_ordinary_unlock_reports_nothing_about_protection(clinic: Clinic) -> None:
    clinic.unlock().lock()
    sitting = clinic.unlock()
    assert sitting.audit.events(action="triggers.restored") == []
    sitting.lock()


class Rebuilding(NoteSchema):
    """A later program whose migration rebuilds the note table, as batch mode does: its triggers go with it."""

    def migrate(self, connection):  # type: ignore[no-untyped-def]
        connection.execute(text("CREATE TABLE note_new (id INTEGER PRIMARY KEY, body TEXT NOT NULL, extra TEXT)"))
        connection.execute(text("INSERT INTO note_new (id, body) SELECT id, body FROM note"))
        connection.execute(text("DROP TABLE note"))
        connection.execute(text("ALTER TABLE note_new RENAME TO note"))


class Failing(NoteSchema):
    def migrate(self, connection):  # type: ignore[no-untyped-def]
        connection.execute(text("ALTER TABLE note ADD COLUMN extra TEXT"))
        raise ZeroDivisionError


def test_a_migration_that_rebuilds_a_table_keeps_rows_and_protection_and_is_logged(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    clinic.add_note(sitting, "kept")
    sitting.lock()
    clinic.schema = Rebuilding(head="2")
    sitting = clinic.unlock()
    assert clinic.notes(sitting) == ["kept"]
    assert sitting.check().ok
    assert sitting.audit.events(action="triggers.restored") == []
    newest = sitting.audit.events(action="schema.migrated")[0]
    assert (newest.detail["from"], newest.detail["to"]) == ("1", "2")
    with pytest.raises(IntegrityError, match="append-only"), sitting.write() as unit:
        unit.session.execute(delete(clinic.schema.note))
    with sitting.read() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    sitting.lock()


def test_a_migration_that_fails_leaves_everything_as_it_was(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    clinic.add_note(sitting, "kept")
    sitting.lock()
    good, clinic.schema = clinic.schema, Failing(head="2")
    with pytest.raises(ZeroDivisionError):
        clinic.unlock()
    clinic.schema = good
    sitting = clinic.unlock()
    assert clinic.notes(sitting) == ["kept"]
    assert sitting.check().ok
    sitting.lock()
