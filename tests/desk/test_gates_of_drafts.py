"""Drafts outlast what they were started with: an assignment, a role, a credential. What counts is what holds now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ehr_desk.chart.access.gate import NotOnCaseload
from ehr_desk.chart.staff.gate import REFUSED
from ehr_desk.chart.staff.rows import CredentialRow
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import course, write


def _limit(clinic: TestClinic) -> None:
    desk = clinic.desk("supervisor")
    desk.clinic.save(replace(desk.clinic.read(), caseload_only=True))
    desk.lock()


def _refusals(desk: Desk) -> int:
    return len(desk.sitting.audit.events(action=REFUSED, limit=100))


def test_a_draft_reads_nothing_from_a_chart_that_is_closed_by_now(clinic: TestClinic) -> None:
    client = course(clinic)
    desk = clinic.desk("case manager")
    draft = desk.drafts.start("progress_summary", client_id=client.id)
    desk.lock()
    _limit(clinic)
    desk = clinic.desk("case manager")
    before = _refusals(desk)
    with pytest.raises(NotOnCaseload):
        desk.drafts.assemble_again(draft.id, {})
    assert _refusals(desk) == before + 1
    with pytest.raises(NotOnCaseload):
        desk.signing.prepare(draft.id)
    with pytest.raises(NotOnCaseload):
        desk.signing.preview(draft.id)
    assert desk.drafts.one(draft.id).answers == draft.answers
    desk.lock()


def test_nobody_joins_a_group_note_from_a_closed_chart_and_nobody_is_in_it_twice(clinic: TestClinic) -> None:
    desk = clinic.desk("supervisor")
    client = add_client(desk)
    write(desk, "admission", client)
    desk.access.assign(client.id, clinic.staff_ids["therapist"], "care team")
    other = add_client(desk, "Brandt", "Ilse")
    desk.lock()
    _limit(clinic)
    desk = clinic.desk("therapist")
    draft = desk.drafts.start("group_note", attendees=[client.id, client.id])
    assert list(draft.attendees) == [client.id]
    with pytest.raises(NotOnCaseload):
        desk.drafts.set_attendees(draft.id, [client.id, other.id])
    assert list(desk.drafts.one(draft.id).attendees) == [client.id]
    assert list(desk.drafts.set_attendees(draft.id, [client.id, client.id]).attendees) == [client.id]
    desk.lock()


def test_entered_in_error_needs_the_role_when_it_is_signed_too(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    entry_id = write(desk, "phq9", client).entry_ids[0]
    desk.lock()
    desk = clinic.desk("supervisor")
    draft = desk.amending.start(entry_id, "entered_in_error", reason="x")
    desk.drafts.save(draft.id, {**draft.answers, "error_kind": "Other", "error_reason": "not mine"})
    desk.lock()
    desk = clinic.desk("administrator")
    who = clinic.staff_ids["supervisor"]
    desk.staff.change_role(who, "case manager", own_passphrase=passphrase_of("administrator"))
    desk.lock()
    desk = clinic.desk("supervisor")
    with pytest.raises(Refused, match="Only its author"):
        desk.signing.sign([draft.id], passphrase_of("supervisor"))
    assert {line.state for line in desk.charts.timeline(client.id)} == {"signed"}
    desk.lock()


def test_only_what_was_discarded_in_this_sitting_is_taken_back_and_only_once(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    draft = desk.drafts.start("phq9", client_id=client.id)
    desk.drafts.discard(draft.id)
    desk.drafts.restore(draft.id)
    assert desk.drafts.one(draft.id) == draft
    for never in (draft.id, "forged"):
        with pytest.raises(UserError, match="cannot be taken back"):
            desk.drafts.restore(never)
    desk.lock()


def test_a_credential_that_begins_at_midnight_signs_in_the_same_sitting(clinic: TestClinic) -> None:
    desk = clinic.desk("administrator")
    who, today, own = clinic.staff_ids["therapist"], desk.clock.today(), passphrase_of("administrator")
    (row,) = [each for each in desk.staff.all() if each.id == who]
    ends = CredentialRow("", "LPCC-S", "", False, None, today)
    desk.staff.enter_credential(who, ends, own_passphrase=own, replaces=row.credentials[0].id)
    begins = CredentialRow("", "LPCC", "", False, today + timedelta(days=1), None)
    desk.staff.enter_credential(who, begins, own_passphrase=own)
    desk.lock()
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    clinic.clock.move_to(clinic.clock.now() + timedelta(days=1))
    signed = write(desk, "phq9", client)
    assert desk.charts.entry(signed.entry_ids[0]).content.body["author"]["credential"] == "LPCC"
    desk.lock()
