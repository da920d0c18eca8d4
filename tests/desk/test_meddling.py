"""The check of the record notices whoever meddles with the ledger of disclosures, with clients or with staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.vault.triggers import create_triggers, drop_triggers
from tests.clinical_forms.filled import FILLED
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write


def meddled(desk: Desk, *statements: str) -> list[str]:
    """What the check says after somebody with the record's key changed rows behind the program's back."""
    vault = desk.sitting._vault
    with vault._writer.connect() as connection, connection.begin():
        drop_triggers(connection, vault.protected)
        for statement in statements:
            assert connection.execute(text(statement)).rowcount
        create_triggers(connection, vault.protected)
    return [fault.what for fault in desk.check().faults]


@pytest.fixture
def desk(clinic: TestClinic, tmp_path: Path) -> Desk:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    (document_id,) = write(desk, "progress_summary", client, keep=True).document_ids
    request = DisclosureRequest(
        document_id=document_id,
        recipient=client.name,
        recipient_kind="client",
        purpose="Copy for the client",
        basis="client access",
        how="save",
    )
    desk.disclosures.release_to_folder(request, tmp_path)

    def jammed(_pdf: bytes, _cover: bytes | None) -> None:
        raise OSError

    with pytest.raises(UserError):
        desk.disclosures.release(request, jammed)
    return desk


def test_an_untouched_ledger_agrees_with_the_audit_log(desk: Desk) -> None:
    assert desk.check().sound
    desk.lock()


def test_a_disclosure_taken_out_of_the_ledger_is_noticed(desk: Desk) -> None:
    found = meddled(desk, "DELETE FROM disclosure WHERE corrects <> ''")
    # One line was completed, one was not: both ends are gone.
    assert found == ["a disclosure is gone from the ledger that the audit log knows"] * 2
    desk.lock()


def test_a_recipient_changed_in_the_ledger_is_noticed(desk: Desk) -> None:
    found = meddled(desk, "UPDATE disclosure SET recipient = 'Nobody' WHERE outcome = 'not completed'")
    assert found == ["the ledger's line is not the one that the audit log knows"]
    desk.lock()


def test_a_disclosure_slipped_into_the_ledger_is_noticed(desk: Desk) -> None:
    found = meddled(
        desk,
        "CREATE TEMP TABLE made_up AS SELECT * FROM disclosure LIMIT 1",
        "UPDATE made_up SET id = 'd-x'",
        "INSERT INTO disclosure SELECT * FROM made_up",
    )
    assert found == ["the audit log knows nothing of this disclosure"]
    desk.lock()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE client SET date_of_birth = '1980-01-01'",
        "UPDATE staff_member SET role = 'supervisor' WHERE login = 'toby'",
        "UPDATE credential_period SET trainee = 0 WHERE trainee",
    ],
)
def test_facts_of_people_changed_past_the_program_are_noticed(desk: Desk, statement: str) -> None:
    assert meddled(desk, statement) == ["a person's facts were changed past the program"]
    desk.lock()


def test_facts_changed_through_the_program_agree_with_the_audit_log(desk: Desk) -> None:
    (client,) = desk.clients.all()
    facts = ClientFacts(client.family_name, "Mari", client.date_of_birth, phone="(419) 555-0188")
    desk.clients.change(client.id, facts)
    assert desk.check().sound
    desk.lock()


def test_settings_and_schedule_that_were_changed_past_the_program_are_noticed(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    add_client(desk, "Brennan")
    new = NewSession(datetime(2026, 12, 29, 9), 60, "group", "Morning group", desk.me.id, [client.id])
    desk.sessions.plan_session(new)
    kept = desk.sessions.plan_session(replace(new, starts_at=datetime(2026, 12, 30, 9)))
    desk.sessions.cancel(kept.id, "Holiday")
    desk.lock()
    administrator = clinic.desk("administrator")
    administrator.clinic.save(replace(administrator.clinic.read(), phone="(419) 555-0199"))
    administrator.lock()
    desk = clinic.desk("therapist")
    assert desk.check().sound
    planned = "a planned session was changed past the program"
    assert meddled(desk, "UPDATE clinic_setting SET value = '\"Another name\"' WHERE name = 'name'") == [
        "the clinic's settings were changed past the program"
    ]
    assert planned in meddled(desk, "UPDATE planned_session SET minutes = 90 WHERE cancelled = 1")
    insert = (
        "INSERT INTO planned_attendee SELECT s.id, c.id, '' FROM planned_session s, client c "
        "WHERE s.cancelled = 1 AND c.family_name = 'Brennan'"
    )
    assert planned in meddled(desk, "UPDATE planned_session SET minutes = 60 WHERE cancelled = 1", insert)
    delete = (
        "DELETE FROM planned_attendee WHERE session_id IN (SELECT id FROM planned_session WHERE cancelled = 1)",
        "DELETE FROM planned_session WHERE cancelled = 1",
    )
    assert "a planned session is gone that the audit log knows" in meddled(desk, *delete)
    desk.lock()


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE cosign_return SET comment = 'Fine as it is.'", "a return to the author is not the one"),
        ("DELETE FROM cosign_return", "a return to the author is gone"),
        ("UPDATE cosign_return SET returned_by = author_id", "a return to the author is not the one"),
    ],
)
def test_a_return_to_the_author_that_was_changed_past_the_program_is_noticed(
    clinic: TestClinic, statement: str, what: str
) -> None:
    trainee = clinic.desk("trainee")
    draft = trainee.drafts.start("mental_status", client_id=add_client(trainee).id)
    trainee.drafts.save(draft.id, FILLED["mental_status"])
    (entry_id,) = trainee.signing.sign([draft.id], passphrase_of("trainee")).entry_ids
    trainee.lock()
    supervisor = clinic.desk("supervisor")
    supervisor.cosigning.give_back(entry_id, "The risk section contradicts the screening.")
    assert supervisor.check().sound
    (found,) = meddled(supervisor, statement)
    assert found == f"{what} that the audit log knows"
    supervisor.lock()
