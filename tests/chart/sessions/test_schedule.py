"""The schedule on a real vault: planned, read by day, cancelled; every act in the audit log."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.prefills import facts_of
from ehr_desk.chart.sessions.program import Overlap
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, add_client
from tests.support.writing import write

MORNING = datetime(2026, 11, 23, 9, 0)


def new(desk: Desk, client: ClientRow) -> NewSession:
    return NewSession(MORNING, 180, "group", " Relapse prevention ", desk.me.id, [client.id])


def test_a_planned_session_stands_on_its_day(desk: Desk, client: ClientRow) -> None:
    row = desk.sessions.plan_session(new(desk, client))
    assert desk.sessions.day(date(2026, 11, 23)) == [row]
    assert desk.sessions.day(date(2026, 11, 22)) == desk.sessions.day(date(2026, 11, 24)) == []
    assert (row.title, row.minutes, row.client_ids, row.cancelled) == ("Relapse prevention", 180, (client.id,), False)


def test_a_case_conference_about_a_client_takes_the_teams_time_and_not_the_clients(
    desk: Desk, client: ClientRow
) -> None:
    desk.sessions.plan_session(new(desk, client))
    about = replace(new(desk, client), service="case conference", minutes=30, staff_id="somebody else")
    desk.sessions.plan_session(about)
    with pytest.raises(Overlap):
        desk.sessions.plan_session(replace(about, staff_id=desk.me.id))


def test_the_day_is_in_order_and_can_be_one_persons(desk: Desk, client: ClientRow) -> None:
    late = desk.sessions.plan_session(replace(new(desk, client), starts_at=datetime(2026, 11, 23, 18, 0)))
    early = desk.sessions.plan_session(replace(new(desk, client), staff_id="somebody else"))
    assert desk.sessions.day(date(2026, 11, 23)) == [early, late]
    assert desk.sessions.day(date(2026, 11, 23), staff_id=desk.me.id) == [late]


def test_sessions_of_one_client(desk: Desk, client: ClientRow) -> None:
    other = add_client(desk, "Okafor", "Ben")
    mine = desk.sessions.plan_session(new(desk, client))
    both = desk.sessions.plan_session(
        replace(new(desk, client), starts_at=MORNING.replace(hour=13), client_ids=[client.id, other.id, client.id])
    )
    week = (date(2026, 11, 23), date(2026, 11, 29))
    assert {row.id for row in desk.sessions.of_client(client.id, *week)} == {mine.id, both.id}
    assert [row.client_ids for row in desk.sessions.of_client(other.id, *week)] == [
        tuple(sorted([client.id, other.id]))
    ]


def test_a_cancelled_session_stays_visible_and_is_cancelled_once(desk: Desk, client: ClientRow) -> None:
    row = desk.sessions.plan_session(new(desk, client))
    with pytest.raises(UserError, match="reason is missing"):
        desk.sessions.cancel(row.id, " ")
    assert desk.sessions.cancel(row.id, "Snow.").cancelled
    assert desk.sessions.cancel(row.id, "Snow.").cancelled
    assert [each.cancelled for each in desk.sessions.day(date(2026, 11, 23))] == [True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"service": "yoga"}, "service is not known"),
        ({"service": ""}, "service is not known"),
        ({"minutes": 0}, "has no length"),
        ({"starts_at": datetime(2026, 11, 23, 22, 0)}, "past midnight"),
        ({"client_ids": []}, "Nobody is on the roster"),
    ],
)
def test_what_cannot_take_place_is_not_planned(
    desk: Desk, client: ClientRow, change: dict[str, object], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        desk.sessions.plan_session(replace(new(desk, client), **change))  # type: ignore[arg-type]  # parametrized
    assert desk.sessions.day(date(2026, 11, 23)) == []


def test_a_time_with_a_zone_is_our_mistake(desk: Desk, client: ClientRow) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        desk.sessions.plan_session(replace(new(desk, client), starts_at=MORNING.replace(tzinfo=UTC)))


def test_a_session_ends_before_midnight_since_no_note_could_tell_of_a_later_end(desk: Desk, client: ClientRow) -> None:
    late = replace(new(desk, client), starts_at=datetime(2026, 11, 23, 21, 0))
    with pytest.raises(UserError, match="ends at midnight"):
        desk.sessions.plan_session(late)
    row = desk.sessions.plan_session(replace(late, minutes=late.minutes - 1))
    assert facts_of(row)["end"] == "23:59"


def test_one_session_is_held_on_another_day_by_somebody_else_with_its_roster(desk: Desk, client: ClientRow) -> None:
    missed = write(desk, "absence", client, {**told("absence"), "missed_on": "2026-11-20"}).entry_ids[0]
    before = replace(new(desk, client), starts_at=datetime(2026, 11, 19, 9, 0), makes_up={client.id: missed})
    with pytest.raises(UserError, match="this one lies before it"):
        desk.sessions.plan_session(before)
    row = desk.sessions.plan_session(replace(new(desk, client), makes_up={client.id: missed}))
    wanted = replace(
        new(desk, client), starts_at=datetime(2026, 11, 24, 13, 30), staff_id="somebody else", location=" Room 2 "
    )
    moved = desk.sessions.change(row.id, wanted)
    assert desk.sessions.day(date(2026, 11, 23)) == []
    assert desk.sessions.day(date(2026, 11, 24)) == [moved]
    assert (moved.staff_id, moved.location, moved.by_hand) == ("somebody else", "Room 2", True)
    assert (moved.client_ids, moved.makes_up) == (row.client_ids, row.makes_up)
    assert facts_of(moved)["location"] == "Room 2"
    assert desk.check().faults == []


def test_a_moved_session_is_owed_on_its_new_day(clinic: TestClinic, desk: Desk, client: ClientRow) -> None:
    row = desk.sessions.plan_session(new(desk, client))
    desk.sessions.change(row.id, replace(new(desk, client), starts_at=datetime(2026, 11, 24, 9, 0)))
    clinic.clock.move_to(datetime(2026, 11, 23, 20, 0, tzinfo=clinic.clock.local().tzinfo))
    assert desk.tasks.notes_owed() == []
    clinic.clock.move_to(datetime(2026, 11, 24, 20, 0, tzinfo=clinic.clock.local().tzinfo))
    assert [(one.session_id, one.on) for one in desk.tasks.notes_owed()] == [(row.id, date(2026, 11, 24))]


def test_nobody_is_moved_into_two_sessions_at_once_without_a_reason(desk: Desk, client: ClientRow) -> None:
    row = desk.sessions.plan_session(new(desk, client))
    desk.sessions.plan_session(replace(new(desk, client), starts_at=MORNING.replace(hour=13), minutes=60))
    into = replace(new(desk, client), starts_at=MORNING.replace(hour=11))
    with pytest.raises(Overlap):
        desk.sessions.change(row.id, into)
    assert desk.sessions.one(row.id).starts_at == MORNING
    reasoned = desk.sessions.change(row.id, replace(into, overlap_reason="Two rooms, one door."))
    assert reasoned.overlap_reason == "Two rooms, one door."
    # Its own old time is no clash.
    assert desk.sessions.change(row.id, replace(into, minutes=60)).minutes == 60


def test_what_is_cancelled_has_begun_or_is_over_is_not_moved(clinic: TestClinic, desk: Desk, client: ClientRow) -> None:
    row = desk.sessions.plan_session(new(desk, client))
    with pytest.raises(UserError, match="time has passed"):
        desk.sessions.change(row.id, replace(new(desk, client), starts_at=datetime(2026, 1, 5, 9, 0)))
    desk.sessions.cancel(row.id, "Snow.")
    with pytest.raises(UserError, match="is cancelled"):
        desk.sessions.change(row.id, replace(new(desk, client), minutes=60))
    other = desk.sessions.plan_session(new(desk, client))
    clinic.clock.move_to(datetime(2026, 11, 23, 9, 30, tzinfo=clinic.clock.local().tzinfo))
    with pytest.raises(UserError, match="has begun"):
        desk.sessions.change(other.id, replace(new(desk, client), starts_at=datetime(2026, 11, 24, 9, 0)))


def test_an_administrator_plans_no_sessions(clinic: TestClinic, desk: Desk, client: ClientRow) -> None:
    wanted = new(desk, client)
    desk.lock()
    office = clinic.desk("administrator")
    try:
        with pytest.raises(Refused):
            office.sessions.plan_session(wanted)
    finally:
        office.lock()


def test_a_note_opened_from_a_session_starts_with_its_facts(desk: Desk, client: ClientRow) -> None:
    facts = facts_of(desk.sessions.plan_session(new(desk, client)))
    assert {key: facts[key] for key in ("date", "start", "end", "minutes", "name", "service")} == {
        "date": "2026-11-23",
        "start": "09:00",
        "end": "12:00",
        "minutes": 180,
        "name": "Relapse prevention",
        "service": "group",
    }
