"""A missed session is made up for in one that takes place anyhow, and one day's roster is changed by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.program import Overlap
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.desk.stays import void
from tests.support.clinic import add_client, passphrase_of
from tests.support.writing import write

MONDAY = date(2026, 11, 30)


@pytest.fixture
def begins_at() -> datetime:
    return datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


@pytest.fixture
def other(desk: Desk) -> ClientRow:
    return add_client(desk, "Brennan", "Ada")


@pytest.fixture
def evening(desk: Desk, other: ClientRow) -> PlannedSessionRow:
    """Another track's group, made from the weekly program, on whose roster the client is not."""
    desk.program.add(NewWeekly(0, "17:30", 180, "group", "Evening", desk.me.id, (other.id,)), date(2026, 11, 28))
    return desk.sessions.day(MONDAY)[0]


def test_a_missed_session_is_made_up_for_in_an_existing_one_and_taken_back(
    desk: Desk, client: ClientRow, other: ClientRow, evening: PlannedSessionRow
) -> None:
    missed = write(desk, "absence", client).entry_ids[0]
    assert [one.id for one in desk.sessions.coming(MONDAY, MONDAY, without=client.id)] == [evening.id]
    joined = desk.sessions.make_up_in(evening.id, client.id, missed)
    assert joined.makes_up == {client.id: missed}
    assert set(joined.client_ids) == {client.id, other.id}
    assert not joined.by_hand
    assert set(desk.sessions.made_up([missed])) == {missed}
    desk.program.make_sessions()
    assert desk.sessions.one(evening.id) == joined, "the weekly program keeps who makes up in its session"
    assert desk.sessions.coming(MONDAY, MONDAY, without=client.id) == []
    with pytest.raises(UserError, match="already"):
        desk.sessions.make_up_in(evening.id, client.id, missed)
    back = desk.sessions.take_back(evening.id, client.id, "Not free.")
    assert (back.client_ids, back.makes_up, back.cancelled) == ((other.id,), {}, False)
    assert desk.check().sound


def test_who_is_in_another_session_then_makes_up_with_a_reason_only(
    desk: Desk, client: ClientRow, evening: PlannedSessionRow
) -> None:
    missed = write(desk, "absence", client).entry_ids[0]
    talk = NewSession(datetime(2026, 11, 30, 18), 50, "individual", "", "somebody else", [client.id])
    desk.sessions.plan_session(talk)
    with pytest.raises(Overlap):
        desk.sessions.make_up_in(evening.id, client.id, missed)
    desk.sessions.make_up_in(evening.id, client.id, missed, overlap_reason="Comes after the talk.")
    assert desk.sessions.one(evening.id).overlap_reason == "Comes after the talk."


def test_an_absence_in_error_frees_the_place_and_the_one_written_anew_can_take_it(
    desk: Desk, client: ClientRow, other: ClientRow, evening: PlannedSessionRow
) -> None:
    desk.sessions.make_up_in(evening.id, client.id, write(desk, "absence", client).entry_ids[0])
    own = NewSession(datetime(2026, 12, 1, 9), 50, "individual", "", desk.me.id, [other.id])
    absent = write(desk, "absence", other).entry_ids[0]
    alone = desk.sessions.plan_session(replace(own, makes_up={other.id: absent}))
    assert not desk.program.missing()
    for entry in (*desk.sessions.one(evening.id).makes_up.values(), absent):
        assert void(desk, entry) == []
    anew = write(desk, "absence", client).entry_ids[0]
    joined = desk.sessions.make_up_in(evening.id, client.id, anew)
    assert joined.makes_up == {client.id: anew}, "nobody had opened Today in between"
    assert void(desk, anew) == []
    assert desk.program.missing()
    desk.program.make_sessions()
    free = desk.sessions.one(evening.id)
    assert (free.client_ids, free.makes_up, free.cancelled) == ((other.id,), {}, False)
    stays = desk.sessions.one(alone.id)
    assert (stays.client_ids, stays.makes_up, stays.cancelled) == ((other.id,), {}, False), "who was asked comes"
    assert not desk.program.missing()
    assert desk.check().sound


def test_the_place_stays_where_another_entry_says_that_the_same_session_was_missed(
    desk: Desk, client: ClientRow, evening: PlannedSessionRow
) -> None:
    held = NewSession(datetime(2026, 11, 27, 9), 50, "individual", "", desk.me.id, [client.id])
    session_id = desk.sessions.plan_session(held).id
    first = absence(desk, client, session_id)
    desk.sessions.make_up_in(evening.id, client.id, first)
    assert void(desk, first) == []
    anew = absence(desk, client, session_id)
    desk.program.make_sessions()
    assert client.id in desk.sessions.one(evening.id).client_ids
    assert desk.sessions.made_up([anew])[anew].id == evening.id
    (line,) = desk.tasks.day().missed
    assert line.makeup is not None, "it can be taken back from Today"
    with pytest.raises(UserError, match="absence already"):
        desk.sessions.plan_session(replace(held, starts_at=datetime(2026, 12, 1, 9), makes_up={client.id: anew}))


def absence(desk: Desk, client: ClientRow, session_id: str) -> str:
    draft = desk.drafts.start("absence", client_id=client.id, session_id=session_id)
    desk.drafts.save(draft.id, {**told("absence"), **draft.answers})
    return desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]


def test_nothing_is_made_up_for_that_was_not_missed(desk: Desk, client: ClientRow, evening: PlannedSessionRow) -> None:
    with pytest.raises(UserError, match="no missed session"):
        desk.sessions.make_up_in(evening.id, client.id, "none")


def test_one_days_roster_is_changed_and_the_weekly_one_stays(
    desk: Desk, client: ClientRow, other: ClientRow, evening: PlannedSessionRow
) -> None:
    new = NewSession(evening.starts_at, 180, "group", "Evening", desk.me.id, [client.id])
    changed = desk.sessions.change(evening.id, new)
    assert (changed.client_ids, changed.by_hand) == ((client.id,), True)
    desk.program.make_sessions()
    assert desk.sessions.one(evening.id).client_ids == (client.id,)
    assert desk.program.week(MONDAY).rows[0].client_ids == (other.id,)
