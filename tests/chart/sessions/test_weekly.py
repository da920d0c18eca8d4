"""The weekly program on a real vault: sessions made from it, changed from a day on, refused where they overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.program import Overlap
from ehr_desk.chart.sessions.program_service import AHEAD_DAYS, NewWeekly
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, add_client
from tests.support.writing import write

TODAY = date(2026, 11, 21)
MONDAY = date(2026, 11, 23)
NEXT = MONDAY + timedelta(days=7)


@pytest.fixture
def group(desk: Desk, client: ClientRow) -> NewWeekly:
    return NewWeekly(
        0, "17:30", 180, "group", "Evening group", desk.me.id, [client.id], "Evening", "In person", "Ch. 1"
    )


def schedule(desk: Desk) -> list[tuple[date, str, bool]]:
    found = []
    for days in range(AHEAD_DAYS + 1):
        for one in desk.sessions.day(TODAY + timedelta(days=days)):
            found.append((one.starts_at.date(), f"{one.starts_at:%H:%M}", one.cancelled))
    return found


def faults(desk: Desk) -> list[str]:
    return [f"{fault.what} {fault.where}" for fault in desk.check().faults]


def test_the_coming_four_weeks_are_made_once(desk: Desk, group: NewWeekly) -> None:
    desk.program.add(group, TODAY)
    weeks = [(MONDAY + timedelta(days=7 * at), "17:30", False) for at in range(4)]
    assert schedule(desk) == weeks
    assert not desk.program.missing()
    assert desk.program.make_sessions() == 0
    assert schedule(desk) == weeks
    one = desk.sessions.day(MONDAY)[0]
    assert (one.track, one.mode, one.curriculum, one.minutes) == ("Evening", "In person", "Ch. 1", 180)
    assert faults(desk) == []


def test_time_going_by_asks_for_more_sessions(clinic: TestClinic, desk: Desk, group: NewWeekly) -> None:
    desk.program.add(group, TODAY)
    clinic.clock.advance(timedelta(days=7))
    assert desk.program.missing()
    assert desk.program.make_sessions() == 1


def test_a_change_applies_from_a_day_on(desk: Desk, group: NewWeekly) -> None:
    row = desk.program.add(group, TODAY)
    desk.program.change(row.slot_id, replace(group, start="18:00"), NEXT)
    assert [when for _, when, _ in schedule(desk)] == ["17:30", "18:00", "18:00", "18:00"]
    desk.program.change(row.slot_id, replace(group, weekday=1, start="18:00"), NEXT)
    assert [(day.weekday(), off) for day, _, off in schedule(desk)][:3] == [(0, False), (0, True), (1, False)]
    assert [(one.first, one.last) for one in desk.program.in_force(NEXT)] == [(NEXT, None)]
    assert faults(desk) == []


def test_a_roster_is_changed_like_anything_else(desk: Desk, client: ClientRow, group: NewWeekly) -> None:
    row = desk.program.add(group, TODAY)
    other = add_client(desk, "Okafor", "Ben")
    desk.program.change(row.slot_id, replace(group, client_ids=[client.id, other.id]), NEXT)
    sizes = [len(desk.sessions.day(day)[0].client_ids) for day in (MONDAY, NEXT)]
    assert sizes == [1, 2]
    assert faults(desk) == []


def test_a_session_is_taken_off_the_program(desk: Desk, group: NewWeekly) -> None:
    row = desk.program.add(group, TODAY)
    desk.program.end(row.slot_id, MONDAY)
    assert [off for _, _, off in schedule(desk)] == [False, True, True, True]
    assert desk.program.in_force(NEXT) == []


def test_a_holiday_cancels_and_reopening_brings_back(desk: Desk, group: NewWeekly) -> None:
    desk.program.close(NEXT, "Winter break.")
    desk.program.add(group, TODAY)
    assert [day for day, _, _ in schedule(desk)] == [MONDAY, NEXT + timedelta(days=7), NEXT + timedelta(days=14)]
    desk.program.close(MONDAY, "Snow.")
    assert desk.sessions.day(MONDAY)[0].cancel_reason == "Snow."
    desk.program.open_again(MONDAY)
    desk.program.open_again(NEXT)
    assert [off for _, _, off in schedule(desk)] == [False] * 4
    assert faults(desk) == []
    with pytest.raises(UserError, match="reason is missing"):
        desk.program.close(NEXT, " ")


def test_who_left_is_expected_at_no_session_that_was_moved_or_planned_by_itself(
    desk: Desk, client: ClientRow, group: NewWeekly
) -> None:
    other = add_client(desk, "Okafor", "Ben")
    for one in (client, other):
        write(desk, "admission", one, {**told("admission"), "entry_date": "2026-10-01", "admitted_on": "2026-10-01"})
    desk.program.add(replace(group, client_ids=[client.id, other.id]), TODAY)
    weekly = desk.sessions.day(MONDAY)[0]
    moved = NewSession(datetime(2026, 11, 25, 9, 0), 180, "group", "Evening group", desk.me.id, weekly.client_ids)
    desk.sessions.change(weekly.id, moved)
    alone = desk.sessions.plan_session(
        NewSession(datetime(2026, 11, 27, 9, 0), 50, "individual", "", desk.me.id, [client.id])
    )
    ended = {**told("discharge_summary"), "discharged_on": "2026-11-21", "entry_date": "2026-11-21"}
    ended["copies_on"] = "2026-11-21"
    write(desk, "discharge_summary", client, ended)
    assert desk.program.missing()
    assert desk.program.make_sessions() > 0
    assert desk.sessions.one(weekly.id).client_ids == (other.id,)
    assert desk.sessions.discharged([client.id, other.id]) == {client.id: date(2026, 11, 21)}
    assert desk.sessions.one(alone.id).cancel_reason == "Everybody on its roster has left the program."
    call = desk.sessions.plan_session(
        NewSession(datetime(2026, 12, 4, 9, 0), 20, "individual", "Aftercare", desk.me.id, [client.id])
    )
    assert desk.program.make_sessions() == 0
    assert not desk.sessions.one(call.id).cancelled
    assert faults(desk) == []


def test_a_weekly_session_is_not_put_over_one_that_was_moved_or_lies_months_ahead(
    desk: Desk, client: ClientRow, group: NewWeekly
) -> None:
    desk.program.add(group, TODAY)
    weekly = desk.sessions.day(MONDAY)[0]
    moved = NewSession(datetime(2026, 11, 24, 9, 0), 180, "group", "Evening group", desk.me.id, [client.id])
    desk.sessions.change(weekly.id, moved)
    with pytest.raises(Overlap):
        desk.program.add(replace(group, weekday=1, start="10:00", minutes=60), TODAY)
    far = NewSession(datetime(2027, 3, 4, 9, 0), 60, "individual", "", desk.me.id, [client.id])
    desk.sessions.plan_session(far)
    with pytest.raises(Overlap):
        desk.program.add(replace(group, weekday=3, start="09:30", minutes=60), TODAY)


def test_closing_a_day_cancels_what_was_moved_onto_it_and_nothing_more_is_planned_there(
    desk: Desk, client: ClientRow, group: NewWeekly
) -> None:
    desk.program.add(group, TODAY)
    weekly, tuesday = desk.sessions.day(MONDAY)[0], datetime(2026, 11, 24, 9, 0)
    new = NewSession(tuesday, 180, "group", "Evening group", desk.me.id, [client.id])
    desk.sessions.change(weekly.id, new)
    desk.program.close(tuesday.date(), "Snow.")
    assert desk.sessions.one(weekly.id).cancel_reason == "Snow."
    with pytest.raises(UserError, match=r"closed on this day \(Snow\)"):
        desk.sessions.plan_session(new)
    with pytest.raises(UserError, match="closed on this day"):
        desk.sessions.change(desk.sessions.day(NEXT)[0].id, new)
    desk.program.open_again(tuesday.date())
    assert not desk.sessions.restore(weekly.id).cancelled


def test_one_absence_is_made_up_for_once_and_nothing_else_is(desk: Desk, client: ClientRow) -> None:
    absence = write(desk, "absence", client, {**told("absence"), "missed_on": "2026-11-20"}).entry_ids[0]
    new = NewSession(datetime(2026, 11, 24, 9, 0), 50, "individual", "", desk.me.id, [client.id])
    with pytest.raises(UserError, match="no missed session"):
        desk.sessions.plan_session(replace(new, makes_up={client.id: "nonsense"}))
    first = desk.sessions.plan_session(replace(new, makes_up={client.id: absence}))
    again = replace(new, starts_at=datetime(2026, 11, 25, 9, 0), makes_up={client.id: absence})
    with pytest.raises(UserError, match="makes up for this absence already"):
        desk.sessions.plan_session(again)
    desk.sessions.cancel(first.id, "The client is ill.")
    assert desk.sessions.plan_session(again).makes_up == {client.id: absence}


def test_what_is_cancelled_by_hand_stays_cancelled(desk: Desk, group: NewWeekly) -> None:
    row = desk.program.add(group, TODAY)
    desk.sessions.cancel(desk.sessions.day(MONDAY)[0].id, "Only this one.")
    desk.program.change(row.slot_id, replace(group, start="18:00"), MONDAY)
    assert desk.program.make_sessions() == 0
    assert schedule(desk)[0] == (MONDAY, "17:30", True)


def test_one_day_is_moved_and_the_program_stays_as_it_is(clinic: TestClinic, desk: Desk, group: NewWeekly) -> None:
    row = desk.program.add(group, clinic.clock.today())
    one = desk.program.week(clinic.clock.today()).sessions[0]
    starts = one.starts_at + timedelta(days=1)
    wanted = NewSession(starts, one.minutes, one.service, one.title, one.staff_id, one.client_ids)
    moved = desk.sessions.change(one.id, wanted)
    assert (moved.slot_id, moved.slot_day) == (row.slot_id, one.starts_at.date())
    assert desk.program.make_sessions() == 0
    assert desk.program.in_force(clinic.clock.today()) == [row]
    # When the new day is over, the day it was moved from is still not made anew.
    back = desk.sessions.change(one.id, replace(wanted, starts_at=starts + timedelta(days=45)))
    assert desk.program.make_sessions() == 0
    assert [each.id for each in desk.program.week(one.starts_at.date()).sessions if each.slot_day == one.slot_day] == []
    assert back.starts_at == starts + timedelta(days=45)
    assert faults(desk) == []


def test_whoever_would_be_in_two_places_is_named_and_a_reason_lets_it_pass(
    desk: Desk, client: ClientRow, group: NewWeekly
) -> None:
    desk.program.add(group, TODAY)
    again = replace(group, start="19:00", title="Skills", staff_id="somebody else")
    with pytest.raises(Overlap) as refused:
        desk.program.add(again, TODAY)
    assert [(one.person_id, one.staff) for one in refused.value.clashes] == [(client.id, False)]
    assert client.family_name not in str(refused.value)
    desk.program.add(replace(again, overlap_reason="Leaves the group early."), TODAY)
    assert len(desk.sessions.day(MONDAY)) == 2


def test_a_single_session_meets_the_program_also_where_it_is_not_made_yet(
    desk: Desk, client: ClientRow, group: NewWeekly
) -> None:
    desk.program.add(group, TODAY)
    far = datetime(2027, 3, 1, 18, 0)
    assert far.weekday() == 0
    for starts in (far, datetime(2026, 11, 23, 18, 0)):
        new = NewSession(starts, 50, "individual", "", desk.me.id, [client.id])
        with pytest.raises(Overlap) as refused:
            desk.sessions.plan_session(new)
        assert [one.staff for one in refused.value.clashes] == [True, False]
        assert desk.sessions.plan_session(replace(new, overlap_reason="A crisis.")).overlap_reason == "A crisis."


def test_a_weekly_session_meets_what_is_planned_already(desk: Desk, client: ClientRow, group: NewWeekly) -> None:
    desk.sessions.plan_session(NewSession(datetime(2026, 11, 30, 18), 50, "individual", "", desk.me.id, [client.id]))
    with pytest.raises(Overlap):
        desk.program.add(group, TODAY)
    assert desk.program.in_force(TODAY) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": "25:00"}, "no time of day"),
        ({"start": ""}, "no time of day"),
        ({"staff_id": ""}, "Nobody leads"),
        ({"client_ids": ()}, "Nobody is on the roster"),
        ({"minutes": 0}, "no length"),
        ({"service": "yoga"}, "not known"),
        ({"start": "22:00"}, "past midnight"),
    ],
)
def test_what_cannot_take_place_is_refused(
    desk: Desk, group: NewWeekly, change: dict[str, object], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        desk.program.add(replace(group, **change), TODAY)  # type: ignore[arg-type]  # parametrized
    assert desk.program.in_force(TODAY) == []


def test_a_week_shows_what_is_made_and_what_will_be(desk: Desk, group: NewWeekly) -> None:
    desk.program.add(group, TODAY)
    near, far = desk.program.week(MONDAY), desk.program.week(MONDAY + timedelta(days=70))
    assert (len(near.sessions), len(near.due)) == (1, 0)
    assert (len(far.sessions), len(far.due)) == (0, 1)
    assert desk.program.week(MONDAY - timedelta(days=14)).due == []


def test_an_administrator_changes_no_program(clinic: TestClinic, desk: Desk, group: NewWeekly) -> None:
    desk.lock()
    office = clinic.desk("administrator")
    try:
        with pytest.raises(Refused):
            office.program.add(group, TODAY)
        assert not office.program.missing()
    finally:
        office.lock()


@pytest.mark.parametrize("statement", ["UPDATE weekly_session SET minutes = 9", "DELETE FROM weekly_place"])
def test_a_program_changed_past_the_program_is_found(desk: Desk, group: NewWeekly, statement: str) -> None:
    desk.program.add(group, TODAY)
    with desk.sitting.write() as unit:
        unit.session.execute(text(statement))
        unit.record("toy.act")
    assert any("weekly program was changed past the program" in fault for fault in faults(desk))
