"""One hour has one note: begun at its session or in the chart, and the hours count it once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.forms import Finding
from tests.clinical_forms.filled import told
from tests.desk.stays import admit, void
from tests.support.clinic import TestClinic, add_client, passphrase_of

DAY = "2026-12-27"
HOUR = {"session_date": DAY, "start_time": "13:30", "end_time": "14:20", "objectives_served": []}


def planned(
    desk: Desk, client: ClientRow, hour: int = 13, service: str = "individual", **more: Any
) -> PlannedSessionRow:
    new = NewSession(datetime(2026, 12, 27, hour, 30), 50, "individual", "", desk.me.id, [client.id])
    return desk.sessions.plan_session(replace(new, **more))


def note(desk: Desk, client: ClientRow, session_id: str = "", **answers: Any) -> DraftRow:
    draft = desk.drafts.start("dap_note", client_id=client.id, session_id=session_id)
    desk.drafts.save(draft.id, {**told("dap_note"), **HOUR, **answers})
    return draft


def asked(desk: Desk, draft: DraftRow) -> list[Finding]:
    (prepared,) = desk.signing.prepare(draft.id)
    return [one for one in prepared.findings if one.confirm.startswith("client_in_two/")]


def sign(desk: Desk, draft: DraftRow, reason: str = "") -> str:
    (prepared,) = desk.signing.prepare(draft.id)
    for one in prepared.findings if reason else ():
        if one.confirm:
            desk.drafts.confirm(draft.id, [one.confirm], reason)
    return desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]


def in_error(desk: Desk, entry_id: str) -> None:
    assert void(desk, entry_id) == []


def owed(desk: Desk) -> list[str]:
    return [one.session_id for one in desk.tasks.notes_owed()]


def test_a_note_begun_in_the_chart_is_the_note_of_the_session_at_its_hour(desk: Desk, client: ClientRow) -> None:
    session = planned(desk, client)
    assert owed(desk) == [session.id]
    other = note(desk, client, start_time="12:30", end_time="13:20")
    assert asked(desk, other) == []
    sign(desk, other)
    assert owed(desk) == [session.id], "another hour is another session"

    family = desk.drafts.start("family_session", client_id=client.id)
    desk.drafts.save(family.id, {**told("family_session"), **HOUR, "next_family_session": ""})
    (found,) = asked(desk, family)
    assert found.level == "should"
    assert "expected in another session from 13:30 to 14:20, which has no note yet" in found.text
    assert asked(desk, note(desk, client)) == []
    alone = sign(desk, note(desk, client), "The words of the morning still hold.")
    assert owed(desk) == [], "its hour has a note, though that names no session"

    named = note(desk, client, session.id)
    (found,) = asked(desk, named)
    assert "The client was in another session from 13:30 to 14:20." in found.text
    second = sign(desk, named, "Written twice.")

    in_error(desk, second)
    assert owed(desk) == [], "the good note stands"
    in_error(desk, alone)
    assert owed(desk) == [session.id]


def test_one_note_is_the_note_of_one_session_and_the_other_stays_owed_and_asked(desk: Desk, client: ClientRow) -> None:
    first, second = planned(desk, client), planned(desk, client, 14)
    between = note(desk, client, start_time="13:55", end_time="15:00")
    (found,) = asked(desk, between)
    assert "expected in another session from 13:30 to 14:20, which has no note yet" in found.text
    sign(desk, between, "The first one was short.")
    assert owed(desk) == [first.id]
    assert second.id not in {one.id for one in desk.sessions.to_document(client.id, date(2026, 12, 27), "individual")}


def test_a_note_of_one_of_two_clients_leaves_the_session_to_be_documented_for_the_other(
    desk: Desk, client: ClientRow
) -> None:
    other = add_client(desk, "Brandt", "Ilse")
    session = planned(desk, client, client_ids=[client.id, other.id])
    sign(desk, note(desk, client, session.id))
    day = date(2026, 12, 27)
    left = [[one.id for one in desk.sessions.to_document(who.id, day, "individual")] for who in (client, other)]
    assert left == [[], [session.id]]


def test_a_colleagues_session_at_that_hour_stays_theirs_to_write(clinic: TestClinic) -> None:
    trainee = clinic.desk("trainee")
    client = add_client(trainee)
    session = planned(trainee, client)
    trainee.lock()
    desk = clinic.desk("therapist")
    draft = note(desk, client)
    (found,) = asked(desk, draft)
    assert "expected in another session from 13:30 to 14:20" in found.text
    sign(desk, draft, "I came in.")
    desk.lock()
    trainee = clinic.desk("trainee")
    assert owed(trainee) == [session.id]
    trainee.lock()


def test_a_make_up_whose_note_was_begun_in_the_chart_makes_up(desk: Desk, client: ClientRow) -> None:
    admit(desk, client, "2026-09-28")
    missed = planned(desk, client, 9)
    absence = desk.drafts.start("absence", client_id=client.id, session_id=missed.id)
    desk.drafts.save(absence.id, {**told("absence"), **absence.answers})
    entry = desk.signing.sign([absence.id], passphrase_of("therapist")).entry_ids[0]
    makeup = planned(desk, client, makes_up={client.id: entry})
    assert owed(desk) == [makeup.id]
    sign(desk, note(desk, client))
    assert owed(desk) == []
    ((_, week),) = desk.tasks.hours(date(2026, 12, 27))
    assert (week.delivered, week.made_up, week.unwritten, week.reasons, week.unexplained) == (50, 50, 0, (), 0)
    with pytest.raises(UserError, match="documented already"):
        desk.sessions.take_back(makeup.id, client.id, "Not needed")


def test_a_reason_given_when_two_sessions_were_planned_at_once_is_not_asked_for_again_by_either_note(
    desk: Desk, client: ClientRow
) -> None:
    own = planned(desk, client)
    family = planned(desk, client, service="family", overlap_reason="Both parents came.")
    sign(desk, note(desk, client, own.id))
    draft = desk.drafts.start("family_session", client_id=client.id, session_id=family.id)
    desk.drafts.save(draft.id, {**told("family_session"), **HOUR, "next_family_session": ""})
    assert asked(desk, draft) == []


def test_a_reason_for_two_sessions_at_once_is_none_for_a_third(desk: Desk, client: ClientRow) -> None:
    own = planned(desk, client)
    planned(desk, client, service="family", overlap_reason="Both parents came.")
    planned(desk, client, 15)
    moved = note(desk, client, own.id, start_time="15:00", end_time="15:50")
    assert [one.text[:66] for one in asked(desk, moved)] == [
        "The client was expected in another session from 15:30 to 16:20, wh"
    ]
